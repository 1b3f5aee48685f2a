import { citizenAddress } from './citizen-address.js';
import type { ChannelConfig } from '../settings/gateway-config.js';
import { LOCALES, type LocaleName } from '../tenants/tenant.js';

/** Invented citizens; the numbers are from a range that no operator has given out. */
export const PRESETS = [
  { address: '+6281100000001', name: 'Sari' },
  { address: '+6281100000002', name: 'Wayan' },
  { address: '+6281100000003', name: 'Rahman' },
  { address: '+6281100000004', name: 'Dewi' },
] as const;

/** What the page is asked to show; it all stands in the query, so that back, reload and links work. */
export interface PageState {
  locale: LocaleName;
  /** E.164. */
  address: string;
  /** False where the typed number was none, and the first preset stands in. */
  addressOk: boolean;
  channelId: string | undefined;
  /** What the compose box starts with. */
  text: string;
}

export function readPageState(query: Readonly<Record<string, unknown>>, channels: readonly ChannelConfig[]): PageState {
  const address = citizenAddress(query.address);
  const asked = channels.find(({ id }) => id === query.channelId);
  return {
    locale: LOCALES.find((locale) => locale === query.lang) ?? 'id',
    address: address ?? PRESETS[0].address,
    addressOk: address !== undefined || query.address === undefined || query.address === '',
    channelId: (asked ?? channels[0])?.id,
    text: typeof query.text === 'string' ? query.text.slice(0, 1600) : '',
  };
}

/** The page's own address with some of its state changed. */
export function pageUrl(
  state: PageState,
  change: Partial<Pick<PageState, 'locale' | 'address' | 'channelId' | 'text'>> = {},
): string {
  const { locale, address, channelId } = { ...state, ...change };
  const query = new URLSearchParams({ address });
  if (channelId !== undefined) query.set('channelId', channelId);
  if (change.text) query.set('text', change.text);
  if (locale !== 'id') query.set('lang', locale);
  return `/sandbox?${query.toString()}`;
}
