import type { ConfigPath } from '../settings/config-error.js';
import { interpolate, UNSET } from '../settings/interpolate.js';
import { isMapping, SLUG, type Reader } from '../settings/reader.js';
import type { Environment } from '../settings/settings.js';
import { readStaff } from './staff-loader.js';
import type { StaffEntry } from './staff.js';
import type { Agency } from './tenant.js';

/** An SMS acknowledgement names the agency and must stay within 160 characters. */
export const LONGEST_SHORT_NAME = 24;

export const WORDS = { pattern: /^[^A-Z]+$/, maxLength: 60, expected: 'a word or phrase in small letters' };

/** Reads one agency. @param people where the people of all agencies are collected */
export function readAgency(
  root: Reader,
  value: unknown,
  path: ConfigPath,
  { env, people }: { env: Environment; people: StaffEntry[] },
): Agency {
  const agency = root.below(value, path, [
    'slug',
    'name',
    'shortName',
    'type',
    'units',
    'aliases',
    'officers',
    'webhook',
  ]);
  const slug = agency.text('slug', SLUG);
  people.push(...readStaff(agency, 'officers', { agency: slug, unit: null }, env));
  return {
    slug,
    name: agency.text('name'),
    shortName: agency.text('shortName', { maxLength: LONGEST_SHORT_NAME, expected: 'a name that fits an SMS' }),
    type: agency.oneOf('type', ['regional', 'vertical'] as const),
    units: agency.list(
      'units',
      (item, unitPath) => {
        const unit = root.below(item, unitPath, ['slug', 'name', 'officers']);
        const unitSlug = unit.text('slug', SLUG);
        people.push(...readStaff(unit, 'officers', { agency: slug, unit: unitSlug }, env));
        return { slug: unitSlug, name: unit.text('name') };
      },
      true,
    ),
    aliases: agency.texts('aliases', { ...WORDS, optional: true }),
    ...readWebhook(agency, env),
  };
}

const WEBHOOK_URL = {
  // In clear only to this machine: what is told says where people complain of what.
  pattern: /^https:\/\/[^\s@]+$|^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?(?:\/\S*)?$/,
  expected: 'an address that begins with https:// and has no login',
};
/** Standard Webhooks: 24 to 64 bytes in Base64 behind a prefix. */
const WEBHOOK_SECRET = {
  pattern: /^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/,
  expected: 'a secret of 24 to 64 bytes: whsec_ and their Base64',
};

/** An agency whose address is not set has no webhook, and is told by its officers alone; with an address goes a secret. */
function readWebhook(agency: Reader, env: Environment): Pick<Agency, 'webhook'> {
  if (!agency.has('webhook')) return {};
  const { source } = agency;
  const path = agency.at('webhook');
  const written = agency.raw('webhook');
  const off = isMapping(written) && !isSet(interpolate(source, written['url'], [...path, 'url'], env, (name) => UNSET + name)); // prettier-ignore
  const given = interpolate(source, written, path, env, (name) => (off ? UNSET + name : undefined));
  const block = agency.below(given, path, ['url', 'secret']);
  const url = block.text('url', WEBHOOK_URL);
  const secret = block.text('secret', WEBHOOK_SECRET);
  return off ? {} : { webhook: { url, secret } };
}

function isSet(url: unknown): boolean {
  return !(typeof url === 'string' && url.includes(UNSET));
}
