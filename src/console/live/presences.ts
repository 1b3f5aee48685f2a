import type { Database } from '../../database/database.js';
import type { Clock } from '../../observability/clock.js';

/** Not renewed for so long: its process died, or its line. */
const GONE_SECONDS = 40;

/** Of one ticket. */
export interface Present {
  tenant: string;
  /** Their ids in one text, to be compared. */
  users: string;
}

/** Who has which ticket open, over all processes. */
export class Presences {
  constructor(private readonly parts: { database: Database; clock: Clock }) {}

  async enter(id: string, ticketId: string, userId: string): Promise<void> {
    const { database, clock } = this.parts;
    await database.query('INSERT INTO console_presence (id, ticket_id, user_id, seen_at) VALUES ($1, $2, $3, $4)', [
      id,
      ticketId,
      userId,
      clock.now(),
    ]);
  }

  /** Also clears away what nobody renewed. */
  async renew(ids: readonly string[]): Promise<void> {
    const { database } = this.parts;
    if (ids.length > 0)
      await database.query('UPDATE console_presence SET seen_at = $2 WHERE id = ANY($1::uuid[])', [
        ids,
        this.parts.clock.now(),
      ]);
    await database.query('DELETE FROM console_presence WHERE seen_at < $1', [this.oldest()]);
  }

  async leave(id: string): Promise<void> {
    await this.parts.database.query('DELETE FROM console_presence WHERE id = $1', [id]);
  }

  /** The users who have each ticket open, by its number. */
  async byTicket(): Promise<Map<string, Present>> {
    const rows = await this.parts.database.query<{ number: string; tenant: string; users: string }>(
      `SELECT t.number, t.tenant, string_agg(DISTINCT p.user_id::text, ' ') AS users
       FROM console_presence p JOIN ticket t ON t.id = p.ticket_id WHERE p.seen_at >= $1 GROUP BY t.number, t.tenant`,
      [this.oldest()],
    );
    return new Map(rows.map(({ number, ...rest }) => [number, rest]));
  }

  /** Who else has these tickets open, by ticket. @param except who asks */
  async of(ticketIds: readonly string[], except: string): Promise<Map<string, string[]>> {
    if (ticketIds.length === 0) return new Map();
    const rows = await this.parts.database.query<{ ticketId: string; users: string[] }>(
      `SELECT ticket_id AS "ticketId", array_agg(DISTINCT user_id::text) AS users FROM console_presence
       WHERE ticket_id = ANY($1::uuid[]) AND user_id <> $2 AND seen_at >= $3 GROUP BY ticket_id`,
      [ticketIds, except, this.oldest()],
    );
    return new Map(rows.map(({ ticketId, users }) => [ticketId, users]));
  }

  /** Who else has this ticket open; nobody where the office has no such ticket. @param except who asks */
  async at(tenant: string, number: string, except: string): Promise<string[]> {
    const [ticket] = await this.parts.database.query<{ id: string }>(
      'SELECT id FROM ticket WHERE number = $1 AND tenant = $2',
      [number, tenant],
    );
    return ticket ? ((await this.of([ticket.id], except)).get(ticket.id) ?? []) : [];
  }

  private oldest(): Date {
    return new Date(this.parts.clock.now().getTime() - GONE_SECONDS * 1000);
  }
}
