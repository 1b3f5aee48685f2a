import type { KeyRing } from '../contacts/key-ring.js';
import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import { newId } from '../database/new-id.js';
import type { Transaction } from '../database/transaction.js';
import type { MessageEvent, ReportForm } from '../messaging/inbound-event.js';
import type { ChannelRegistry } from '../messaging/ports.js';
import type { Clock } from '../observability/clock.js';
import { identify, type TenantLookup } from '../pipeline/identify/identify.js';
import { formatTicketNumber } from '../pipeline/identify/ticket-number.js';
import { fold, storable } from '../pipeline/text.js';
import type { CitizenMessage, Identity } from '../pipeline/types.js';
import type { ReplyComposer } from '../replies/reply-composer.js';
import type { ReporterMessages } from '../replies/reporter-messages.js';
import type { HolidayCalendar } from '../tenants/holidays.js';
import type { HeldTicket, Ring, TicketActions, TicketActor } from '../tickets/ticket-actions.js';
import type { TicketNumbers } from '../tickets/ticket-numbers.js';
import { trackingCode } from '../tickets/tracking-code.js';
import type { Merging, Pair } from './merging.js';
import type { Overrulings } from './overrulings.js';
import { recordOverruling } from './records.js';
import { decideSplit, granted, refuse } from './rules.js';
import { insertSplitOff, sortSplitOff } from './split-rows.js';

export interface SplittingParts {
  actions: TicketActions;
  overrulings: Overrulings;
  merging: Merging;
  reporters: ReporterMessages;
  composer: ReplyComposer;
  numbers: TicketNumbers;
  vault: Vault;
  keys: KeyRing;
  channels: ChannelRegistry;
  tenants: TenantLookup;
  holidays: HolidayCalendar;
  clock: Clock;
}

export interface SplitWish {
  /** Ids of the messages that are another complaint. */
  messages?: readonly string[];
  /** What the other complaint is, where its words stand within a message that stays. */
  text?: string;
}

export interface Split {
  /** Of the ticket that was split. */
  from: string;
  /** Of the new one. */
  number: string;
  category: string | null;
  agency: string | null;
  eventId: string;
}

interface MessageRow extends Record<string, unknown> {
  id: string;
  opening: boolean;
  channelId: string;
  keyId: string;
  sealed: Buffer | null;
  senderHash: Buffer | null;
  receivedAt: Date;
}

const MESSAGES = `
  SELECT m.id, t.opening_message_id = m.id AS opening, m.channel_id AS "channelId", m.key_id AS "keyId", m.event_sealed AS sealed,
    m.sender_hash AS "senderHash", m.received_at AS "receivedAt"
  FROM ticket t JOIN inbound_message m ON m.ticket_id = t.id OR m.id = t.opening_message_id
  WHERE t.id = $1 ORDER BY m.id`;
const MOVE_MESSAGES = 'UPDATE inbound_message SET ticket_id = $2 WHERE id = ANY($1)';
const MOVE_FILES = 'UPDATE attachment SET ticket_id = $2 WHERE inbound_id = ANY($1)';
/** What has been done with a ticket that was split off, and can't be put back. */
const BUILT_UPON = `
  SELECT 1 FROM ticket_event WHERE ticket_id = $1 AND type IN ('dispatched', 'dispatch-added', 'accepted', 'returned', 'asked',
    'responded', 'answered', 'message-added', 'duplicate-added', 'recategorised', 'rerouted', 'merged-in', 'split') LIMIT 1`;

/** A ticket that holds two complaints becomes two, of the same reporter, who learns the new number in one message. */
export class Splitting {
  constructor(private readonly parts: SplittingParts) {}

  /** @throws CodedError `ticket-unknown`, and the refusals of `decideSplit` */
  async split(number: string, wish: SplitWish, by: string): Promise<Split> {
    return this.parts.actions.transaction((tx) => this.splitWithin(tx, number, wish, by));
  }

  /** In the caller's transaction. @throws as `split` */
  async splitWithin(
    tx: Transaction,
    number: string,
    wish: SplitWish,
    by: string,
  ): Promise<{ value: Split; rings: Ring[] }> {
    const { actions, clock } = this.parts;
    const origin = await actions.hold(tx, { number });
    const rows = await tx.query<MessageRow>(MESSAGES, [origin.id]);
    const { messages } = granted(decideSplit(origin, rows, wish));
    const now = clock.now();
    const actor = { kind: 'operator', by } as const;
    const made = await this.open(tx, origin, rows, { messages, text: wish.text ?? '' }, actor, now);
    tx.send(MOVE_MESSAGES, [messages, made.id]);
    tx.send(MOVE_FILES, [messages, made.id]);
    const eventId = actions.note(tx, origin, 'split', actor, {
      data: { ticket: made.id, number: made.number, messages },
      columns: { wake_at: null },
    });
    recordOverruling(tx, {
      ticket: origin, eventId, actor, now,
      step: 'dedupe',
      outcome: made.number,
      was: null,
      corrections: [{ field: 'different', was: null, correct: made.id }],
      version: this.parts.overrulings.tenantOf(origin).standard.version,
    });
    const rings = await this.tell(tx, origin, made.id, now);
    const { category, agency } = made;
    return { value: { from: origin.number, number: made.number, category, agency, eventId }, rings };
  } // prettier-ignore

  /**
   * Takes a split back: the messages return, and the number that the citizen learnt leads to where they are.
   * @param pair the ticket that was split off, and as `leader` the one that it came from
   */
  async rejoin(
    tx: Transaction,
    pair: Pair,
    last: { id: string; data: Record<string, unknown> },
    actor: TicketActor,
  ): Promise<{ rings: Ring[] }> {
    const { ticket, leader } = pair;
    const { actions, merging } = this.parts;
    if (leader.id === ticket.id || last.data['ticket'] !== ticket.id)
      granted(refuse('ticket-merged', `${ticket.number} or the ticket that it came from is merged into another one`));
    if ((await tx.query(BUILT_UPON, [ticket.id])).length > 0)
      granted(refuse('changed-since', `${ticket.number} has been worked on since: merge it instead`));
    const messages = last.data['messages'];
    tx.send(MOVE_MESSAGES, [messages, leader.id]);
    tx.send(MOVE_FILES, [messages, leader.id]);
    const { rings } = await merging.mergeWithin(tx, pair, actor, { undoes: last.id });
    const data = { undoes: last.id, what: 'split', other: ticket.id };
    actions.note(tx, leader, 'overruling-undone', actor, { data });
    return { rings };
  }

  private async open(
    tx: Transaction,
    origin: HeldTicket,
    rows: readonly MessageRow[],
    { messages, text }: { messages: readonly string[]; text: string },
    actor: TicketActor,
    now: Date,
  ) {
    const { numbers, overrulings, holidays, keys } = this.parts;
    const tenant = overrulings.tenantOf(origin);
    const read = this.read(rows, messages, text);
    const sorted = sortSplitOff(read.message, { ...read.identity, tenant });
    const sequence = (await numbers.take(tx, new Map([[tenant.slug, 1]]))).get(tenant.slug)?.[0] ?? 0;
    const id = newId();
    const number = formatTicketNumber(tenant.ticketPrefix, sequence);
    insertSplitOff(tx, { id, number, origin, tenant, sorted, holidays, keys, actor, now, ...read });
    const { category } = sorted.categorised;
    return { id, number, category: category?.slug ?? null, agency: sorted.routed.agency ?? null };
  }

  /** What the new ticket says, in the circumstances of the first message that moves, or else of the opening one. */
  private read(
    rows: readonly MessageRow[],
    moved: readonly string[],
    text: string,
  ): { message: CitizenMessage; identity: Identity } {
    const parts = rows.flatMap((row) => {
      const channel = this.parts.channels.get(row.channelId);
      if (!channel || !row.sealed || !(moved.includes(row.id) || (moved.length === 0 && row.opening))) return [];
      const json = this.parts.vault.openText(row.sealed, row.keyId, sealedIn.inboundEvent(row.id));
      const event = JSON.parse(json) as MessageEvent;
      const { id, senderHash, receivedAt } = row;
      return [{ id, channel, event, senderHash, receivedAt }];
    });
    const [first] = parts;
    if (!first) return granted(refuse('split-nothing', 'nothing of the messages can be read any more: describe the other complaint with a text'));
    const said = moved.length === 0 ? [] : parts.map((message) => identify(message, this.parts.tenants).identity.text);
    const whole = [...said, storable(text).trim()].filter((part) => part !== '').join('\n');
    const { location: _location, form, ...event } = first.event;
    const place = moved.length > 0 ? parts.find((message) => message.event.location)?.event.location : undefined;
    const circumstances = { ...event, text: whole, ...(place && { location: place }), ...(form && { form: uncategorised(form) }) };
    const message: CitizenMessage = { ...first, event: circumstances };
    return { message, identity: { text: whole, folded: fold(whole), proven: true } };
  } // prettier-ignore

  /** One message with the new number; who is answered on the tracking page alone reads it there. */
  private async tell(tx: Transaction, origin: HeldTicket, id: string, now: Date): Promise<Ring[]> {
    const { actions, reporters, composer, keys } = this.parts;
    const made = await actions.hold(tx, { id });
    const way = await reporters.way(tx, id);
    if (!way.to && !way.task) return [];
    const facts = { ...made, budget: { amount: made.amount, unit: made.budgetUnit } };
    const { rings } = await reporters.queue(tx, id, {
      idempotencyKey: `acknowledgement:${id}`,
      purpose: 'acknowledgement',
      automatic: true,
      text: ({ tenant, channel }) => composer.splitOff(tenant, channel, facts, origin.number, trackingCode(keys, id)),
      now,
    });
    return rings;
  }
}

/** What the citizen chose in the form was said of the complaint that stays. */
function uncategorised({ category: _category, ...form }: ReportForm): ReportForm {
  return form;
}
