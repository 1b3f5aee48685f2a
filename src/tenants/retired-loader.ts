import { SLUG, type Reader } from '../settings/reader.js';
import { LONGEST_SHORT_NAME } from './agency-loader.js';
import type { Retired } from './retired.js';

/** Reads `retired:`; most files have none. */
export function readRetired(root: Reader): Retired {
  const block = root.child('retired', ['agencies', 'categories'], true);
  if (!block) return { agencies: [], categories: [] };
  return {
    agencies: block.list(
      'agencies',
      (value, path) => {
        const agency = root.below(value, path, ['slug', 'name', 'shortName']);
        return {
          slug: agency.text('slug', SLUG),
          name: agency.text('name'),
          shortName: agency.text('shortName', { maxLength: LONGEST_SHORT_NAME, expected: 'a name that fits an SMS' }),
        };
      },
      true,
    ),
    categories: block.list(
      'categories',
      (value, path) => {
        const category = root.below(value, path, ['slug', 'name', 'parent']);
        const parent = category.optionalText('parent', SLUG);
        return {
          slug: category.text('slug', SLUG),
          name: category.text('name'),
          ...(parent === undefined ? {} : { parent }),
        };
      },
      true,
    ),
  };
}
