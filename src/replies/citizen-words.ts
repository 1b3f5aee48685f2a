import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import { newId } from '../database/new-id.js';
import type { Statement } from '../database/statement.js';
import type { Transaction } from '../database/transaction.js';
import type { Clock } from '../observability/clock.js';
import type { HeldTicket, Ring, TicketActions } from '../tickets/ticket-actions.js';
import { decideTransition } from '../tickets/transitions.js';
import { wordOnMerged } from './merged-word.js';
import { SATISFACTION_ELEMENTS, type SatisfactionElement } from './satisfaction-elements.js';

/** What a reporter says of an answer; at least one of it. */
export interface Verdict {
  fixed?: boolean;
  /** 1 (bad) to 4 (very good). */
  mark?: number;
  /** The nine elements, of which any may be left out. */
  elements?: Partial<Record<SatisfactionElement, number>>;
  comment?: string;
}

export interface VerdictWay {
  channelId: string;
  /** The message that says it. */
  inboundId?: string;
}

const EARLIER: Statement = {
  name: 'feedback-earlier',
  text: 'SELECT id, mark, elements FROM feedback WHERE ticket_id = $1 AND round = $2',
};
interface EarlierRow {
  id: string;
  mark: number | null;
  elements: Verdict['elements'] | null;
}
/** One row a round: what is said later stands, what is not said again stays. */
const KEEP: Statement = {
  name: 'feedback-keep',
  text: `
    INSERT INTO feedback AS f (id, ticket_id, tenant, round, channel_id, fixed, mark, elements, key_id, comment_sealed, at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)
    ON CONFLICT (ticket_id, round) DO UPDATE SET channel_id = excluded.channel_id, fixed = coalesce(excluded.fixed, f.fixed),
      mark = coalesce(excluded.mark, f.mark), elements = coalesce(excluded.elements, f.elements), updated_at = excluded.updated_at,
      key_id = coalesce(excluded.key_id, f.key_id), comment_sealed = coalesce(excluded.comment_sealed, f.comment_sealed)`,
};

export interface CitizenWordParts {
  actions: TicketActions;
  vault: Vault;
  clock: Clock;
}

/** Takes a reporter's word on an answer: the ticket closes or opens again, the mark is kept; once, however often it is said. */
export class CitizenWords {
  constructor(private readonly parts: CitizenWordParts) {}

  /** In the caller's transaction, on a ticket that it holds and whose reporter it knows to speak. */
  async within(
    tx: Transaction,
    ticket: HeldTicket,
    verdict: Verdict,
    { channelId, inboundId }: VerdictWay,
  ): Promise<{ rings: Ring[] }> {
    const { actions } = this.parts;
    const origin = inboundId === undefined ? {} : { inboundId };
    const earlier = await this.keep(tx, ticket, verdict, channelId);
    const marked = verdict.mark !== undefined && verdict.mark !== earlier?.mark;
    const formed = verdict.elements !== undefined && !sameElements(verdict.elements, earlier?.elements);
    if (marked || formed) {
      const data = { ...(marked && { mark: verdict.mark }), ...(formed && { form: true }) };
      actions.note(tx, ticket, 'rated', { kind: 'citizen' }, { data, ...origin });
    }
    if (verdict.fixed === undefined) return { rings: [] };
    if (ticket.state === 'merged') return { rings: await wordOnMerged(tx, actions, ticket, verdict.fixed, origin) };
    const action = verdict.fixed ? 'confirm-fixed' : 'not-fixed';
    // Said before, or somebody was quicker: it is kept, and changes nothing twice.
    if (!decideTransition(ticket.state, action, 'citizen', ticket.stateBefore).ok) return { rings: [] };
    const columns = verdict.fixed || ticket.urgency === 'danger' ? {} : { columns: { urgency: 'high' } };
    return actions.within(tx, ticket, action, { kind: 'citizen' }, { ...origin, ...columns });
  }

  /** @returns what was kept of this round before; the ticket is locked, so nothing comes between */
  private async keep(
    tx: Transaction,
    { id: ticketId, tenant, round }: HeldTicket,
    { fixed, mark, elements, comment }: Verdict,
    channelId: string,
  ): Promise<EarlierRow | undefined> {
    const { vault, clock } = this.parts;
    const [earlier] = await tx.query<EarlierRow & Record<string, unknown>>(EARLIER, [ticketId, round]);
    const id = earlier?.id ?? newId();
    const sealed = comment === undefined ? null : vault.seal(comment, sealedIn.feedbackComment(id));
    const values = [
      id,
      ticketId,
      tenant,
      round,
      channelId,
      fixed ?? null,
      mark ?? null,
      elements ? JSON.stringify(elements) : null,
    ];
    tx.send(KEEP, [...values, sealed && vault.keyId, sealed, clock.now()]);
    return earlier;
  }
}

type Elements = NonNullable<Verdict['elements']>;

function sameElements(said: Elements, earlier: Elements | null | undefined): boolean {
  return !!earlier && SATISFACTION_ELEMENTS.every((element) => said[element] === earlier[element]);
}
