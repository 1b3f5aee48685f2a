import type { VNode } from 'preact';
import type { ConsoleUser } from '../../../accounts/console-user.js';
import { timeLeft } from '../../../public/duty/duty-words.js';
import { agencyName } from '../../../tenants/names.js';
import type { Tenant } from '../../../tenants/tenant.js';
import type { ConsoleWords } from '../../frame/console-words.js';
import { Icon } from '../../frame/icons.js';
import { PORTAL_PATH } from '../portal-desk.js';
import type { PortalList, PortalPage, PortalRow } from '../portal-lists.js';
import { writePortalMark } from '../portal-mark.js';

export interface PortalListProps {
  words: ConsoleWords;
  tenant: Tenant;
  user: ConsoleUser;
  list: PortalList;
  /** How many wait for a response, counted up to a hundred. */
  open: number;
  page: PortalPage;
  /** Whether it is the list's first page. */
  first: boolean;
  now: Date;
}

const PATHS: Readonly<Record<PortalList, string>> = { open: PORTAL_PATH, done: `${PORTAL_PATH}?bagian=sudah` };

/** An agency's tickets: what waits for its response, by deadline, and what it has responded to. */
export function PortalListPage(props: PortalListProps): VNode {
  const { words, tenant, user, list, open, page } = props;
  const agency = agencyName(tenant, user.agency ?? '');
  const unit = unitName(tenant, user);
  return (
    <div class="portal">
      <h1>{words('portal.title')}</h1>
      <p class="portal-whose">{[agency, unit].filter((each) => each !== undefined).join(' · ')}</p>
      <nav aria-label={words('portal.lists')}>
        <ul class="nav nav-tabs portal-tabs">
          {(['open', 'done'] as const).map((each) => (
            <li class="nav-item" key={each}>
              <a
                class={each === list ? 'nav-link active' : 'nav-link'}
                href={PATHS[each]}
                {...(each === list && { 'aria-current': 'page' as const })}
              >
                {words(`portal.${each}.title`)}
                {each === 'open' && open > 0 && (
                  <span class="badge portal-count">{open > 99 ? '99+' : String(open)}</span>
                )}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {page.rows.length === 0 ? <Empty {...props} /> : <Rows {...props} />}
    </div>
  );
}

function Empty({ words, list, first }: PortalListProps): VNode {
  return (
    <div class="empty">
      <p class="empty-title">{words(first ? `portal.${list}.empty` : 'portal.noMore')}</p>
      <p class="empty-subtitle">{words(`portal.${list}.emptyHint`)}</p>
      {!first && (
        <p>
          <a href={PATHS[list]}>{words('portal.toFirst')}</a>
        </p>
      )}
    </div>
  );
}

function Rows(props: PortalListProps): VNode {
  const { words, list, page, first } = props;
  return (
    <>
      <ul class="portal-rows">
        {page.rows.map((row) => (
          <Row key={row.dispatchId} row={row} {...props} />
        ))}
      </ul>
      <p class="portal-pages">
        {!first && <a href={PATHS[list]}>{words('portal.toFirst')}</a>}
        {page.next && (
          <a href={`${PORTAL_PATH}?${list === 'done' ? 'bagian=sudah&' : ''}setelah=${writePortalMark(page.next)}`}>
            {words('portal.next')}
          </a>
        )}
      </p>
    </>
  );
}

function Row({ words, tenant, user, list, row, now }: PortalListProps & { row: PortalRow; key?: string }): VNode {
  const { dispatchId, number, urgency, beginning, place, category, dueAt, respondedAt } = row;
  // Whoever belongs to a unit sees that one's only.
  const unit = user.unit === null ? unitName(tenant, { agency: user.agency, unit: row.unit }) : undefined;
  const facts = [category ?? words('portal.noCategory'), place, unit].filter(
    (each) => each !== undefined && each !== '',
  );
  return (
    <li class="card">
      <a class="portal-row" href={`${PORTAL_PATH}/${dispatchId}`}>
        <span class="portal-row-head">
          <strong>{number}</strong>
          {urgency === 'danger' && (
            <span class="badge portal-danger">
              <Icon name="alert-triangle" size={16} /> {words('portal.danger')}
            </span>
          )}
          {urgency === 'high' && <span class="badge portal-again">{words('portal.again')}</span>}
          <span class="portal-state">{words(`portal.state.${stateOf(row)}`)}</span>
        </span>
        <span class="portal-said" dir="auto">
          {beginning}
        </span>
        <span class="portal-facts">{facts.join(' · ')}</span>
        <span class="portal-due">
          {list === 'done'
            ? respondedAt && words('portal.respondedAt', { at: words.dateTime(respondedAt) })
            : dueAt
              ? `${words('portal.due', { at: words.dateTime(dueAt) })} (${timeLeft(words.public, dueAt, now)})`
              : words('portal.noDue')}
        </span>
      </a>
    </li>
  );
}

/** Where it stands, as the officer's next step depends on it. */
function stateOf({ state, ticketState }: PortalRow): string {
  if (state === 'accepted' && ticketState === 'awaiting-citizen') return 'awaiting-citizen';
  return state;
}

function unitName(
  { agencies }: Tenant,
  { agency, unit }: { agency: string | null; unit: string | null },
): string | undefined {
  if (unit === null) return undefined;
  return agencies.find(({ slug }) => slug === agency)?.units.find(({ slug }) => slug === unit)?.name ?? unit;
}
