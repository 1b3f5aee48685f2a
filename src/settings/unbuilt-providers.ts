import type { ChannelKind } from '../messaging/inbound-event.js';

/**
 * Providers that a configuration may name already though no code serves them yet: a channel of one
 * documents a way in and stays `enabled: false`. The kind is that of their future queue; Messenger
 * and Telegram are chats, and share WhatsApp's.
 */
export const UNBUILT_PROVIDERS: readonly { name: string; kind: ChannelKind }[] = [
  { name: 'smpp', kind: 'sms' },
  { name: 'android', kind: 'sms' },
  { name: 'imap', kind: 'email' },
  { name: 'cloud-api', kind: 'whatsapp' },
  { name: 'twilio-whatsapp', kind: 'whatsapp' },
  { name: 'messenger', kind: 'whatsapp' },
  { name: 'telegram', kind: 'whatsapp' },
  // A clerk types in what came by these.
  { name: 'desk', kind: 'manual' },
  { name: 'telephone', kind: 'manual' },
  { name: 'letter-box', kind: 'manual' },
  { name: 'website', kind: 'manual' },
  { name: 'social-media', kind: 'manual' },
  { name: 'outside-system', kind: 'manual' },
];
