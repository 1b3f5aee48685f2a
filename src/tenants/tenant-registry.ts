import { normaliseKeyword } from './keywords.js';
import type { Tenant } from './tenant.js';

/** Injection token of `TenantRegistry`. */
export const TENANTS = Symbol('TenantRegistry');

interface Held {
  tenants: readonly Tenant[];
  slugs: ReadonlyMap<string, Tenant>;
  keywords: ReadonlyMap<string, Tenant>;
}

/**
 * The tenants as they are now. Whoever keeps one across messages or requests misses what people edit meanwhile: ask
 * again. It does not guess: mistyped keywords are the identify step's.
 */
export class TenantRegistry {
  private held: Held;

  constructor(tenants: readonly Tenant[]) {
    this.held = hold(tenants);
  }

  all(): readonly Tenant[] {
    return this.held.tenants;
  }

  bySlug(slug: string): Tenant | undefined {
    return this.held.slugs.get(slug);
  }

  /** By an exact keyword, whatever its case and spacing. */
  byKeyword(keyword: string): Tenant | undefined {
    return this.held.keywords.get(normaliseKeyword(keyword));
  }

  /** From now on this is the tenant of its slug, for all who ask; there must be one. */
  replace(tenant: Tenant): void {
    this.held = hold(this.held.tenants.map((each) => (each.slug === tenant.slug ? tenant : each)));
  }
}

function hold(tenants: readonly Tenant[]): Held {
  return {
    tenants: Object.freeze([...tenants]),
    slugs: new Map(tenants.map((tenant) => [tenant.slug, tenant])),
    keywords: new Map(tenants.flatMap((tenant) => tenant.keywords.map((keyword) => [keyword, tenant] as const))),
  };
}
