import type { ChannelKind } from '../messaging/inbound-event.js';

/**
 * Providers that a configuration may name already though no code serves them yet: a channel of one
 * documents a way in and stays `enabled: false`. The kind is that of their future queue.
 */
export const UNBUILT_PROVIDERS: readonly { name: string; kind: ChannelKind }[] = [
  // A clerk types in what came by these.
  { name: 'desk', kind: 'manual' },
  { name: 'telephone', kind: 'manual' },
  { name: 'letter-box', kind: 'manual' },
  { name: 'website', kind: 'manual' },
  { name: 'social-media', kind: 'manual' },
  { name: 'outside-system', kind: 'manual' },
];
