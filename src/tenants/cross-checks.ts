import type { ConfigPath } from '../settings/config-error.js';
import type { ChannelConfig } from '../settings/gateway-config.js';
import { suggestion } from '../settings/reader.js';
import type { SourceFile } from '../settings/yaml-file.js';
import { confusable } from './keywords.js';
import type { Tenant } from './tenant.js';

export interface ReadTenant {
  source: SourceFile;
  tenant: Tenant;
}

/** Records references within one tenant that lead nowhere, and names given twice; `channels` is absent where they could not be read. */
export function checkTenant({ source, tenant }: ReadTenant, channels?: readonly ChannelConfig[]): void {
  const { standard } = tenant;
  once(
    source,
    ['standard', 'levels'],
    'slug',
    standard.levels.map((level) => level.slug),
  );
  once(
    source,
    ['standard', 'steps'],
    'slug',
    standard.steps.map((step) => step.slug),
  );
  once(
    source,
    ['agencies'],
    'slug',
    tenant.agencies.map((agency) => agency.slug),
  );
  once(
    source,
    ['categories'],
    'slug',
    tenant.categories.map((category) => category.slug),
  );
  once(
    source,
    ['routing'],
    'id',
    tenant.routing.map((rule) => rule.id),
  );
  tenant.agencies.forEach((agency, index) => {
    once(
      source,
      ['agencies', index, 'units'],
      'slug',
      agency.units.map((unit) => unit.slug),
    );
  });
  const levels = standard.levels.map((level) => level.slug);
  known(source, ['standard', 'defaultLevel'], standard.defaultLevel, levels, 'a level of this standard');
  checkRetired(source, tenant);
  checkCategories(source, tenant, levels);
  checkRouting(source, tenant, channels);
  if (channels) checkStaffChannels(source, tenant, channels);
}

function checkRetired(source: SourceFile, tenant: Tenant): void {
  for (const list of ['agencies', 'categories'] as const) {
    const current = tenant[list].map(({ slug }) => slug);
    const slugs = tenant.retired[list].map(({ slug }) => slug);
    once(source, ['retired', list], 'slug', slugs);
    slugs.forEach((slug, index) => {
      if (slug !== '' && current.includes(slug))
        source.error(['retired', list, index, 'slug'], slug, `a slug that is not among the ${list} any more`);
    });
  }
}

function checkStaffChannels(source: SourceFile, { slug, staff }: Tenant, channels: readonly ChannelConfig[]): void {
  const kinds = { email: 'email', whatsapp: 'whatsapp', phone: 'sms', messenger: '', telegram: '' } as const;
  for (const { channel, address, path } of staff) {
    if (channel === undefined || address === undefined) continue;
    const own = channels.filter(({ tenant }) => tenant === undefined || tenant === slug);
    const fitting = own.filter(({ kind }) => kind === kinds[address.kind]).map(({ id }) => id);
    known(source, [...path, 'channel'], channel, fitting, 'a channel of this tenant, or a shared one, that reaches it');
  }
}

/** Notes whom nobody could tell. People entered by hand are in the database, which no check of files looks at. */
export function noteMissingStaff({ source, tenant }: ReadTenant): void {
  const { staff, agencies } = tenant;
  const byHand = 'or somebody entered with "kentongan officer add"';
  for (const { address, path, means } of staff)
    if (address === undefined) source.warn([...path, means], means, `an address: its variable is not set; ${byHand}`);
  const reached = staff.filter(({ address }) => address !== undefined);
  if (!reached.some(({ agency, role }) => agency === null && role === 'admin'))
    source.warn(['staff'], null, `an admin with an address, who is told of new tickets; ${byHand}`);
  agencies.forEach(({ slug }, index) => {
    if (!reached.some(({ agency }) => agency === slug))
      source.warn(['agencies', index, 'officers'], null, `somebody to tell; ${byHand}; until then the admin is told`);
  });
}

function checkCategories(source: SourceFile, tenant: Tenant, levels: readonly string[]): void {
  const bySlug = new Map(tenant.categories.map((category) => [category.slug, category]));
  const firstLevel = tenant.categories
    .filter((category) => category.parent === undefined)
    .map((category) => category.slug);
  tenant.categories.forEach((category, index) => {
    const at = (key: string): ConfigPath => ['categories', index, key];
    known(source, at('level'), category.level, levels, 'a level of the standard');
    if (category.parent === undefined) return;
    if (bySlug.get(category.parent)?.parent !== undefined) {
      source.error(at('parent'), category.parent, 'a category without a parent: there are two levels');
    } else {
      known(source, at('parent'), category.parent, firstLevel, 'a category without a parent');
    }
  });
}

function checkRouting(source: SourceFile, tenant: Tenant, channels?: readonly ChannelConfig[]): void {
  const agencies = tenant.agencies.map((agency) => agency.slug);
  const categories = tenant.categories.map((category) => category.slug);
  const usable = channels
    ?.filter((channel) => channel.tenant === undefined || channel.tenant === tenant.slug)
    .map((channel) => channel.id);
  tenant.routing.forEach((rule, index) => {
    const at = (...keys: (string | number)[]): ConfigPath => ['routing', index, ...keys];
    known(source, at('agency'), rule.agency, agencies, 'an agency of this tenant');
    const units = tenant.agencies.find((agency) => agency.slug === rule.agency)?.units.map((unit) => unit.slug);
    if (rule.unit !== undefined && units !== undefined)
      known(source, at('unit'), rule.unit, units, `a unit of ${rule.agency}`);
    rule.when.categories?.forEach((slug, i) => {
      known(source, at('when', 'categories', i), slug, categories, 'a category of this tenant');
    });
    rule.when.channels?.forEach((id, i) => {
      if (usable !== undefined)
        known(source, at('when', 'channels', i), id, usable, 'a channel of this tenant or a shared one');
    });
    rule.when.places?.forEach((code, i) => {
      if (!code.startsWith(tenant.regionCode)) {
        source.error(
          at('when', 'places', i),
          code,
          `a code within the tenant's region, beginning with ${tenant.regionCode}`,
        );
      }
    });
  });
}

/** Records what two tenants may not have in common. */
export function checkTenantsTogether(tenants: readonly ReadTenant[], channels: readonly ChannelConfig[]): void {
  const prefixes = new Map<string, string>();
  for (const { source, tenant } of tenants) {
    const owner = prefixes.get(tenant.ticketPrefix);
    if (owner !== undefined && tenant.ticketPrefix !== '') {
      source.error(['ticketPrefix'], tenant.ticketPrefix, `a prefix of its own; ${owner} has this one`);
    }
    prefixes.set(tenant.ticketPrefix, owner ?? source.file);
  }
  // Where no number is shared, a keyword never has to tell tenants apart.
  if (channels.some((channel) => channel.tenant === undefined)) checkKeywords(tenants);
}

function checkKeywords(tenants: readonly ReadTenant[]): void {
  tenants.forEach(({ source, tenant }, position) => {
    tenant.keywords.forEach((keyword, index) => {
      for (const other of tenants.slice(0, position)) {
        const near =
          other.tenant.keywords.find((theirs) => theirs === keyword) ??
          other.tenant.keywords.find((theirs) => confusable(theirs, keyword));
        if (near === undefined) continue;
        const why =
          near === keyword
            ? `${other.source.file} has this one`
            : `${other.source.file} has ${near}, and a typing error could mean either`;
        source.error(['keywords', index], keyword, `a keyword that no other tenant on a shared number has; ${why}`);
      }
    });
  });
}

/** Records channels of tenants that do not exist, and forms that belong to nobody. */
export function checkChannelTenants(
  source: SourceFile,
  channels: readonly ChannelConfig[],
  slugs: readonly string[],
): void {
  channels.forEach((channel, index) => {
    const path = ['channels', index, 'tenant'];
    if (channel.tenant !== undefined) known(source, path, channel.tenant, slugs, 'a tenant with a file in tenants/');
    else if (channel.kind === 'web')
      source.error(
        path,
        undefined,
        'the tenant whose form this is; only channels with keywords or clerks can be shared',
      );
  });
}

function known(source: SourceFile, path: ConfigPath, value: string, names: readonly string[], expected: string): void {
  // What could not be read is reported where it was read.
  if (value === '' || names.includes(value)) return;
  const hint = suggestion(value, names);
  const list = hint === '' && names.length > 0 && names.length <= 12 ? ` (${names.join(', ')})` : hint;
  source.error(path, value, expected + list);
}

function once(source: SourceFile, path: ConfigPath, key: string, names: readonly string[]): void {
  names.forEach((name, index) => {
    const first = names.indexOf(name);
    if (name !== '' && first !== index) {
      source.error([...path, index, key], name, `a ${key} of its own; item ${String(first)} of this list has this one`);
    }
  });
}
