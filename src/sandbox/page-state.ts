import { citizenAddress, readAddress } from './citizen-address.js';
import { appOf, type App } from './page/apps.js';
import type { ChannelConfig } from '../settings/gateway-config.js';
import { LOCALES, type LocaleName } from '../tenants/tenant.js';

/** Invented citizens; the numbers are from a range that no operator has given out. */
export const PRESETS = [
  { address: '+6281100000001', mailbox: 'sari@warga.example', name: 'Sari' },
  { address: '+6281100000002', mailbox: 'wayan@warga.example', name: 'Wayan' },
  { address: '+6281100000003', mailbox: 'rahman@warga.example', name: 'Rahman' },
  { address: '+6281100000004', mailbox: 'dewi@warga.example', name: 'Dewi' },
] as const;

/** What the page is asked to show; it all stands in the query, so that back, reload and links work. */
export interface PageState {
  locale: LocaleName;
  /** E.164. */
  address: string;
  /** Of the same citizen. */
  mailbox: string;
  /** False where the typed number or mailbox was none, and another one stands in. */
  addressOk: boolean;
  app: App;
  channelId: string | undefined;
  /** What the compose box starts with. */
  text: string;
  /** Of a mail; undefined where nothing was written yet. */
  subject: string | undefined;
  /** The id of the message that is answered. */
  answers: string | undefined;
}

/** Of a mail; what is refused for its length is not lost. */
const LONGEST_TEXT = 100_000;

type Query = Readonly<Record<string, unknown>>;
type Change = Partial<Pick<PageState, 'locale' | 'address' | 'mailbox' | 'channelId' | 'text' | 'answers'>>;

export function readPageState(query: Query, channels: readonly ChannelConfig[]): PageState {
  const number = citizenAddress(query.address);
  const isNumber = number !== undefined && !number.includes('@');
  const address = isNumber ? number : PRESETS[0].address;
  const mailbox = readAddress('mailbox', query.mailbox);
  const channel = channels.find(({ id }) => id === query.channelId) ?? channels[0];
  return {
    locale: LOCALES.find((locale) => locale === query.lang) ?? 'id',
    address,
    mailbox: mailbox ?? mailboxOf(address),
    addressOk: (isNumber || isMissing(query.address)) && (mailbox !== undefined || isMissing(query.mailbox)),
    app: channel ? appOf(channel) : 'sms',
    channelId: channel?.id,
    text: typeof query.text === 'string' ? query.text.slice(0, LONGEST_TEXT) : '',
    subject: typeof query.subject === 'string' ? query.subject : undefined,
    answers: typeof query.answers === 'string' && query.answers !== '' ? query.answers : undefined,
  };
}

/** What the citizen is known by in the app that is open. */
export function ownAddress({ app, address, mailbox }: Pick<PageState, 'app' | 'address' | 'mailbox'>): string {
  return app === 'mail' ? mailbox : address;
}

/** The page's own address with some of its state changed; what is written or answered now stays behind. */
export function pageUrl(state: PageState, change: Change = {}): string {
  const { locale, address, channelId } = { ...state, ...change };
  const query = new URLSearchParams({ address });
  if (channelId !== undefined) query.set('channelId', channelId);
  const mailbox = change.mailbox ?? (change.address === undefined ? state.mailbox : mailboxOf(address));
  if (mailbox !== mailboxOf(address)) query.set('mailbox', mailbox);
  if (change.text) query.set('text', change.text);
  if (change.answers) query.set('answers', change.answers);
  if (locale !== 'id') query.set('lang', locale);
  return `/sandbox?${query.toString()}`;
}

/** A mailbox for each number, so that a citizen who is only a number can write mails too. */
function mailboxOf(address: string): string {
  const preset = PRESETS.find((known) => known.address === address);
  return preset?.mailbox ?? `warga.${address.replace(/\W/g, '').toLowerCase()}@surat.example`;
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === '';
}
