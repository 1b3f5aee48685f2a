import type { Statement } from '../database/statement.js';
import type { Clock } from '../observability/clock.js';
import { isOpenToWord } from '../pipeline/word/open-to-word.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import type { TicketActions } from '../tickets/ticket-actions.js';
import type { TicketState } from '../tickets/transitions.js';
import type { CitizenWords } from './citizen-words.js';
import type { SatisfactionElement } from './satisfaction-elements.js';

/** The filled-in form of PermenPANRB 14/2017. */
export interface Survey {
  /** The web channel that it came by. */
  channelId: string;
  /** 1 to 4 each; what was left out is absent. */
  elements: Partial<Record<SatisfactionElement, number>>;
  comment?: string;
}

const TICKET: Statement = {
  name: 'survey-ticket',
  text: `
    SELECT t.id, coalesce(l.state, t.state) AS state, t.answered_at AS "answeredAt",
      CASE WHEN l.id IS NULL THEN t.closed_at ELSE l.closed_at END AS "closedAt"
    FROM ticket t LEFT JOIN ticket l ON l.id = t.merged_into WHERE t.number = $1 FOR UPDATE OF t`,
};

interface TicketRow extends Record<string, unknown> {
  id: string;
  state: TicketState;
  answeredAt: Date | null;
  closedAt: Date | null;
}

export interface SurveyParts {
  actions: TicketActions;
  citizenWords: CitizenWords;
  tenants: TenantRegistry;
  clock: Clock;
}

/** Keeps what a reporter marks in the form of the nine elements: once a round, and what is said last stands. */
export class Surveys {
  constructor(private readonly parts: SurveyParts) {}

  /**
   * For a caller that knows the ticket's reporter to speak.
   * @returns false where the ticket's answer can't be judged any more (or yet)
   */
  async take(number: string, { channelId, elements, comment }: Survey): Promise<boolean> {
    const { actions, citizenWords, tenants, clock } = this.parts;
    return actions.transaction(async (tx) => {
      const [row] = await tx.query<TicketRow>(TICKET, [number]);
      const ticket = row && (await actions.hold(tx, { id: row.id }));
      const tenant = ticket && tenants.bySlug(ticket.tenant);
      if (!tenant || !isOpenToWord(row, tenant, clock.now())) return { value: false, rings: [] };
      const verdict = { elements, ...(comment !== undefined && { comment }) };
      const { rings } = await citizenWords.within(tx, ticket, verdict, { channelId });
      return { value: true, rings };
    });
  }
}
