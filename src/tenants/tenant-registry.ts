import { normaliseKeyword } from './keywords.js';
import type { Tenant } from './tenant.js';

/** Injection token of `TenantRegistry`. */
export const TENANTS = Symbol('TenantRegistry');

/** The tenants of the running configuration. It does not guess: mistyped keywords are the identify step's. */
export class TenantRegistry {
  private readonly tenants: readonly Tenant[];
  private readonly slugs: ReadonlyMap<string, Tenant>;
  private readonly keywords: ReadonlyMap<string, Tenant>;

  constructor(tenants: readonly Tenant[]) {
    this.tenants = Object.freeze([...tenants]);
    this.slugs = new Map(tenants.map((tenant) => [tenant.slug, tenant]));
    this.keywords = new Map(tenants.flatMap((tenant) => tenant.keywords.map((keyword) => [keyword, tenant] as const)));
  }

  all(): readonly Tenant[] {
    return this.tenants;
  }

  bySlug(slug: string): Tenant | undefined {
    return this.slugs.get(slug);
  }

  /** By an exact keyword, whatever its case and spacing. */
  byKeyword(keyword: string): Tenant | undefined {
    return this.keywords.get(normaliseKeyword(keyword));
  }
}
