import { openAccounts, type AccountDesk } from '../../src/app/open-accounts.js';
import { shippedConfig } from './shipped.js';
import type { World } from './world.js';

/** The console's accounts on a world's database; time is the world's. */
export function accountDesk(world: World, { sandbox = false } = {}): AccountDesk {
  const { gateway, tenants, locales } = shippedConfig();
  return openAccounts({
    ...world.parts,
    tenants,
    locales,
    doorbell: world.bell,
    logger: world.logs.logger,
    clock: { now: () => world.now() },
    config: gateway.accounts,
    publicUrl: 'https://aduan.example',
    sandbox,
  });
}
