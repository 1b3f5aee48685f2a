import type { ChannelAdapter, ChannelProvider } from '../../messaging/ports.js';
import { PublishedSender } from '../published.sender.js';
import { parseManualEntry } from './manual-entry.js';
import { MANUAL_WAYS } from './manual-ways.js';

/** What a clerk is asked is the tenant's (`config/tenants/<slug>.yaml`). */
export class ManualSettings {}

/**
 * Ways in that people staff: a clerk types what was said, and people carry the answer. There is no webhook:
 * entries are handed to the intake by whoever takes them, made by `parseManualEntry` from the bytes that are kept.
 */
export const manualProviders: readonly ChannelProvider<ManualSettings>[] = Object.keys(MANUAL_WAYS).map((name) => ({
  kind: 'manual',
  name,
  settings: ManualSettings,
  create(): ChannelAdapter {
    return {
      sender: new PublishedSender(),
      raw: {
        read: (bytes) => Promise.resolve().then(() => ({ events: [parseManualEntry(bytes)], contents: new Map() })),
      },
    };
  },
}));
