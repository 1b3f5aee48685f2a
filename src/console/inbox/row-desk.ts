import { may, type ConsoleUser } from '../../accounts/console-user.js';
import type { ChannelRegistry } from '../../messaging/ports.js';
import type { Clock } from '../../observability/clock.js';
import type { AreaDirectory } from '../../tenants/areas.js';
import type { HolidayCalendar } from '../../tenants/holidays.js';
import type { Tenant } from '../../tenants/tenant.js';
import { workCalendar } from '../../tenants/working-time.js';
import type { ConsoleWords } from '../frame/console-words.js';
import type { Presences } from '../live/presences.js';
import type { RowRights } from './pages/ticket-row.js';
import type { People } from './people.js';
import { rowView, type RowView } from './row-view.js';
import type { TicketRow } from './ticket-rows.js';

export interface RowDeskParts {
  channels: ChannelRegistry;
  areas: AreaDirectory;
  holidays: HolidayCalendar;
  presences: Presences;
  people: People;
  clock: Clock;
}

/** Puts rows into their reader's words. */
export class RowDesk {
  constructor(private readonly parts: RowDeskParts) {}

  async views(words: ConsoleWords, user: ConsoleUser, tenant: Tenant, rows: readonly TicketRow[]): Promise<RowView[]> {
    const { channels, areas, holidays, presences, people, clock } = this.parts;
    const [regions, present, known] = await Promise.all([
      areas.of(tenant),
      presences.of(rows.map(({ id }) => id), user.id),
      people.of(tenant),
    ]); // prettier-ignore
    const parts = {
      words,
      tenant,
      channels,
      present,
      areas: regions,
      calendar: workCalendar(tenant, holidays),
      names: new Map(known.map(({ id, name }) => [id, name])),
      userId: user.id,
      now: clock.now(),
    };
    return rows.map((row) => rowView(parts, row));
  }
}

/** What this user may do from a row. */
export function rightsOf(user: ConsoleUser, csrf: string): RowRights {
  return {
    csrf,
    assign: may(user, 'tickets:assign'),
    dispatch: may(user, 'tickets:dispatch'),
    answer: may(user, 'tickets:answer'),
  };
}
