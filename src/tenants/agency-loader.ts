import type { ConfigPath } from '../settings/config-error.js';
import { SLUG, type Reader } from '../settings/reader.js';
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
  const agency = root.below(value, path, ['slug', 'name', 'shortName', 'type', 'units', 'aliases', 'officers']);
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
  };
}
