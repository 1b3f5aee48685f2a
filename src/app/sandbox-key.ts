import { ApiKeys } from '../api/api-keys.js';
import type { Clock } from '../observability/clock.js';
import type { Core } from './core.js';

const LIFETIME_MS = 7 * 86_400_000;

/** The key of the sandbox's clerk: known to this process alone, and ended with it. */
export async function openSandboxKey(
  { database, keys }: Core,
  clock: Clock,
): Promise<{ key: string; end: () => Promise<void> }> {
  const all = new ApiKeys({ database, keys, clock });
  const { id, key } = await all.create({
    name: 'sandbox',
    scopes: ['tickets:write', 'tasks:read', 'tasks:write'],
    ratePerMinute: 100_000,
    expiresAt: new Date(clock.now().getTime() + LIFETIME_MS),
  });
  return { key, end: () => all.revoke(id) };
}
