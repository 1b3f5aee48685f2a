import type { ChannelConfig } from '../../settings/gateway-config.js';

/** What a citizen opens on the telephone to write to us. */
export const APPS = ['sms', 'whatsapp', 'messenger', 'telegram', 'mail', 'web'] as const;
export type App = (typeof APPS)[number];

/** The app that a channel is reached by. */
export function appOf({ kind, provider }: Pick<ChannelConfig, 'kind' | 'provider'>): App {
  if (kind === 'email') return 'mail';
  if (kind === 'whatsapp') return provider === 'messenger' || provider === 'telegram' ? provider : 'whatsapp';
  return kind === 'web' ? 'web' : 'sms';
}
