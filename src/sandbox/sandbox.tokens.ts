import type { Locales } from '../tenants/locales.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';

/** Injection token of `Phone`. */
export const PHONE = Symbol('Phone');
/** Injection token of `SandboxPageSources`. */
export const SANDBOX_PAGE = Symbol('SandboxPageSources');

/** What the page shows besides the conversation. */
export interface SandboxPageSources {
  tenants: TenantRegistry;
  locales: Locales;
}
