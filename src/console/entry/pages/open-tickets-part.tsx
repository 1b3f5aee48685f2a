import type { VNode } from 'preact';
import { agencyName, categoryName } from '../../../tenants/names.js';
import type { Tenant } from '../../../tenants/tenant.js';
import type { ConsoleWords } from '../../frame/console-words.js';
import type { OpenTicket } from '../open-tickets.js';

interface OpenTicketsProps {
  words: ConsoleWords;
  tenant: Tenant;
  tickets: readonly OpenTicket[];
  /** The number of the ticket that the entry belongs to; empty: a new one. */
  chosen: string;
}

/** Where this reporter's open tickets appear while their number is typed. */
export function OpenTicketsPart(props: OpenTicketsProps): VNode {
  return (
    <div id="terbuka" aria-live="polite">
      <OpenTicketChoices {...props} />
    </div>
  );
}

/** What is inside: nothing, where there is none. */
export function OpenTicketChoices({ words, tenant, tickets, chosen }: OpenTicketsProps): VNode | null {
  if (tickets.length === 0) return null;
  return (
    <fieldset class="entry-open" id="tambah" tabIndex={-1}>
      <legend class="form-label">{words('entry.open.title', { count: tickets.length })}</legend>
      <label class="form-check">
        <input type="radio" class="form-check-input" name="tambah" value="" checked={chosen === ''} />
        <span class="form-check-label">{words('entry.open.new')}</span>
      </label>
      {tickets.map(({ number, state, category, agency, openedAt, text }) => (
        <label key={number} class="form-check">
          <input type="radio" class="form-check-input" name="tambah" value={number} checked={chosen === number} />
          <span class="form-check-label">
            <strong>{number}</strong> · {words(`entry.state.${state}`)} · {words.day(openedAt)}
            <span class="entry-open-about">
              {[categoryName(tenant, category), agency === null ? undefined : agencyName(tenant, agency)]
                .filter((each) => each !== undefined)
                .join(' · ')}
            </span>
            <span class="entry-open-text">{text}</span>
          </span>
        </label>
      ))}
      <p class="form-hint">{words('entry.open.logged')}</p>
    </fieldset>
  );
}
