import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import { WriteSet } from '../database/write-set.js';
import type { Transaction } from '../database/transaction.js';
import { CodedError } from '../messaging/errors.js';
import type { Clock } from '../observability/clock.js';
import type { Answers } from '../replies/answer.service.js';
import type { SealedAttachmentStore } from '../tickets/attachment-store.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import { send, type HeldTicket, type Ring, type TicketActions, type TicketActor } from '../tickets/ticket-actions.js';
import type { DispatchFollower } from './dispatch-types.js';
import { answerPhotos } from './response-files.js';
import { refusal, ResponseFlow, type WaitingResponse } from './response-flow.js';
import { addResponse, checkedResponse, wordsOf, type NewResponse } from './response-records.js';
import type { ResponseRefusal, ResponseVerdict } from './response-rules.js';
import * as sql from './response.statements.js';

/** Who is told of responses, in the transaction at hand; rings are for after the commit. */
export interface ResponseNotices {
  /** A response waits for the office's admins. */
  waits(tx: Transaction, ticket: HeldTicket, response: { id: string; agency: string }): Promise<readonly Ring[]>;
  /** The admin wants to know more. */
  sentBack(
    tx: Transaction,
    ticket: HeldTicket,
    asked: { responseId: string; dispatchId: string; officerId: string | null; remark: string },
  ): Promise<readonly Ring[]>;
}

export interface ResponseParts {
  database: Database;
  vault: Vault;
  clock: Clock;
  tenants: Pick<TenantRegistry, 'bySlug'>;
  actions: TicketActions;
  answers: Answers;
  notices: ResponseNotices;
  store: Pick<SealedAttachmentStore, 'get'>;
  /** Agencies' own systems. */
  followers: readonly DispatchFollower[];
}

type Said = 'dispatchId' | 'via' | 'officerId' | 'inboundId' | 'nonce' | 'files';

export interface Submission extends Pick<NewResponse, Said> {
  text: string;
  /** Who says so; the officer where absent. */
  actor?: TicketActor;
  /** It is kept and goes nowhere yet. */
  draft?: boolean;
  /** What is not taken any more is kept as a draft for the admin to see, and not refused. */
  keepRefused?: boolean;
}

export interface Submitted {
  responseId: string;
  ticketId: string;
  number: string;
  /** `used`: it is the answer already, or a part of it. */
  state: 'draft' | 'submitted' | 'used';
  /** Why it stayed a draft, where the agency did not want that. */
  refused?: ResponseRefusal;
  /** It came before. */
  repeated: boolean;
}

interface Result {
  value: Submitted;
  rings: Ring[];
}

const GATEWAY: TicketActor = { kind: 'gateway', by: 'gateway' };

/** What agencies say of the tickets that they were handed, on its way to an answer. */
export class Responses {
  private readonly flow: ResponseFlow;

  constructor(private readonly parts: ResponseParts) {
    this.flow = new ResponseFlow(parts);
  }

  /** In a transaction of its own. @throws as `submitWithin` */
  async submit(submission: Submission): Promise<Submitted> {
    return this.parts.actions.transaction((tx) => this.submitWithin(tx, submission));
  }

  /**
   * Takes a response: to the admin, or on to the citizen where nobody checks and no other agency is still at work.
   * The same message, or the same nonce with the same text, is taken once.
   * @throws CodedError `dispatch-unknown`, `response-empty`, `response-too-long`, `nonce-reused`, or a `ResponseRefusal`
   */
  async submitWithin(tx: Transaction, submission: Submission): Promise<Result> {
    const { dispatchId, inboundId, nonce, officerId, via } = submission;
    const text = checkedResponse(submission.text, inboundId !== undefined);
    const [at] = await tx.query<{ ticketId: string }>(sql.DISPATCH_TICKET, [dispatchId]);
    if (!at) throw new CodedError('dispatch-unknown', `there is no dispatch ${dispatchId}`, false);
    const ticket = await this.parts.actions.hold(tx, { id: at.ticketId });
    const earlierValues = [dispatchId, inboundId ?? null, nonce ?? null];
    const [earlier] = await tx.query<sql.ResponseRecord>(sql.EARLIER_RESPONSE, earlierValues);
    if (earlier) return { value: this.repeated(ticket, earlier, text), rings: [] };
    const dispatches = await tx.query<sql.DispatchRow>(sql.DISPATCHES, [ticket.id]);
    const waiting = await this.flow.waiting(tx, ticket);
    const own = dispatches.find(({ id }) => id === dispatchId);
    const whole = this.flow.textOf(ticket, [...waiting, { agency: own?.agency ?? '', lead: own?.lead ?? false, text }]);
    const verdict = this.flow.decide('submit', ticket, dispatches, dispatchId, whole);
    if (!verdict.ok && submission.keepRefused !== true) throw refusal(verdict.code);
    const before =
      text === ''
        ? waiting.findLast((said) => said.dispatchId === dispatchId && said.officerId === officerId)
        : undefined;
    if (before && inboundId !== undefined) return this.addPhotos(tx, ticket, before, submission);
    const draft = submission.draft === true || !verdict.ok || text === '';
    const value = this.write(tx, ticket, { ...submission, text }, draft);
    const actor = submission.actor ?? officerActor(officerId);
    const data = { dispatch: dispatchId, response: value.responseId, agency: own?.agency ?? null, via };
    if (draft) {
      this.parts.actions.note(tx, ticket, 'response-drafted', actor, { data });
      return { value: { ...value, ...(!verdict.ok && { refused: verdict.code }) }, rings: [] };
    }
    const last = { id: value.responseId, agency: own?.agency ?? '' };
    return this.taken(tx, ticket, { verdict, whole, last, actor, data }, value);
  }

  /**
   * Submits what was kept as a draft, as it stands or in other words; submitted before, nothing more happens.
   * @throws CodedError `response-unknown`, `response-withdrawn`, `response-empty`, `response-too-long`, or a `ResponseRefusal`
   */
  async submitDraft(responseId: string, { actor, text }: { actor: TicketActor; text?: string }): Promise<Submitted> {
    const { actions, vault, clock } = this.parts;
    return actions.transaction(async (tx) => {
      const { ticket, record } = await this.holdResponse(tx, responseId);
      const { dispatchId, agency, lead, via } = record;
      if (record.state === 'withdrawn')
        throw new CodedError('response-withdrawn', 'the draft was dropped, or went along with a later response', false);
      if (record.state !== 'draft') return { value: this.repeated(ticket, record, wordsOf(record, vault)), rings: [] };
      const words = checkedResponse(text ?? wordsOf(record, vault), false);
      const dispatches = await tx.query<sql.DispatchRow>(sql.DISPATCHES, [ticket.id]);
      const whole = this.flow.textOf(ticket, [...(await this.flow.waiting(tx, ticket)), { agency, lead, text: words }]);
      const verdict = this.flow.decide('submit', ticket, dispatches, dispatchId, whole);
      if (!verdict.ok) throw refusal(verdict.code);
      const now = clock.now();
      tx.send(sql.SUBMIT_DRAFT, [responseId, now, vault.keyId, vault.seal(words, sealedIn.responseBody(responseId))]);
      tx.send(sql.RESPONDED, [dispatchId, now]);
      const data = { dispatch: dispatchId, response: responseId, agency, via };
      const value = {
        responseId,
        ticketId: ticket.id,
        number: ticket.number,
        state: 'submitted',
        repeated: false,
      } as const;
      return this.taken(tx, ticket, { verdict, whole, last: { id: responseId, agency }, actor, data }, value);
    });
  }

  /** A draft that is not wanted; dropped before, nothing more happens. @throws CodedError `response-unknown`, `response-submitted` */
  async dropDraft(responseId: string, actor: TicketActor): Promise<void> {
    await this.parts.actions.transaction(async (tx) => {
      const { ticket, record } = await this.holdResponse(tx, responseId);
      if (record.state !== 'draft' && record.state !== 'withdrawn')
        throw new CodedError('response-submitted', 'the response is no draft any more', false);
      if (record.state === 'draft') {
        tx.send(sql.DROP_DRAFT, [responseId]);
        const data = { dispatch: record.dispatchId, response: responseId, agency: record.agency };
        this.parts.actions.note(tx, ticket, 'response-dropped', actor, { data });
      }
      return { value: undefined, rings: [] };
    });
  }

  /** Changes the ticket and hands on what was said, once its row is written. */
  private async taken(
    tx: Transaction,
    ticket: HeldTicket,
    said: {
      verdict: Extract<ResponseVerdict, { ok: true }>;
      whole: string;
      last: { id: string; agency: string };
      actor: TicketActor;
      data: Record<string, unknown>;
    },
    value: Submitted,
  ): Promise<Result> {
    const { verdict, whole, last, actor, data } = said;
    const rings = await this.flow.follow(tx, ticket, verdict, { note: 'response-added', actor, data });
    const held = { ...ticket, state: verdict.action === 'respond' ? ('responded' as const) : ticket.state };
    const { answered, rings: more } = await this.handOn(tx, held, verdict, whole, last);
    return { value: { ...value, ...(answered && { state: 'used' }) }, rings: [...rings, ...more] };
  }

  private async holdResponse(tx: Transaction, id: string): Promise<{ ticket: HeldTicket; record: sql.ResponseRecord }> {
    const unknown = new CodedError('response-unknown', `there is no response ${id}`, false);
    const [at] = await tx.query<sql.ResponseRecord>(sql.RESPONSE, [id]);
    if (!at) throw unknown;
    const ticket = await this.parts.actions.hold(tx, { id: at.ticketId });
    // Read again: whoever held the ticket before may have dealt with it.
    const [record] = await tx.query<sql.ResponseRecord>(sql.RESPONSE, [id]);
    if (!record) throw unknown;
    return { ticket, record };
  }

  /**
   * The last agency that had not responded is out of it, so that what the others said is complete.
   * @param ticket as it is now
   */
  async completedWithin(tx: Transaction, ticket: HeldTicket): Promise<Ring[]> {
    const waiting = await this.flow.waiting(tx, ticket);
    const last = waiting.at(-1);
    if (!last) return [];
    const dispatches = await tx.query<sql.DispatchRow>(sql.DISPATCHES, [ticket.id]);
    const whole = this.flow.textOf(ticket, waiting);
    const verdict = this.flow.decide('submit', ticket, dispatches, last.dispatchId, whole);
    if (!verdict.ok || !verdict.answers) return [];
    return [...(await this.handOn(tx, ticket, verdict, whole, last)).rings];
  }

  /** Nobody checks: it goes out with all that was said before. Else the admin is told. */
  private async handOn(
    tx: Transaction,
    ticket: HeldTicket,
    verdict: Extract<ResponseVerdict, { ok: true }>,
    whole: string,
    last: { id: string; agency: string },
  ): Promise<{ answered: boolean; rings: readonly Ring[] }> {
    if (!verdict.answers) return { answered: false, rings: await this.parts.notices.waits(tx, ticket, last) };
    const responses = (await this.flow.waiting(tx, ticket)).map(({ id }) => id);
    const attachments = await answerPhotos(tx, this.parts.store, ticket.id, false);
    const { rings } = await this.flow.answer(tx, ticket, whole, { actor: GATEWAY, responses, attachments });
    return { answered: true, rings };
  }

  private write(tx: Transaction, ticket: HeldTicket, submission: Submission, draft: boolean): Submitted {
    const { dispatchId, inboundId, officerId, via } = submission;
    const now = this.parts.clock.now();
    const state = draft ? 'draft' : 'submitted';
    const writes = new WriteSet();
    const responseId = addResponse(writes, this.parts.vault, { ...submission, ticketId: ticket.id, state, now });
    send(tx, writes);
    if (inboundId !== undefined) tx.send(sql.FILES_OF_MESSAGE, [responseId, inboundId]);
    if (!draft) {
      tx.send(sql.TAKE_DRAFTS_ALONG, [dispatchId, officerId ?? null, via, responseId]);
      tx.send(sql.RESPONDED, [dispatchId, now]);
    }
    return { responseId, ticketId: ticket.id, number: ticket.number, state, repeated: false };
  }

  /** Photos that follow an officer's words are part of what they said, while nobody has dealt with it. */
  private addPhotos(
    tx: Transaction,
    ticket: HeldTicket,
    { id, dispatchId, agency }: WaitingResponse,
    { inboundId, officerId, via, actor }: Submission,
  ): Result {
    tx.send(sql.FILES_OF_MESSAGE, [id, inboundId]);
    const data = { dispatch: dispatchId, response: id, agency, via, files: true };
    this.parts.actions.note(tx, ticket, 'response-added', actor ?? officerActor(officerId), { data });
    const value = { responseId: id, ticketId: ticket.id, number: ticket.number, state: 'submitted' } as const;
    return { value: { ...value, repeated: false }, rings: [] };
  }

  private repeated(ticket: HeldTicket, earlier: sql.ResponseRecord, text: string): Submitted {
    if (earlier.nonce !== null && wordsOf(earlier, this.parts.vault) !== text)
      throw new CodedError('nonce-reused', 'another response was given under this key', false);
    const { state } = earlier;
    const shown = state === 'draft' || state === 'used' ? state : 'submitted';
    return { responseId: earlier.id, ticketId: ticket.id, number: ticket.number, state: shown, repeated: true };
  }
}

function officerActor(officerId: string | undefined): TicketActor {
  return { kind: 'officer', ...(officerId !== undefined && { by: officerId }) };
}
