import { buildChannelRegistry } from '../../channels/channel-registry.js';
import type { Channel } from '../../messaging/ports.js';
import { loadSettings } from '../../settings/settings.js';
import { CHANNEL_PROVIDERS } from '../channel-providers.js';
import { readConfiguration } from '../core.js';
import { readStandInAddresses } from '../stand-in-addresses.js';

/** The configured channels with their providers' code; no database is opened. In the sandbox their far ends are those of the gateway that runs. */
export async function openConfiguredChannels(): Promise<readonly Channel[]> {
  const settings = loadSettings();
  const standIns = settings.sandbox ? readStandInAddresses(settings.dataDir) : {};
  const publicUrl = settings.publicUrl ?? `http://${settings.host}:${String(settings.port)}`;
  const { gateway } = readConfiguration(settings, standIns);
  return buildChannelRegistry(gateway.channels, CHANNEL_PROVIDERS, { publicUrl }).all();
}
