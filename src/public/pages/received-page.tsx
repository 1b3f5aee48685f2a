import type { VNode } from 'preact';
import type { AnswerFigures } from '../../reports/answer-times/reckon.js';
import type { Tenant } from '../../tenants/tenant.js';
import { answerTimeInWords } from '../answer-words.js';
import type { PublicTicketView } from '../public-tickets.js';
import { inWords } from '../words.js';
import type { Words } from '../words.js';
import { Page } from './page.js';
import type { PageContext } from './page.js';

interface ReceivedPageProps extends PageContext {
  tenant: Tenant;
  code: string;
  /** Absent until a worker has opened the ticket. */
  ticket?: PublicTicketView;
  /** The page no longer reloads by itself. */
  gaveUp: boolean;
  /** What is known of how long answers took. */
  answers?: AnswerFigures | undefined;
}

/** The ticket page after the post: what to keep, and what happens next. */
export function ReceivedPage({ code, ticket, gaveUp, answers, ...context }: ReceivedPageProps): VNode {
  const { words, tenant } = context;
  const base = `/${tenant.slug}`;
  const category = tenant.categories.find(({ slug }) => slug === ticket?.categorySlug);
  const time = answerTimeInWords(words, answers, category);
  return (
    <Page
      {...context}
      title={words(ticket ? 'received.title' : 'received.titlePending')}
      here="report"
      scripts={['copy.js']}
    >
      <h1>{words('received.title')}</h1>
      {ticket?.danger && <p class="summary">{words('received.danger', { number: tenant.emergencyNumber })}</p>}
      <Keepsake
        words={words}
        code={code}
        gaveUp={gaveUp}
        reload={`${base}/lapor/diterima`}
        {...(ticket ? { number: ticket.number } : {})}
      />
      <p>{words('received.keep')}</p>
      <section aria-labelledby="berikut">
        <h2 id="berikut">{words('received.next')}</h2>
        <ol class="steps">
          <li>
            {ticket?.agencyName
              ? words('received.nextAgency', { agency: ticket.agencyName })
              : words('received.nextTriage')}
          </li>
          {ticket && (
            <li>
              <strong>{words('received.nextDue', { due: inWords(words, ticket.dueAt, tenant.zone) })}</strong>
              {time && <p>{time}</p>}
            </li>
          )}
          <li>{words('received.nextAnswer')}</li>
        </ol>
      </section>
      <p class="links">
        {ticket && <a href={`${base}/lacak`}>{words('received.seeStory')}</a>}
        <a href={`${base}/lapor`}>{words('received.another')}</a>
      </p>
    </Page>
  );
}

function Keepsake({
  words,
  number,
  code,
  gaveUp,
  reload,
}: {
  words: Words;
  number?: string;
  code: string;
  gaveUp: boolean;
  reload: string;
}): VNode {
  return (
    <div class="keepsake">
      <dl>
        <dt>{words('received.number')}</dt>
        {number ? (
          <dd class="number">{number}</dd>
        ) : (
          <dd>
            <span role="status">{words(gaveUp ? 'received.pendingLong' : 'received.pending')}</span>{' '}
            <a href={reload}>{words('received.reload')}</a>
          </dd>
        )}
        <dt>{words('received.code')}</dt>
        <dd class="code">{code}</dd>
      </dl>
      {number && (
        <p>
          <button
            type="button"
            class="outline"
            hidden
            data-copy={words('received.copyText', { number, code })}
            data-copied={words('received.copied')}
          >
            {words('received.copy')}
          </button>
          <span role="status" />
        </p>
      )}
    </div>
  );
}

/** A report that was added to an earlier one: its number, and how to look at it. */
export function AddedPage({ number, ...context }: PageContext & { tenant: Tenant; number: string }): VNode {
  const { words, tenant } = context;
  return (
    <Page {...context} title={words('received.title')} here="report" scripts={['copy.js']}>
      <h1>{words('received.title')}</h1>
      <div class="keepsake">
        <dl>
          <dt>{words('received.number')}</dt>
          <dd class="number">{number}</dd>
        </dl>
      </div>
      <p>{words('received.added')}</p>
      <p class="links">
        <a href={`/${tenant.slug}/lacak`}>{words('site.track')}</a>
        <a href={`/${tenant.slug}/lapor`}>{words('received.another')}</a>
      </p>
    </Page>
  );
}

/** Where the ticket page is opened without its cookie. */
export function NoTicketPage(context: PageContext & { tenant: Tenant }): VNode {
  const { words, tenant } = context;
  return (
    <Page {...context} title={words('received.goneTitle')} here="report">
      <h1>{words('received.goneTitle')}</h1>
      <p>{words('received.gone')}</p>
      <p class="links">
        <a role="button" href={`/${tenant.slug}/lacak`}>
          {words('site.track')}
        </a>
        <a href={`/${tenant.slug}/lapor`}>{words('site.report')}</a>
      </p>
    </Page>
  );
}
