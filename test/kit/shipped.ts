import { join } from 'node:path';
import { CHANNEL_PROVIDERS } from '../../src/app/channel-providers.js';
import { loadConfig, type Configuration } from '../../src/app/load-config.js';
import { buildChannelRegistry } from '../../src/channels/channel-registry.js';
import type { Channel, ChannelRegistry } from '../../src/messaging/ports.js';
import type { Tenant } from '../../src/tenants/tenant.js';

export const CONFIG_DIRECTORY = join(__dirname, '../../config');

let loaded: Configuration | undefined;

/** The configuration that the repository ships, as the sandbox loads it. */
export function shippedConfig(): Configuration {
  if (loaded) return loaded;
  const { config, errors } = loadConfig({
    configDir: CONFIG_DIRECTORY,
    env: {},
    sandbox: true,
    providers: CHANNEL_PROVIDERS,
  });
  if (!config) throw new Error(JSON.stringify(errors, null, 2));
  loaded = config;
  return config;
}

export function shippedTenant(slug: string): Tenant {
  const tenant = shippedConfig().tenants.bySlug(slug);
  if (!tenant) throw new Error(`no tenant ${slug} is shipped`);
  return tenant;
}

/** The shipped channels bound to their real adapters, none of which connects before it sends. */
export function shippedChannels(): ChannelRegistry {
  return buildChannelRegistry(shippedConfig().gateway.channels, CHANNEL_PROVIDERS, {
    publicUrl: 'https://aduan.example',
  });
}

export function shippedChannel(id: string): Channel {
  const channel = shippedChannels().get(id);
  if (!channel) throw new Error(`no channel ${id} is shipped`);
  return channel;
}
