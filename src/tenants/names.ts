import type { Tenant } from './tenant.js';

type Named = Pick<Tenant, 'agencies' | 'categories' | 'retired'>;

/** In full and short; undefined for what the configuration has never had. */
export function agencyNames({ agencies, retired }: Named, slug: string | null): { name: string; shortName: string } | undefined {
  return [...agencies, ...retired.agencies].find((agency) => agency.slug === slug);
} // prettier-ignore

/** An agency's short name; its slug where the configuration has never had it. */
export function agencyName(tenant: Named, slug: string): string {
  return agencyNames(tenant, slug)?.shortName ?? slug;
}

export function categoryName({ categories, retired }: Named, slug: string | null): string | undefined {
  return [...categories, ...retired.categories].find((category) => category.slug === slug)?.name;
}
