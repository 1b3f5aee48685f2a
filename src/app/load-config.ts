import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { ChannelProvider } from '../messaging/ports.js';
import { CHANNELS_OFF, ChannelsOff } from '../settings/channels-off.js';
import type { ConfigError } from '../settings/config-error.js';
import { deepFreeze } from '../settings/deep-freeze.js';
import type { GatewayConfig } from '../settings/gateway-config.js';
import { readGateway } from '../settings/gateway-loader.js';
import { Reader } from '../settings/reader.js';
import { SANDBOX_DEFAULTS } from '../settings/sandbox-defaults.js';
import type { Environment } from '../settings/settings.js';
import { readYamlFile, SourceFile } from '../settings/yaml-file.js';
import type { ReadTenant } from '../tenants/cross-checks.js';
import { checkChannelTenants, checkTenant, checkTenantsTogether, noteMissingStaff } from '../tenants/cross-checks.js';
import type { CalendarYear, Holiday } from '../tenants/holidays.js';
import { HOLIDAY_FILE_KEYS, HolidayCalendar, readHolidays } from '../tenants/holidays.js';
import type { LocaleEntries, Locales } from '../tenants/locales.js';
import { compareLocales, localesOf, readLocaleFile } from '../tenants/locales.js';
import { checkReplyTexts } from '../tenants/reply-texts.js';
import type { LocaleName } from '../tenants/tenant.js';
import { TenantRegistry } from '../tenants/tenant-registry.js';
import { readTenant } from '../tenants/tenant-loader.js';
import { TenantSource } from '../tenants/tenant-source.js';

export interface LoadInput {
  configDir: string;
  env: Environment;
  sandbox: boolean;
  providers: readonly ChannelProvider[];
  /** Variables that hold where the environment has none, before the sandbox's fixed ones: the stand-ins' real ports. */
  extraEnv?: Environment;
}

/** The whole configuration, validated and frozen. */
export interface Configuration {
  gateway: GatewayConfig;
  tenants: TenantRegistry;
  /** The tenants' files, for what people edit of them while the gateway runs. */
  tenantSources: readonly TenantSource[];
  holidays: HolidayCalendar;
  locales: Locales;
}

export interface LoadResult {
  ok: boolean;
  /** Only where there are no errors: a wrong file never half-starts the gateway. */
  config?: Configuration;
  errors: ConfigError[];
  /** What starts all the same, and will be missed: people whom nobody could tell. */
  warnings: ConfigError[];
}

/** Reads and checks every file of the configuration directory. It connects to nothing and does not throw for what a file can hold. */
export function loadConfig(input: LoadInput): LoadResult {
  const sources: SourceFile[] = [];
  const files = new ConfigDirectory(input.configDir, sources);
  const gatewayFile = files.read('gateway.yaml');
  const gateway =
    gatewayFile.value === undefined
      ? undefined
      : readGateway({
          source: gatewayFile.source,
          value: gatewayFile.value,
          env: variables(input),
          providers: input.providers,
        });
  if (gateway !== undefined) checkChannelsOff(files.whole('environment'), input.env, gateway);
  const tenants = loadTenants(files, variables(input));
  for (const tenant of tenants) checkTenant(tenant, gateway?.channels);
  checkTenantsTogether(tenants, gateway?.channels ?? []);
  if (gateway !== undefined) checkChannelTenants(gatewayFile.source, gateway.channels, files.tenantSlugs());
  const holidays = loadHolidays(files);
  const locales = loadLocales(files);
  // The sandbox has people of its own.
  if (!input.sandbox) tenants.forEach(noteMissingStaff);
  const errors = sources.flatMap((source) => [...source.errors]);
  const warnings = sources.flatMap((source) => [...source.warnings]);
  if (errors.length > 0 || gateway === undefined) return { ok: false, errors, warnings };
  deepFreeze(tenants.map(({ tenant }) => tenant));
  const config = {
    gateway: deepFreeze(gateway),
    tenants: new TenantRegistry(tenants.map(({ tenant }) => tenant)),
    tenantSources: tenants.map(
      ({ source: { file: name }, tenant: { slug }, value }) =>
        new TenantSource(slug, { name, value }, { env: variables(input), channels: gateway.channels }),
    ),
    holidays,
    locales,
  };
  return { ok: true, config: Object.freeze(config), errors, warnings };
}

/** The environment first, then what the caller adds, then the sandbox's. */
function variables(input: LoadInput): Environment {
  const set = Object.entries(input.env).filter(([, value]) => value !== undefined && value !== '');
  return { ...(input.sandbox ? SANDBOX_DEFAULTS : {}), ...input.extraEnv, ...Object.fromEntries(set) };
}

function checkChannelsOff(source: SourceFile, env: Environment, { channels }: GatewayConfig): void {
  const list = env[CHANNELS_OFF];
  const strangers = new ChannelsOff(list).strangers(channels.map(({ id }) => id));
  if (strangers.length > 0)
    source.error(
      [CHANNELS_OFF],
      list,
      `ids of channels of gateway.yaml, with commas between them; none is called ${strangers.join(', ')}`,
    );
}

/** The files below one directory, and the errors found in them. */
class ConfigDirectory {
  constructor(
    private readonly root: string,
    private readonly sources: SourceFile[],
  ) {}

  read(file: string): ReturnType<typeof readYamlFile> {
    const read = readYamlFile(this.root, file);
    this.sources.push(read.source);
    return read;
  }

  /** YAML files of a folder in the order of their names; a folder without one is an error. */
  list(folder: string, what: string): string[] {
    const names = this.names(folder);
    if (names.length > 0) return names.map((name) => `${folder}/${name}`);
    this.error(folder, `a folder with ${what}; it is missing, empty or may not be read`);
    return [];
  }

  tenantSlugs(): string[] {
    return this.names('tenants').map((name) => name.replace(/\.ya?ml$/, ''));
  }

  error(file: string, expected: string): void {
    const source = new SourceFile(file);
    source.error([], undefined, expected);
    this.sources.push(source);
  }

  /** For errors about several files together. */
  whole(folder: string): SourceFile {
    const source = new SourceFile(folder);
    this.sources.push(source);
    return source;
  }

  private names(folder: string): string[] {
    try {
      return readdirSync(join(this.root, folder))
        .filter((name) => /^[^.].*\.ya?ml$/.test(name))
        .sort();
    } catch {
      return [];
    }
  }
}

function loadTenants(files: ConfigDirectory, env: Environment): (ReadTenant & { value: unknown })[] {
  return files.list('tenants', 'a <slug>.yaml for each tenant').flatMap((file) => {
    const { source, value } = files.read(file);
    return value === undefined ? [] : [{ source, value, tenant: readTenant(source, value, env) }];
  });
}

function loadHolidays(files: ConfigDirectory): HolidayCalendar {
  const holidays: Holiday[] = [];
  const years: CalendarYear[] = [];
  const filesByYear = new Map<number, string>();
  for (const file of files.list(
    'holidays',
    'id-<year>.yaml for each year: deadlines in working days are reckoned from them',
  )) {
    const { source, value } = files.read(file);
    if (value === undefined) continue;
    const { holidays: days, ...year } = readHolidays(new Reader(source, value, [], HOLIDAY_FILE_KEYS));
    const earlier = filesByYear.get(year.year);
    if (earlier !== undefined) source.error(['year'], year.year, `a year of its own; ${earlier} has this one`);
    filesByYear.set(year.year, earlier ?? file);
    holidays.push(...days);
    years.push(year);
  }
  const version = years.map((year) => year.version).join('+');
  return new HolidayCalendar(version, deepFreeze(holidays), deepFreeze(years));
}

function loadLocales(files: ConfigDirectory): Locales {
  const entries: LocaleEntries = { id: new Map(), en: new Map() };
  let complete = true;
  for (const file of files.list(
    'locales',
    'the texts: id.yaml and en.yaml, and <area>.id.yaml with its <area>.en.yaml',
  )) {
    const { source, value } = files.read(file);
    const locale = /(?:^|[./])(id|en)\.ya?ml$/.exec(file)?.[1] as LocaleName | undefined;
    if (locale === undefined) source.error([], undefined, 'a file name that ends in id.yaml or en.yaml');
    else if (value === undefined) complete = false;
    else readLocaleFile(entries, locale, source, value);
  }
  // Where a file can't be read, every one of its keys would seem to be missing.
  if (complete && entries.id.size + entries.en.size > 0) {
    compareLocales(entries);
    checkReplyTexts(entries, files.whole('locales'));
  }
  return localesOf(entries);
}
