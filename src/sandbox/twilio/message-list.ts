import type { LoggedMessage } from '../message-log.js';
import { API_VERSION, messageResource } from './message-resource.js';
import { lineAddress } from './whatsapp-line.js';

/** The query of GET /Messages.json; `DateSent>` and `DateSent<` are Twilio's own names (`?DateSent>=2026-01-31`). */
export interface ListQuery {
  To?: string;
  From?: string;
  DateSent?: string;
  'DateSent>'?: string;
  'DateSent<'?: string;
  PageSize?: string;
  Page?: string;
}

const DEFAULT_PAGE = 50;
const LARGEST_PAGE = 1000;
const DAY_MS = 86_400_000;

/** One page, newest first. https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources */
export function messagePage(
  messages: readonly LoggedMessage[],
  query: ListQuery,
  accountSid: string,
): Record<string, unknown> {
  const size = Math.min(Math.max(Number(query.PageSize ?? DEFAULT_PAGE) || DEFAULT_PAGE, 1), LARGEST_PAGE);
  const page = Math.max(Number(query.Page ?? 0) || 0, 0);
  const matching = messages.filter((message) => matches(message, query)).reverse();
  const start = page * size;
  const shown = matching.slice(start, start + size);
  const uri = (number: number): string =>
    `/${API_VERSION}/Accounts/${accountSid}/Messages.json?${pageQuery(query, number, size)}`;
  return {
    messages: shown.map((message) => messageResource(message, accountSid)),
    page,
    page_size: size,
    start,
    end: start + Math.max(shown.length - 1, 0),
    first_page_uri: uri(0),
    next_page_uri: start + size < matching.length ? uri(page + 1) : null,
    previous_page_uri: page > 0 ? uri(page - 1) : null,
    uri: uri(page),
  };
}

function matches(message: LoggedMessage, query: ListQuery): boolean {
  const inbound = message.direction === 'in';
  const [ours, citizen] = [lineAddress(message, message.ours), lineAddress(message, message.citizen)];
  if (query.To && query.To !== (inbound ? ours : citizen)) return false;
  if (query.From && query.From !== (inbound ? citizen : ours)) return false;
  return within(message.at, query);
}

function within(at: number, query: ListQuery): boolean {
  const on = moment(query.DateSent);
  if (on && (at < on.from || at >= on.from + DAY_MS)) return false;
  const after = moment(query['DateSent>']);
  if (after && at < after.from) return false;
  const before = moment(query['DateSent<']);
  return !(before && at >= (before.wholeDay ? before.from + DAY_MS : before.from + 1000));
}

/** Twilio takes a day or an instant; it keeps whole seconds. */
function moment(value: string | undefined): { from: number; wholeDay: boolean } | null {
  if (!value) return null;
  const from = Date.parse(value);
  return Number.isNaN(from)
    ? null
    : { from: Math.floor(from / 1000) * 1000, wholeDay: /^\d{4}-\d\d-\d\d$/.test(value) };
}

function pageQuery(query: ListQuery, page: number, size: number): string {
  const next = new URLSearchParams({
    ...(query as Record<string, string>),
    PageSize: String(size),
    Page: String(page),
  });
  if (page > 0) next.set('PageToken', `PA${page}`);
  return next.toString();
}
