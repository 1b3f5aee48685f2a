import type { Channel, ChannelAdapter, ChannelProvider, ChannelRegistry } from '../messaging/ports.js';
import type { ChannelConfig } from '../settings/gateway-config.js';

export interface RegistryOptions {
  /** Where providers reach us, without a slash at the end; without it no delivery reports are asked for. */
  publicUrl?: string;
}

/**
 * Binds each configured channel to its provider's code. Channels that are switched off get an adapter
 * too, made when it is first asked for (`kentongan inspect` reads their payloads); a channel whose
 * provider is not known has none.
 */
export function buildChannelRegistry(
  configs: readonly ChannelConfig[],
  providers: readonly ChannelProvider[],
  options: RegistryOptions = {},
): ChannelRegistry {
  const byName = new Map(providers.map((provider) => [`${provider.kind}/${provider.name}`, provider]));
  const channels = configs.map((config) => bind(config, byName.get(`${config.kind}/${config.provider}`), options));
  const byId = new Map(channels.map((channel) => [channel.id, channel]));
  const all = Object.freeze(channels);
  return Object.freeze({ get: (id: string) => byId.get(id), all: () => all });
}

function bind(config: ChannelConfig, provider: ChannelProvider | undefined, options: RegistryOptions): Channel {
  const { id, kind, enabled, address, tenant, ratePerSecond, cost, canary } = config;
  const channel = { id, kind, provider: config.provider, enabled, address, tenant, ratePerSecond, cost, canary };
  if (provider === undefined) return Object.freeze(channel);
  const create = (): ChannelAdapter =>
    provider.create({
      id,
      settings: config.settings,
      ...(address === undefined ? {} : { address }),
      ...(options.publicUrl === undefined
        ? {}
        : { statusCallbackUrl: `${options.publicUrl}/hooks/${encodeURIComponent(id)}/status` }),
    });
  if (enabled) return Object.freeze({ ...channel, adapter: create() });
  let adapter: ChannelAdapter | undefined;
  return Object.freeze({
    ...channel,
    get adapter(): ChannelAdapter {
      adapter ??= create();
      return adapter;
    },
  });
}
