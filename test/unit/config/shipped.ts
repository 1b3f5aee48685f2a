import { join } from 'node:path';

import { CHANNEL_PROVIDERS } from '../../../src/app/channel-providers.js';
import type { LoadResult } from '../../../src/app/load-config.js';
import { loadConfig } from '../../../src/app/load-config.js';
import type { ChannelConfig } from '../../../src/settings/gateway-config.js';
import type { Tenant } from '../../../src/tenants/tenant.js';

/** The configuration that is shipped, under another environment. */
export function loadShipped(env: Record<string, string> = {}, sandbox = true): LoadResult {
  return loadConfig({ configDir: join(process.cwd(), 'config'), env, sandbox, providers: CHANNEL_PROVIDERS });
}

export const shipped = loadShipped();
if (shipped.config === undefined) throw new Error(JSON.stringify(shipped.errors, null, 2));
export const { gateway, tenants, holidays, locales } = shipped.config;

export function tenant(slug: string): Tenant {
  const found = tenants.bySlug(slug);
  if (found === undefined) throw new Error(`no tenant ${slug}`);
  return found;
}

export function channel(id: string): ChannelConfig {
  const found = gateway.channels.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`no channel ${id}`);
  return found;
}
