import type { Locales, TextParams } from '../tenants/locales.js';
import { agencyName, categoryName } from '../tenants/names.js';
import type { Tenant } from '../tenants/tenant.js';
import type { NoticeWords } from './dispatch-words.js';

/** What the office reads of a new ticket: no word of the complaint itself, which the console shows. */
export interface NewTicket {
  number: string;
  kind: string;
  category: string | null;
  urgency: string;
  /** In words; empty where none is known. */
  place: string;
  /** The agency that it was dispatched to by itself. */
  dispatchedTo: string | null;
}

/** Numbers that an SMS has room for. */
const NUMBERS_IN_SHORT = 10;

/** One notice of one or several new tickets: danger first, then the oldest. */
export class AnnouncementWords {
  constructor(private readonly locales: Locales) {}

  /** @param given at least one, oldest first */
  announced(tenant: Tenant, given: readonly NewTicket[]): NoticeWords {
    const say = (key: string, params: TextParams): string =>
      this.locales.translate(tenant.locale, `staff.announced.${key}`, params);
    const danger = given.filter(({ urgency }) => urgency === 'danger');
    const tickets = [...danger, ...given.filter(({ urgency }) => urgency !== 'danger')];
    const lines = tickets.map((ticket) => {
      const line = say(ticket.urgency === 'danger' ? 'dangerLine' : 'line', this.facts(tenant, ticket));
      const to = ticket.dispatchedTo;
      return to === null ? line : say('dispatched', { line, agency: agencyName(tenant, to) });
    });
    const [first] = tickets;
    if (!first) return { subject: '', text: '', short: '' };
    const single = say(danger.length > 0 ? 'dangerOne' : 'one', this.facts(tenant, first));
    const numbers = this.numbers(danger.length > 0 ? danger : tickets);
    return {
      subject: tickets.length === 1 ? single : say('many', { count: tickets.length, tenant: tenant.name }),
      text: `${say('intro', {})}\n\n${lines.join('\n')}`,
      short:
        danger.length > 0 ? say('dangerShort', { ...this.facts(tenant, first), numbers }) : say('short', { numbers }),
    };
  }

  private numbers(tickets: readonly NewTicket[]): string {
    const more = tickets.length - NUMBERS_IN_SHORT;
    const named = tickets.slice(0, NUMBERS_IN_SHORT).map(({ number }) => number);
    return named.join(', ') + (more > 0 ? ` (+${String(more)})` : '');
  }

  private facts(tenant: Tenant, { number, kind, category, place }: NewTicket): Record<string, string> {
    const say = (key: string): string => this.locales.translate(tenant.locale, key);
    return {
      number,
      kind: say(`reportKind.${kind}`),
      category: categoryName(tenant, category) ?? say('staff.none.category'),
      place: place === '' ? say('staff.none.place') : place,
    };
  }
}
