import type { VNode } from 'preact';
import { placeWords, type AgencyView } from '../../../dispatch/agency-view.js';
import type { Tenant } from '../../../tenants/tenant.js';
import type { ConsoleWords } from '../../frame/console-words.js';
import { Csrf } from '../../frame/csrf-field.js';
import type { DispatchFields } from '../dispatch-fields.js';
import { agencyText, placeOfWork } from '../words/ticket-words.js';
import { Coordinates } from './coordinates.js';

interface PreviewProps {
  words: ConsoleWords;
  tenant: Tenant;
  seen: AgencyView;
  /** The reader may see photos. */
  photos: boolean;
  /** Not handed over yet: the form that does it, as it was filled in. */
  send?: { csrf: string; nonce: string; form: DispatchFields };
}

/** The ticket as the agency sees it that was handed it: nothing else reaches that agency of it. */
export function PreviewPage({ words, tenant, seen, photos, send }: PreviewProps): VNode {
  const { number, agency, unit, messages, files, note, others, reporter, category, place } = seen;
  const speaking = { words, tenant };
  const { latitude, longitude } = place;
  const where = placeWords(place);
  const page = `/console/aduan/${number}`;
  const facts: [string, string][] = [
    [words('ticket.preview.category'), category ?? words('ticket.none.category')],
    [words('ticket.preview.place'), where === '' ? words('ticket.place.none') : where],
    [words('ticket.preview.opened'), words.dateTime(seen.openedAt)],
    [words('ticket.preview.due'), seen.dueAt ? words.dateTime(seen.dueAt) : '–'],
    [words('ticket.preview.reporter'), words(`ticket.preview.reporters.${reporter}`)],
  ];
  return (
    <div class="ticket-preview">
      <p>
        <a href={page}>{words('ticket.preview.back', { number })}</a>
      </p>
      <h1>{words('ticket.preview.head', { number, agency: placeOfWork(speaking, agency, unit) })}</h1>
      <p class="alert alert-info">{words('ticket.preview.intro')}</p>
      {send && <SendForm words={words} page={page} send={send} />}
      <section class="card" aria-labelledby="isi-aduan">
        <div class="card-body">
          <h2 id="isi-aduan">{words('ticket.preview.said')}</h2>
          {messages.map(({ text, at }) => (
            <article class="entry entry-in" key={`${String(at.getTime())}${text}`}>
              <p class="entry-head">{words.dateTime(at)}</p>
              <p class="said" dir="auto">
                {text}
              </p>
            </article>
          ))}
          {files.length > 0 && (
            <ul class="entry-files">
              {files.map(({ id }, index) => (
                <li key={id}>
                  {photos ? (
                    <img class="entry-photo" src={`${page}/berkas/${id}`} alt={words('ticket.file.photo', { index: index + 1 })} loading="lazy" width={96} height={96} />
                  ) : (
                    words('ticket.file.photo', { index: index + 1 })
                  )}
                </li>
              ))}
            </ul>
          )}
          <dl class="ticket-facts">
            {facts.map(([label, value]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd dir="auto">{value}</dd>
              </div>
            ))}
          </dl>
          {latitude !== undefined && longitude !== undefined && <Coordinates latitude={latitude} longitude={longitude} />}
          {note !== null && (
            <p>
              {words('ticket.dispatch.noted')} <q dir="auto">{note}</q>
            </p>
          )}
          {others.length > 0 && (
            <p>
              {words('ticket.preview.others')}{' '}
              {others.map((other) => `${agencyText(speaking, other.agency)}: ${words(`ticket.dispatchState.${other.state}`)}`).join('; ')}
            </p>
          )}
        </div>
      </section>
    </div>
  );
} // prettier-ignore

/** What was looked at is what is sent: nothing is filled in again. */
function SendForm({ words, page, send }: { words: ConsoleWords; page: string; send: NonNullable<PreviewProps['send']> }): VNode {
  const { juga, ...fields } = send.form;
  return (
    <form method="post" action={`${page}/disposisi`}>
      <Csrf token={send.csrf} />
      <input type="hidden" name="nonce" value={send.nonce} />
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {juga.split(',').filter((slug) => slug !== '').map((slug) => (
        <input key={slug} type="hidden" name="juga[]" value={slug} />
      ))}
      <button class="btn btn-primary">{words('ticket.dispatch.do')}</button>
    </form>
  );
} // prettier-ignore
