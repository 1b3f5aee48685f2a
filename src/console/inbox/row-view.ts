import { channelKind } from '../../jobs/job-map.js';
import type { Channel, ChannelRegistry } from '../../messaging/ports.js';
import type { RegionAreas } from '../../tenants/areas.js';
import type { Tenant } from '../../tenants/tenant.js';
import { workingTimeBetween, type WorkCalendar } from '../../tenants/working-time.js';
import type { IconName } from '../frame/icon-paths.js';
import type { ConsoleWords } from '../frame/console-words.js';
import type { TicketRow } from './ticket-rows.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** From so many hours on they are told in days. */
const HOURS_IN_DAYS = 48;

/** How a channel shows in a row. */
export type ChannelLook = 'sms' | 'email' | 'whatsapp' | 'telegram' | 'messenger' | 'web' | 'manual';

export const CHANNEL_ICONS: Readonly<Record<ChannelLook, IconName>> = {
  sms: 'device-mobile',
  email: 'mail',
  whatsapp: 'brand-whatsapp',
  telegram: 'brand-telegram',
  messenger: 'brand-messenger',
  web: 'world',
  manual: 'desk',
};

/** A row in words. */
export interface RowView {
  row: TicketRow;
  channel: ChannelLook;
  /** "Batulicin, dekat pasar"; empty where nothing is known. */
  place: string;
  category: string | undefined;
  agency: string | undefined;
  time: { text: string; late: boolean } | undefined;
  /** Of who is on it; undefined: nobody. */
  person: string | undefined;
  mine: boolean;
  /** Who else has it open. */
  openBy: readonly string[];
}

export interface RowParts {
  words: ConsoleWords;
  tenant: Tenant;
  areas: RegionAreas;
  calendar: WorkCalendar;
  channels: ChannelRegistry;
  /** Users' names by id. */
  names: ReadonlyMap<string, string>;
  /** Ids of who else has a ticket open, by ticket. */
  present: ReadonlyMap<string, readonly string[]>;
  userId: string;
  now: Date;
}

/** Pure. */
export function rowView(parts: RowParts, row: TicketRow): RowView {
  const { tenant, channels, names, present, userId } = parts;
  const { assignedTo } = row;
  return {
    row,
    channel: channelLook(channels.get(row.channelId)),
    place: placeOf(parts.areas, row),
    category: tenant.categories.find(({ slug }) => slug === row.category)?.name,
    agency: tenant.agencies.find(({ slug }) => slug === row.agency)?.shortName,
    time: rowTime(parts, row),
    person: assignedTo === null ? undefined : names.get(assignedTo),
    mine: assignedTo === userId,
    openBy: (present.get(row.id) ?? []).flatMap((id) => names.get(id) ?? []),
  };
}

/** Telegram and Messenger have icons and names of their own. */
export function channelLook(channel: Pick<Channel, 'kind' | 'provider'> | undefined): ChannelLook {
  if (!channel) return 'manual';
  if (channel.provider === 'telegram' || channel.provider === 'messenger') return channel.provider;
  return channelKind(channel.kind);
}

/** "sisa 6 jam kerja", "terlambat 2 hari kerja"; undefined where nobody owes anything. Pure. */
export function rowTime(
  { words, calendar, now }: Pick<RowParts, 'words' | 'calendar' | 'now'>,
  { state, dueAt, dueUnit }: Pick<TicketRow, 'state' | 'dueAt' | 'dueUnit'>,
): RowView['time'] {
  if (state === 'awaiting-citizen') return { text: words('inbox.row.waiting'), late: false };
  if (!dueAt) return undefined;
  const late = dueAt < now;
  const working = dueUnit === 'working-days';
  const ms = Math.abs(working ? workingTimeBetween(now, dueAt, calendar) : dueAt.getTime() - now.getTime());
  const hours = Math.floor(ms / HOUR_MS);
  const [unit, amount] =
    hours >= HOURS_IN_DAYS
      ? [working ? 'workingDays' : 'days', Math.floor(ms / DAY_MS)]
      : hours >= 1
        ? [working ? 'workingHours' : 'hours', hours]
        : ['minutes', Math.max(1, Math.floor(ms / MINUTE_MS))];
  const time = words(`inbox.time.${unit}${amount === 1 ? '-one' : ''}`, { amount });
  return { text: words(late ? 'inbox.row.late' : 'inbox.row.left', { time }), late };
}

function placeOf(areas: RegionAreas, { districtCode, villageCode, landmark }: TicketRow): string {
  const district = areas.districts.find(({ code }) => code === districtCode);
  const village = district?.villages.find(({ code }) => code === villageCode);
  return [village?.name ?? landmark, district?.name].filter((name) => name).join(', ');
}
