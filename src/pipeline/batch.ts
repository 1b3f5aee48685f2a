import type { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import { WriteSet } from '../database/write-set.js';
import { cancelWithin } from '../replies/cancellations.js';
import type { CitizenWords } from '../replies/citizen-words.js';
import type { AttachmentEndings } from '../tickets/attachment-endings.js';
import { send, type HeldTicket, type Ring, type TicketActions } from '../tickets/ticket-actions.js';
import type { TicketNumbers } from '../tickets/ticket-numbers.js';
import { decideTransition } from '../tickets/transitions.js';
import { canarySlot } from './canary-return.js';
import { cancelReply } from './cancel/cancel-reply.js';
import { isStatusQuestion } from './command/status-question.js';
import { composerFor } from './composer.js';
import { CONTEXT, LINKS } from './context.statements.js';
import { EndingWriter } from './ending-writer.js';
import type { EndingInput, WriterParts, Written } from './ending-writer.types.js';
import { identify } from './identify/identify.js';
import { lockLeaders, showOnLeader } from './merged.js';
import { readKnown, type KnownRow, type LinkRow } from './known.js';
import type { OfficerDesk } from './officer/officer-desk.js';
import { runPipeline } from './pipeline.js';
import { LOCK, lockValues } from './pipeline.statements.js';
import { replyPath } from './reply-channel.js';
import { writeSystemEvent } from './system-events.js';
import { adopt } from './thread/adopt.js';
import { referencesOf } from './thread/links.js';
import type { CitizenMessage, DecisionDraft, Identity, Known, PipelineMessage } from './types.js';
import { WaitingTexts } from './window/waiting-texts.js';

const DAY_MS = 86_400_000;

export interface BatchParts extends WriterParts {
  database: Database;
  numbers: TicketNumbers;
  actions: TicketActions;
  citizenWords: CitizenWords;
  officers: OfficerDesk;
  files: Pick<AttachmentEndings, 'joined'>;
}

/** What one pass over a message came to. */
export interface Pass {
  /** More of this sender is waiting. */
  more: boolean;
  /** It is not this message's turn: an older one of its sender has to go first. */
  waits?: boolean;
  /** Another worker has the sender just now. */
  busy?: boolean;
}

/** A message before the database has been asked. */
interface Prepared {
  message: PipelineMessage;
  /** Absent for what no citizen wrote. */
  citizen?: { message: CitizenMessage; identity: Identity; decision: DecisionDraft; textHash: Buffer | null };
}

/**
 * Decides on messages of different senders in one transaction: their senders locked, one look-up, one
 * statement that writes them all. All of it happens or none; the caller tries the messages
 * of a failed batch one by one.
 */
export class Batch {
  private readonly writer: EndingWriter;

  constructor(private readonly parts: BatchParts) {
    this.writer = new EndingWriter(parts);
  }

  /** @returns a pass for each message, in order, and the doorbells for after the commit */
  async run(messages: readonly PipelineMessage[], now: Date): Promise<{ passes: Pass[]; rings: Written['rings'] }> {
    const prepared = messages.map((message) => this.prepare(message));
    return this.parts.database.transaction(async (tx) => {
      const [[locked, rows], links] = await Promise.all([
        tx.queryBoth<{ id: string }, KnownRow>(
          { statement: LOCK, values: lockValues(messages) },
          { statement: CONTEXT, values: this.contextValues(prepared, now) },
        ),
        this.links(tx, prepared),
      ]);
      const waiting = await WaitingTexts.of(tx, messages, this.parts.vault);
      const held = new Set(locked.map(({ id }) => id));
      const found = new Map(rows.map((row) => [row.id, row]));
      const result: Written = { writes: new WriteSet(), rings: [] };
      const endings: EndingInput[] = [];
      const passes = prepared.map((item): Pass => {
        const row = found.get(item.message.id);
        if (!held.has(item.message.id)) return { more: true, busy: true };
        const turn = turnOf(item.message, row);
        if (turn !== 'now') return { more: turn === 'later', waits: turn === 'later' };
        waiting.release(item.message, now, result);
        const own = links.filter(({ id }) => id === item.message.id);
        const known = { ...readKnown(row, own, this.parts.vault), tapsTemplate: waiting.isTap(item.message) };
        if (item.citizen) endings.push(this.decide(item.citizen, known, now));
        else writeSystemEvent({ message: item.message, known, now }, result, this.parts);
        return { more: (row?.pending?.length ?? 0) > 1 };
      });
      await this.write(tx, endings, result);
      await lockLeaders(tx, endings);
      const { statement, values } = result.writes.compile();
      tx.send(statement, values);
      for (const ending of endings) {
        const { id, handedTo } = ending.message;
        if (handedTo !== undefined) result.rings.push(...(await this.parts.files.joined(tx, id)));
        result.rings.push(...(await showOnLeader(tx, this.parts.actions, ending)));
        result.rings.push(...(await this.act(tx, ending)));
      }
      return { passes, rings: result.rings };
    });
  }

  /** What a citizen's message changes of its ticket's state; rare, so each by itself. */
  private async act(tx: Transaction, input: EndingInput): Promise<readonly Ring[]> {
    const { ending, message, now } = input;
    const { actions, citizenWords, officers } = this.parts;
    if (ending.outcome === 'follow-up' && ending.event === 'officer-replied') {
      const { from } = message.event;
      const { dispatch, saying } = ending;
      return from
        ? officers.take(tx, { inboundId: message.id, channel: message.channel, from, dispatch, saying, now })
        : [];
    }
    if (!('action' in ending || 'verdict' in ending)) return [];
    const ticket = await actions.hold(tx, { id: ending.ticketId });
    const via = { channelId: message.channel.id, inboundId: message.id };
    if (ending.verdict) return (await citizenWords.within(tx, ticket, ending.verdict, via)).rings;
    if (!ending.action) return [];
    const { action, data = {} } = ending.action;
    if (action === 'cancel') return this.cancel(tx, input, ticket, ending.action.told === true);
    // The state was read before the ticket was locked: somebody may have been quicker.
    if (!decideTransition(ticket.state, action, 'citizen', ticket.stateBefore).ok) return [];
    return (await actions.within(tx, ticket, action, { kind: 'citizen' }, { data, inboundId: message.id })).rings;
  }

  /** Told once it is known what came of it. */
  private async cancel(
    tx: Transaction,
    input: EndingInput,
    ticket: HeldTicket,
    told: boolean,
  ): Promise<readonly Ring[]> {
    const { actions, channels, composer } = this.parts;
    const { message, identity } = input;
    const { became, rings } = await cancelWithin(tx, actions, ticket, { inboundId: message.id });
    if (!told || !identity.tenant) return rings;
    const to = { tenant: identity.tenant, channel: replyPath(message, channels).channel };
    const result: Written = { writes: new WriteSet(), rings: [] };
    this.writer.tell(input, cancelReply(composer, to, ticket, became), ticket.id, result);
    send(tx, result.writes);
    return [...rings, ...result.rings];
  }

  private prepare(message: PipelineMessage): Prepared {
    if (canarySlot(message, this.parts.keys)) return { message };
    if (message.event.type !== 'message' || message.event.nature !== 'person') return { message };
    const citizen = message as CitizenMessage;
    const { identity, decision } = identify(citizen, this.parts.tenants);
    return { message, citizen: { message: citizen, identity, decision, textHash: this.textHash(citizen, identity) } };
  }

  /** Anybody can say a text in a form under somebody's number, so those are not told from repeats. */
  private textHash({ event, senderHash }: CitizenMessage, { tenant, folded }: Identity): Buffer | null {
    return tenant && !event.form && senderHash && folded !== ''
      ? this.parts.vault.textHash(tenant.slug, senderHash, folded)
      : null;
  }

  /** Mails and chats only: what an SMS belongs to, it can't say. */
  private async links(tx: Transaction, prepared: readonly Prepared[]): Promise<LinkRow[]> {
    const { vault, channels } = this.parts;
    const references = prepared.flatMap(({ citizen }) =>
      citizen
        ? referencesOf(citizen.message, channels.all()).map((reference, place) => ({ reference, place, citizen }))
        : [],
    );
    if (references.length === 0) return [];
    return tx.query<LinkRow>(LINKS, [
      references.map(({ citizen }) => citizen.message.id),
      references.map(({ place }) => place),
      references.map(({ reference }) => reference.how),
      references.map(({ reference }) => ('outboundId' in reference ? reference.outboundId : null)),
      references.map(({ reference }) => ('channelId' in reference ? reference.channelId : null)),
      references.map(({ reference }) =>
        'channelId' in reference ? vault.externalIdHash(reference.channelId, reference.externalId) : null,
      ),
      references.map(({ citizen }) => citizen.message.senderHash),
      references.map(({ citizen }) => citizen.textHash),
    ]);
  }

  private contextValues(prepared: readonly Prepared[], now: Date): unknown[] {
    const { vault } = this.parts;
    return [
      prepared.map(({ message }) => message.id),
      prepared.map(({ message }) => message.senderHash),
      prepared.map(({ citizen }) => citizen?.identity.tenant?.slug ?? null),
      prepared.map(({ citizen }) => {
        const from = citizen?.message.event.from;
        return citizen?.identity.tenant && from ? vault.tenantAddressHash(citizen.identity.tenant.slug, from) : null;
      }),
      prepared.map(({ citizen }) => citizen?.identity.ticketNumber ?? null),
      prepared.map(({ citizen }) => citizen?.textHash ?? null),
      prepared.map(({ citizen }) => {
        const hours = citizen?.identity.tenant?.deduplication.windowHours ?? 0;
        return new Date(now.getTime() - hours * 3_600_000);
      }),
      prepared.map(({ message }) => message.channel.id),
      prepared.map(({ citizen }) => citizen !== undefined && isStatusQuestion(citizen.identity)),
      prepared.map(({ citizen }) => citizen?.identity.word !== undefined),
      prepared.map(({ citizen }) => citizen?.identity.cancels !== undefined),
      new Date(now.getTime() - DAY_MS),
    ];
  }

  private decide(citizen: NonNullable<Prepared['citizen']>, found: Known, now: Date): EndingInput {
    const { message } = citizen;
    const { channels, composer, limits, tenants } = this.parts;
    const adopted = adopt(message, citizen.identity, found, limits, tenants);
    const { identity, known, decision } = adopted ?? { ...citizen, known: found };
    // Who reported at a desk may have asked for an SMS: the words are for where they are heard.
    const compose = composerFor(composer, identity.tenant, replyPath(message, channels).channel);
    const { ending, decisions } = runPipeline({ message, identity, known, limits, compose });
    const textHash = adopted ? this.textHash(message, identity) : citizen.textHash;
    return { message, identity, known, ending, decisions: [decision, ...decisions], textHash, now };
  }

  private async write(tx: Transaction, endings: readonly EndingInput[], result: Written): Promise<void> {
    const wanted = new Map<string, number>();
    for (const { ending } of endings) {
      if (ending.outcome === 'ticket') wanted.set(ending.tenant.slug, (wanted.get(ending.tenant.slug) ?? 0) + 1);
    }
    const numbers = await this.parts.numbers.take(tx, wanted);
    for (const input of endings) {
      const { ending } = input;
      const number = ending.outcome === 'ticket' ? numbers.get(ending.tenant.slug)?.shift() : undefined;
      this.writer.write(input, result, number);
    }
  }
}

function turnOf(message: PipelineMessage, row: KnownRow | undefined): 'now' | 'later' | 'done' {
  if (!message.senderHash) return 'now';
  const oldest = row?.pending?.[0];
  if (oldest === undefined) return 'done';
  return oldest === message.id ? 'now' : 'later';
}
