import type { RegionAreas } from '../tenants/areas.js';
import type { Category, Tenant } from '../tenants/tenant.js';
import { listed, type Open311Answer } from './answer.js';

/** The one thing that an office asks beyond what the specification has: in which village. `attribute[village]` answers it. */
export const VILLAGE = 'village';

/** An office's categories as services. */
export function serviceList(tenant: Pick<Tenant, 'categories'>): Open311Answer {
  const services = tenant.categories.map((category) => ({
    service_code: category.slug,
    service_name: category.name,
    description: describe(tenant, category),
    metadata: asksPlace(tenant, category),
    type: 'realtime',
    keywords: category.keywords.join(','),
    group: parentOf(tenant, category)?.name ?? category.name,
  }));
  return listed('services', 'service', services);
}

/** Undefined where the office has no such category (any more). */
export function serviceDefinition(
  tenant: Pick<Tenant, 'categories'>,
  { code, areas, question }: { code: string; areas: RegionAreas; /** What is asked, in words. */ question: string },
): Open311Answer | undefined {
  const category = tenant.categories.find(({ slug }) => slug === code);
  if (!category) return undefined;
  const values = areas.districts.flatMap(({ name: district, villages }) =>
    villages.map(({ code: key, name }) => ({ key, name: `${name}, ${district}` })),
  );
  const asked = {
    variable: true,
    code: VILLAGE,
    datatype: 'singlevaluelist',
    // The specification asks for a place in words or on the map already.
    required: false,
    datatype_description: null,
    order: 1,
    description: question,
  };
  const asks = asksPlace(tenant, category);
  return {
    json: { service_code: category.slug, attributes: asks ? [{ ...asked, values }] : [] },
    xml: {
      service_definition: {
        service_code: category.slug,
        attributes: asks ? { attribute: [{ ...asked, values: { value: values } }] } : {},
      },
    },
  };
}

/**
 * Categories whose complaints outsiders may see: those that are known not to be about how officials behave. A retired one
 * no longer says what it was about, nor does a ticket without any.
 */
export function publishedCategories(tenant: Pick<Tenant, 'categories'>): string[] {
  return tenant.categories
    .filter((category) => category.conduct !== true && parentOf(tenant, category)?.conduct !== true)
    .map(({ slug }) => slug);
}

/** The words that it is known by, or what it is made of. */
function describe({ categories }: Pick<Tenant, 'categories'>, { slug, keywords }: Category): string {
  if (keywords.length > 0) return keywords.slice(0, 8).join(', ');
  return categories.flatMap(({ parent, name }) => (parent === slug ? [name] : [])).join(', ');
}

function asksPlace(tenant: Pick<Tenant, 'categories'>, category: Category): boolean {
  return category.asksPlace === true || parentOf(tenant, category)?.asksPlace === true;
}

function parentOf({ categories }: Pick<Tenant, 'categories'>, { parent }: Category): Category | undefined {
  return categories.find(({ slug }) => slug === parent);
}
