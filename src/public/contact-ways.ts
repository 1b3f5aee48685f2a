import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { Channel, ChannelRegistry } from '../messaging/ports.js';
import type { Tenant } from '../tenants/tenant.js';
import type { ReplyWay } from './report-form.js';

/** One way to reach the office, as its page shows it. */
export interface ContactWay {
  /** Names the text under `public.ways`. */
  kind: string;
  /** As people write it; empty for a desk or a box. */
  address: string;
  /** Further numbers that do the same. */
  alternatives: readonly string[];
  /** Opens the way on a phone; absent for a desk or a box. */
  href?: string;
  /** The gateway itself takes and answers what comes here; else it is staffed by people. */
  automatic: boolean;
  /** What a text message must begin with; absent where the number is the tenant's own. */
  keyword?: string;
}

/** Order of prominence; what is named nowhere comes last. */
const ORDER = [
  'sms',
  'whatsapp',
  'telephone',
  'email',
  'messenger',
  'telegram',
  'desk',
  'letter-box',
  'website',
  'social-media',
  'outside-system',
];

/** The channels that a citizen of this tenant can use, those not connected yet as plain contact details. */
export function contactWays(tenant: Pick<Tenant, 'slug' | 'keywords'>, registry: ChannelRegistry): ContactWay[] {
  const ways = new Map<string, ContactWay>();
  const serving = registry.all().filter((channel) => serves(channel, tenant.slug) && channel.kind !== 'web');
  // Running ones first: of two connections to one number, the one that works is shown.
  for (const channel of [...serving].sort((a, b) => Number(b.enabled) - Number(a.enabled))) {
    const way = toWay(channel, tenant.keywords[0]);
    if (!way) continue;
    const known = ways.get(wayKey(way));
    if (!known) ways.set(wayKey(way), way);
    else if (known.address !== way.address)
      ways.set(wayKey(way), { ...known, alternatives: [...known.alternatives, way.address] });
  }
  return [...ways.values()].sort((a, b) => rank(a.kind) - rank(b.kind) || Number(b.automatic) - Number(a.automatic));
}

/** Numbers that want the same text typed are one way with several numbers. */
function wayKey({ kind, keyword, automatic, address }: ContactWay): string {
  return kind === 'sms' && automatic ? `${kind} ${keyword ?? ''}` : `${kind} ${address}`;
}

/** The tenant's form, where it is open. */
export function formChannel(tenant: Pick<Tenant, 'slug'>, registry: ChannelRegistry): Channel | undefined {
  return registry.all().find((channel) => channel.kind === 'web' && channel.enabled && channel.tenant === tenant.slug);
}

/** How the gateway can answer: always on the page, else by a running channel that serves the tenant. */
export function replyWays(tenant: Pick<Tenant, 'slug'>, registry: ChannelRegistry): ReplyWay[] {
  const running = registry
    .all()
    .filter((channel) => channel.enabled && channel.adapter?.sender && serves(channel, tenant.slug));
  const possible = (['sms', 'whatsapp', 'email'] as const).filter((kind) =>
    running.some((channel) => channel.kind === kind),
  );
  return [...possible, 'page'];
}

function serves(channel: Channel, slug: string): boolean {
  return channel.tenant === undefined || channel.tenant === slug;
}

/** Ways without an address: one goes there. */
const PLACES: ReadonlySet<string> = new Set(['desk', 'letter-box']);

function toWay(channel: Channel, keyword: string | undefined): ContactWay | undefined {
  const kind = wayKind(channel);
  if (!channel.address && !PLACES.has(kind)) return undefined;
  const address = channel.address ?? '';
  const way = {
    kind,
    address: readable(kind, address),
    alternatives: [],
    automatic: channel.enabled && channel.kind !== 'manual',
  };
  if (kind !== 'sms') return { ...way, href: hrefOf(kind, address) };
  if (channel.tenant !== undefined) return { ...way, href: `sms:${dialled(address)}` };
  if (!keyword) return undefined; // a shared number that has no word for this tenant
  return { ...way, keyword, href: `sms:${dialled(address)}?body=${encodeURIComponent(`${keyword} `)}` };
}

/** Telephone numbers as they stand on posters here: `0811-5020-205`. */
function readable(kind: string, address: string): string {
  if (!['sms', 'whatsapp', 'telephone'].includes(kind) || !address.startsWith('+')) return address;
  return parsePhoneNumberFromString(address)?.formatNational() ?? address;
}

function wayKind(channel: Channel): string {
  const byProvider = channel.kind === 'manual' || channel.provider === 'messenger' || channel.provider === 'telegram';
  return byProvider ? channel.provider : channel.kind;
}

function hrefOf(kind: string, address: string): string | undefined {
  if (kind === 'telephone') return /\d/.test(address) ? `tel:${dialled(address)}` : undefined;
  if (kind === 'email') return address.includes('@') ? `mailto:${address}` : undefined;
  if (kind === 'whatsapp') return `https://wa.me/${dialled(address).replace(/^\+/, '').replace(/^0/, '62')}`;
  return /^https?:\/\//.test(address) && URL.canParse(address) ? address : undefined;
}

/** `0811-5020-205` as a phone dials it. */
function dialled(address: string): string {
  return address.replace(/[^\d+]/g, '');
}

function rank(kind: string): number {
  const at = ORDER.indexOf(kind);
  return at === -1 ? ORDER.length : at;
}
