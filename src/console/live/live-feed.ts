import { may, type ConsoleUser } from '../../accounts/console-user.js';
import type { Sessions } from '../../accounts/sessions.js';
import type { Database } from '../../database/database.js';
import type { Statement } from '../../database/statement.js';
import { errorCode } from '../../messaging/errors.js';
import type { Clock } from '../../observability/clock.js';
import type { Logger } from '../../observability/logger.js';
import { FeedWindow, type FeedEvent } from './feed-window.js';
import type { Presences, Present } from './presences.js';

const POLL_MS = 2_000;
/** Sessions are looked at, and connections shown to be alive, this often. */
const PULSE_MS = 10_000;
/** More at once is not news but a flood: pages are told to look again. */
const MOST_EVENTS = 500;
/**
 * Of one session in this process: more tabs are not looked at. What it guards are the process's own connections, so that
 * each counts for itself (docs/decisions/console-live-lines.md).
 */
const MOST_LINES = 20;

const EVENTS: Statement = {
  name: 'console-feed-events',
  text: `
    SELECT e.id, e.type, t.tenant, t.number FROM ticket_event e JOIN ticket t ON t.id = e.ticket_id
    WHERE e.id >= $1::uuid ORDER BY e.id LIMIT $2`,
};
/** One browser that listens. */
export interface Listener {
  readonly id: string;
  readonly sessionId: string;
  readonly userId: string;
  /** Whose tickets it may hear of. */
  readonly tenant: string;
  /** The ticket whose page is open. */
  readonly ticket?: { id: string; number: string };
  send(event: string, data: unknown): void;
  pulse(): void;
  end(): void;
}

export interface FeedParts {
  database: Database;
  presences: Presences;
  sessions: Pick<Sessions, 'going'>;
  clock: Clock;
  logger: Logger;
}

/**
 * Tells browsers what has changed, by one look at the database for all of them together; without listeners it does not
 * look. What it tells are numbers: pages ask for what they want to show, with their own rights.
 */
export class LiveFeed {
  private readonly listeners = new Map<string, Listener>();
  private window: FeedWindow | undefined;
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private pulsedAt = 0;
  private present: ReadonlyMap<string, Present> = new Map();
  private stopped = false;

  constructor(
    private readonly parts: FeedParts,
    private readonly pollMs = POLL_MS,
  ) {}

  /** @returns how the listener leaves; neither ever rejects */
  async join(listener: Listener): Promise<() => Promise<void>> {
    if (this.stopped) {
      listener.end();
      return async () => undefined;
    }
    this.listeners.set(listener.id, listener);
    this.window ??= new FeedWindow(this.now());
    const { id, ticket, userId } = listener;
    if (ticket) await this.presence(() => this.parts.presences.enter(id, ticket.id, userId));
    this.timer ??= setTimeout(() => void this.look(), this.pollMs);
    return async () => this.leave(listener);
  }

  /** Whether one more page of this session may listen: nobody opens lines without end. */
  hasRoom(sessionId: string): boolean {
    return [...this.listeners.values()].filter((each) => each.sessionId === sessionId).length < MOST_LINES;
  }

  /** How many listen to this process. */
  get size(): number {
    return this.listeners.size;
  }

  /** Ends every connection at once: a stop must not wait for browsers. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    const open = [...this.listeners.values()];
    for (const listener of open) listener.end();
    await this.looking;
    await Promise.all(open.map((listener) => this.leave(listener)));
  }

  private async leave(listener: Listener): Promise<void> {
    if (!this.listeners.delete(listener.id)) return;
    if (listener.ticket) await this.presence(() => this.parts.presences.leave(listener.id));
    if (this.listeners.size > 0) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.window = undefined;
  }

  /** Who looks on is worth less than the feed, and nobody waits for a line that was closed: a failure is told, and that is all. */
  private async presence(work: () => Promise<void>): Promise<void> {
    await work().catch((error: unknown) => {
      this.parts.logger.warn({ reason: errorCode(error) }, 'who has a ticket open could not be noted');
    });
  }

  private async look(): Promise<void> {
    this.looking = this.lookOnce().catch((error: unknown) => {
      this.parts.logger.warn({ reason: errorCode(error) }, 'the live feed could not look for news');
    });
    await this.looking;
    // Everybody may have left, or come anew, meanwhile.
    if (!this.stopped && this.listeners.size > 0) this.timer = setTimeout(() => void this.look(), this.pollMs);
  }

  private async lookOnce(): Promise<void> {
    const { window } = this;
    if (!window) return;
    const now = this.now();
    if (now - this.pulsedAt >= PULSE_MS) {
      this.pulsedAt = now;
      await this.pulse();
    }
    const rows = await this.parts.database.query<FeedEvent & Record<string, unknown>>(EVENTS, [window.lowestId(now), MOST_EVENTS + 1]); // prettier-ignore
    if (rows.length > MOST_EVENTS) {
      window.skipTo(now);
      for (const listener of this.listeners.values()) listener.send('flood', {});
    } else {
      this.tell(window.fresh(rows, now));
    }
    await this.tellPresence();
  }

  private tell(events: readonly FeedEvent[]): void {
    for (const listener of this.listeners.values()) {
      const own = events.filter(({ tenant }) => tenant === listener.tenant);
      for (const { id, type, number } of own) listener.send('ticket', { id, type, number });
    }
  }

  /** Where somebody came to a ticket's page or left it: those who can see the ticket ask who. */
  private async tellPresence(): Promise<void> {
    const { presences } = this.parts;
    const present = await presences.byTicket();
    for (const number of new Set([...present.keys(), ...this.present.keys()])) {
      const [now, before] = [present.get(number), this.present.get(number)];
      if (now?.users === before?.users) continue;
      for (const listener of this.listeners.values())
        if (listener.tenant === (now ?? before)?.tenant) listener.send('presence', { number });
    }
    this.present = present;
  }

  /** Ends what belongs to a session that is over, or may hear of these tickets no more, and shows the rest that the line is open. */
  private async pulse(): Promise<void> {
    const { sessions, presences } = this.parts;
    const listeners = [...this.listeners.values()];
    const going = await sessions.going(listeners.map(({ sessionId }) => sessionId));
    for (const listener of listeners) {
      const session = going.get(listener.sessionId);
      if (session && mayHear(session, listener)) listener.pulse();
      else listener.end();
    }
    await presences.renew(listeners.flatMap(({ id, ticket }) => (ticket ? [id] : [])));
  }

  private now(): number {
    return this.parts.clock.now().getTime();
  }
}

/** Somebody's role and office may have been changed since they came. */
function mayHear(user: Pick<ConsoleUser, 'role' | 'tenant'>, listener: Listener): boolean {
  return may(user, 'tickets:read') && (user.tenant === null || user.tenant === listener.tenant);
}
