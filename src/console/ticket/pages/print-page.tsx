import type { VNode } from 'preact';
import { Document } from '../../frame/document.js';
import type { ConversationEntry } from '../read/conversation.js';
import type { Reporter } from '../read/reporter.js';
import { deliveryOf } from '../words/delivery-words.js';
import { decisionLine } from '../words/decision-words.js';
import { eventText } from '../words/event-words.js';
import { byText, categoryText, levelText, placeOfWork } from '../words/ticket-words.js';
import { placeWords } from '../../../dispatch/agency-view.js';
import type { WholePageProps } from './ticket-page.js';

type PrintProps = WholePageProps & { reporter: Reporter | undefined };

/** A ticket on A4: for the file, for a meeting. Notes of the house are left out; who reported, unless it was asked for. */
export function PrintDocument(props: PrintProps): VNode {
  const { words, tenant, view, reporter } = props;
  const { head, conversation, facts, place } = view;
  const where = placeWords(place);
  const rows: [string, string][] = [
    [words('ticket.print.state'), words(`ticket.state.${head.state}`)],
    [words('ticket.preview.opened'), words.dateTime(head.openedAt)],
    [words('ticket.print.due'), words.dateTime(head.dueAt)],
    [words('ticket.preview.category'), `${categoryText(props, head.category)} (${levelText(props, head.level)})`],
    [words('ticket.print.agency'), placeOfWork(props, head.agency, head.unit)],
    [words('ticket.preview.place'), where === '' ? words('ticket.place.none') : where],
    ...reporterRows(props, reporter),
  ];
  return (
    <Document words={words} title={words('ticket.print.title', { number: head.number })} theme="light" bodyClass="ticket-print" scripts={['print.js']}>
      <main id="isi" tabIndex={-1}>
        <p class="print-tools">
          <a href={`/console/aduan/${head.number}`}>{words('ticket.preview.back', { number: head.number })}</a>{' '}
          <button class="btn btn-primary" type="button" data-print hidden>
            {words('ticket.print.do')}
          </button>
        </p>
        <header>
          <p>{tenant.office}</p>
          <h1>{words('ticket.print.title', { number: head.number })}</h1>
        </header>
        <dl class="ticket-facts">
          {rows.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd dir="auto">{value}</dd>
            </div>
          ))}
        </dl>
        <h2>{words('ticket.conversation')}</h2>
        {conversation.earlier !== null && <p>{words('ticket.print.cut')}</p>}
        {conversation.entries.every((entry) => entry.kind !== 'in' || !entry.opening) && <Line head={words('ticket.description')} text={head.description} />}
        {conversation.entries.filter(({ kind }) => kind !== 'note').map((entry) => (
          <Line key={entry.id} head={headOf(props, entry)} text={entry.text} />
        ))}
        <h2>{words('ticket.decisions')}</h2>
        <ul>
          {[...facts.decisions].reverse().map((decision) => {
            const { what, why } = decisionLine(props, decision);
            return <li key={decision.id}>{`${words(`ticket.step.${decision.step}`)}: ${what}${why === '' ? '' : ` · ${why}`}`}</li>;
          })}
        </ul>
        <h2>{words('ticket.timeline')}</h2>
        <ol>
          {[...facts.events].reverse().map((event) => (
            <li key={event.id}>
              {words.dateTime(event.at)}: {eventText(props, event)}
            </li>
          ))}
        </ol>
        <footer>{words('ticket.print.footer', { at: words.dateTime(view.now), who: props.user.name })}</footer>
      </main>
    </Document>
  );
} // prettier-ignore

function reporterRows({ words, view }: PrintProps, reporter: Reporter | undefined): [string, string][] {
  const label = words('ticket.citizen.title');
  if (view.reporter.anonymous) return [[label, words('ticket.anonymous')]];
  if (!reporter) return [[label, words('ticket.print.withheld')]];
  const { name, address, postalAddress, document } = reporter;
  return [
    ...(name === null ? [] : [[words('ticket.citizen.name'), name] as [string, string]]),
    ...(address === null ? [] : [[words(`ticket.addressKind.${address.kind}`), address.value] as [string, string]]),
    ...(postalAddress === null ? [] : [[words('ticket.citizen.postalAddress'), postalAddress] as [string, string]]),
    ...(document === null ? [] : [[words(`ticket.document.${document.type}`), document.number] as [string, string]]),
  ];
}

function Line({ head, text }: { head: string; text: string; key?: string }): VNode {
  return (
    <article class="print-entry">
      <h3>{head}</h3>
      <p class="said" dir="auto">
        {text}
      </p>
    </article>
  );
}

function headOf(props: PrintProps, entry: ConversationEntry): string {
  const { words, channels } = props;
  const at = words.dateTime(entry.at);
  if (entry.kind === 'note') return `${words('ticket.note.title')} · ${byText(props, entry.by)} · ${at}`;
  if (entry.kind === 'response') return `${words('ticket.response.of', { agency: placeOfWork(props, entry.agency, entry.unit) })} · ${at} · ${words(`ticket.response.state.${entry.state}`)}`;
  const kind = channels.get(entry.channelId)?.kind;
  const channel = kind === undefined ? entry.channelId : words(`ticket.channel.${kind}`);
  if (entry.kind === 'in') return `${words('ticket.in.citizen')} · ${channel} · ${at}`;
  return `${words(`ticket.out.purpose.${entry.purpose}`)} · ${channel} · ${at} · ${deliveryOf(words, entry).text}`;
} // prettier-ignore
