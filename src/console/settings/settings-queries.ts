import type { Database } from '../../database/database.js';
import { TICKET_STATES, type TicketState } from '../../tickets/transitions.js';
import type { PastTicket } from './replay.js';

/** How many of the newest tickets a changed rule is tried on. */
export const REPLAYED = 500;

/** An answered ticket still comes back where its citizen says that it is not fixed. */
const ENDED: readonly TicketState[] = ['answered', 'closed', 'merged', 'archived'];
const OPEN = TICKET_STATES.filter((state) => !ENDED.includes(state));

/** What still points at an agency. */
export interface AgencyUse {
  openTickets: number;
  officers: number;
}

/** What the settings' pages ask the database. */
export class SettingsQueries {
  constructor(private readonly database: Database) {}

  /**
   * The newest tickets of an office, as the rules saw them: without those that were split off or whose words are
   * erased. What the citizen chose in a form, or a human said, stays what it was.
   */
  async pastTickets(tenant: string, limit = REPLAYED): Promise<PastTicket[]> {
    return this.database.query<PastTicket & Record<string, unknown>>(
      `SELECT t.number, t.description AS text, t.channel_id AS "channelId", t.district_code AS "districtCode",
         t.village_code AS "villageCode", d.outcome AS chosen
       FROM ticket t LEFT JOIN LATERAL (
         SELECT outcome FROM decision d WHERE d.ticket_id = t.id AND d.step = 'categorise' AND d.undone_at IS NULL
           AND (d.decided_by = 'human' OR d.rule LIKE 'chosen by the citizen%') ORDER BY d.at DESC, d.id DESC LIMIT 1
       ) d ON true
       WHERE t.tenant = $1 AND t.split_from IS NULL AND t.erased_at IS NULL ORDER BY t.opened_at DESC LIMIT $2`,
      [tenant, limit],
    );
  }

  /** Open tickets and people of one agency; those of a unit are among them. */
  async useOf(tenant: string, agency: string): Promise<AgencyUse> {
    const [row] = await this.database.query<AgencyUse & Record<string, unknown>>(
      `SELECT (SELECT count(*)::int FROM (SELECT 1 FROM ticket WHERE tenant = $1 AND state = ANY($3) AND agency = $2 LIMIT 1000) t)
           AS "openTickets",
         (SELECT count(*)::int FROM officer WHERE tenant = $1 AND agency = $2 AND active) AS officers`,
      [tenant, agency, OPEN],
    );
    return row ?? { openTickets: 0, officers: 0 };
  }
}
