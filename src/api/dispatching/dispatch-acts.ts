import type { Database } from '../../database/database.js';
import type { Transaction } from '../../database/transaction.js';
import type { CitizenQuestions } from '../../dispatch/citizen-questions.js';
import { dispatchSeveral } from '../../dispatch/dispatch-several.js';
import { refuseEnded } from '../../dispatch/dispatch-ends.js';
import type { DispatchState } from '../../dispatch/dispatch.entity.js';
import type { Dispatches } from '../../dispatch/dispatch.service.js';
import type { DispatchRecord } from '../../dispatch/dispatch.statements.js';
import type { ReturnRequest } from '../../dispatch/dispatch-types.js';
import type { ResponseChecks } from '../../dispatch/response-checks.js';
import type { ResponseDrafts } from '../../dispatch/response-drafts.js';
import type { Responses } from '../../dispatch/responses.service.js';
import type { EntryFile } from '../../manual/entry-input.js';
import type { OfficeFiles } from '../../manual/office-files.js';
import type { PhotoRole } from '../../tickets/attachment.entity.js';
import type { HeldTicket, Ring, TicketActions } from '../../tickets/ticket-actions.js';
import { actorOf, ticketActorOf } from '../caller.js';
import { Problem } from '../problem.js';
import { named, type Answered, type Call, type RequestsOnce } from '../requests-once.js';
import type { DispatchesMade, DispatchStanding, DraftDropped, ForwardedAnswer, QuestionAsked, ResponseTaken, SentBackAnswer } from './answers.dto.js'; // prettier-ignore
import type { DispatchWishDto } from './dispatch.dto.js';
import type { DispatchReader } from './dispatch-reader.js';

export interface AgencySaying {
  text: string;
  interim: boolean;
  files: readonly (EntryFile & { role?: PhotoRole })[];
}

/** A response, and the dispatch that it is of. */
export interface DraftAt {
  id: string;
  response: string;
}

export interface DispatchActParts {
  database: Database;
  once: RequestsOnce;
  reader: DispatchReader;
  actions: Pick<TicketActions, 'hold'>;
  dispatches: Dispatches;
  questions: Pick<CitizenQuestions, 'askWithin'>;
  responses: Pick<Responses, 'submitWithin'>;
  checks: ResponseChecks;
  drafts: Pick<ResponseDrafts, 'submitDraftWithin' | 'dropDraftWithin'>;
  files: Pick<OfficeFiles, 'keep'>;
}

const STANDING = `
  SELECT d.id AS "dispatchId", t.number, d.state, t.state AS "ticketState"
  FROM dispatch d JOIN ticket t ON t.id = d.ticket_id WHERE d.id = $1`;

const OF_DISPATCH = 'SELECT 1 FROM response WHERE id = $1 AND dispatch_id = $2';

interface StandingRow extends Record<string, unknown> {
  dispatchId: string;
  number: string;
  state: DispatchState;
  ticketState: string;
}

/**
 * What programs do with dispatches, by the services that officers' pages and the command line use. Whether it is the
 * caller's own is asked here; each is done once under one name.
 */
export class DispatchActs {
  constructor(private readonly parts: DispatchActParts) {}

  /** To all of them, or to none. The caller's office has been asked for. */
  async dispatch(number: string, to: readonly DispatchWishDto[], call: Call): Promise<Answered<DispatchesMade>> {
    const requests = to.map(({ dueAt, ...wish }) => ({
      ...wish,
      ...(dueAt !== undefined && { dueAt: new Date(dueAt) }),
      actor: ticketActorOf(call.caller),
    }));
    return this.parts.once.run(named(call, ['dispatch', number, to]), async (tx) => {
      const { value: made, rings } = await dispatchSeveral(tx, this.parts, number, requests);
      const lines = made.map(({ number: _number, dueAt, ...rest }) => ({
        ...rest,
        dueAt: dueAt?.toISOString() ?? null,
      }));
      return { value: { number, dispatches: lines }, rings };
    });
  }

  async withdraw(id: string, call: Call): Promise<Answered<DispatchStanding>> {
    return this.onDispatch(id, call, ['withdraw', id], (tx, ticket, row) =>
      this.parts.dispatches.withdrawWithin(tx, ticket, row, ticketActorOf(call.caller)),
    );
  }

  async accept(id: string, call: Call): Promise<Answered<DispatchStanding>> {
    return this.onDispatch(id, call, ['accept', id], (tx, ticket, row) =>
      this.parts.dispatches.acceptWithin(tx, ticket, row, ticketActorOf(call.caller)),
    );
  }

  async assign(id: string, unit: string, call: Call): Promise<Answered<DispatchStanding>> {
    return this.onDispatch(id, call, ['unit', id, unit], (tx, ticket, row) =>
      this.parts.dispatches.assignWithin(tx, ticket, row, { unit, actor: ticketActorOf(call.caller) }),
    );
  }

  async returnIt(id: string, request: Omit<ReturnRequest, 'actor'>, call: Call): Promise<Answered<DispatchStanding>> {
    return this.onDispatch(id, call, ['return', id, request], (tx, ticket, row) =>
      this.parts.dispatches.returnWithin(tx, ticket, row, { ...request, actor: ticketActorOf(call.caller) }),
    );
  }

  async ask(id: string, question: string, call: Call): Promise<Answered<QuestionAsked>> {
    const { once, dispatches, questions, reader } = this.parts;
    return once.run(named(call, ['ask', id, question]), async (tx) => {
      await reader.assertOwn(tx, id, call.caller);
      const { ticket, row } = await dispatches.hold(tx, id);
      refuseEnded(row);
      const asker = { actor: ticketActorOf(call.caller), dispatchId: id };
      const { value, rings } = await questions.askWithin(tx, ticket, question, asker);
      return { value: { ...(await standing(tx, id)), outboundId: value.outboundId }, rings };
    });
  }

  async respond(id: string, { text, interim, files }: AgencySaying, call: Call): Promise<Answered<ResponseTaken>> {
    const { database, once, reader, responses } = this.parts;
    await reader.assertOwn(database, id, call.caller);
    const prints = files.map(({ bytes, filename, role }) => [bytes.toString('base64'), filename, role]);
    const asked = named(call, ['respond', id, text, interim, prints]);
    const earlier = await once.earlier<ResponseTaken>(asked);
    if (earlier) return earlier;
    const kept = (await this.parts.files.keep(files)).map((file, index) => {
      const role = files[index]?.role;
      return role !== undefined && file.contentType.startsWith('image/') ? { ...file, role } : file;
    });
    return once.run(asked, async (tx) => {
      const actor = ticketActorOf(call.caller);
      const said = { dispatchId: id, text, via: 'api', actor, files: kept, draft: interim } as const;
      const { value, rings } = await responses.submitWithin(tx, said);
      const { responseId, state } = value;
      return { value: { ...(await standing(tx, id)), responseId, responseState: state }, rings };
    });
  }

  /** Submits what was kept of the agency's words, as it stands or in other words. */
  async submitDraft(draft: DraftAt, text: string | undefined, call: Call): Promise<Answered<ResponseTaken>> {
    const { once, drafts } = this.parts;
    return once.run(named(call, ['submit-draft', draft.response, text]), async (tx) => {
      await this.assertOwn(tx, draft, call);
      const said = { actor: ticketActorOf(call.caller), ...(text !== undefined && { text }) };
      const { value, rings } = await drafts.submitDraftWithin(tx, draft.response, said);
      const { responseId, state } = value;
      return { value: { ...(await standing(tx, draft.id)), responseId, responseState: state }, rings };
    });
  }

  async dropDraft(draft: DraftAt, call: Call): Promise<Answered<DraftDropped>> {
    const { once, drafts } = this.parts;
    return once.run(named(call, ['drop-draft', draft.response]), async (tx) => {
      await this.assertOwn(tx, draft, call);
      await drafts.dropDraftWithin(tx, draft.response, ticketActorOf(call.caller));
      return { value: { ...(await standing(tx, draft.id)), responseId: draft.response }, rings: [] };
    });
  }

  /** @throws Problem 404 for another's dispatch, and for a response that is not of this one */
  private async assertOwn(tx: Transaction, { id, response }: DraftAt, { caller }: Call): Promise<void> {
    await this.parts.reader.assertOwn(tx, id, caller);
    if ((await tx.query(OF_DISPATCH, [response, id])).length === 0)
      throw new Problem(404, { code: 'response-unknown' });
  }

  /** Asks the agency again about what it said. */
  async sendBack(id: string, remark: string, call: Call): Promise<Answered<SentBackAnswer>> {
    const { once, checks, dispatches, reader } = this.parts;
    return once.run(named(call, ['send-back', id, remark]), async (tx) => {
      await reader.assertOwn(tx, id, call.caller);
      const { ticket, row } = await dispatches.hold(tx, id);
      const { value, rings } = await checks.sendBackWithin(tx, ticket, remark, actorOf(call.caller), row);
      return { value: { ...(await standing(tx, id)), responseId: value.responseId }, rings };
    });
  }

  /** Makes what agencies said the answer. The caller's office has been asked for. */
  async forward(number: string, text: string | undefined, call: Call): Promise<Answered<ForwardedAnswer>> {
    const { once, checks } = this.parts;
    const photos = await checks.photosFor(number);
    return once.run(named(call, ['forward', number, text]), async (tx) => {
      const { value, rings } = await checks.forwardWithin(tx, number, photos, actorOf(call.caller), text);
      return { value: { number, ...value }, rings };
    });
  }

  private async onDispatch(
    id: string,
    call: Call,
    request: readonly unknown[],
    work: (tx: Transaction, ticket: HeldTicket, row: DispatchRecord) => Promise<Ring[]>,
  ): Promise<Answered<DispatchStanding>> {
    const { once, dispatches, reader } = this.parts;
    return once.run(named(call, request), async (tx) => {
      await reader.assertOwn(tx, id, call.caller);
      const { ticket, row } = await dispatches.hold(tx, id);
      const rings = await work(tx, ticket, row);
      return { value: await standing(tx, id), rings };
    });
  }
}

/** Where it stands now. */
async function standing(tx: Transaction, id: string): Promise<StandingRow> {
  const [row] = await tx.query<StandingRow>(STANDING, [id]);
  if (!row) throw new Error('a dispatch that was held is gone');
  return row;
}
