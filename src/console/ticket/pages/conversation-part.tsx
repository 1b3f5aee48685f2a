import type { VNode } from 'preact';
import type { ChannelRegistry } from '../../../messaging/ports.js';
import { Icon } from '../../frame/icons.js';
import type { IconName } from '../../frame/icon-paths.js';
import type { AgencySaid, ConversationEntry, MessageIn, MessageOut, Note } from '../read/conversation.js';
import { moneyText } from '../words/amounts.js';
import { deliveryOf } from '../words/delivery-words.js';
import { agencyText, byText, listed, placeOfWork } from '../words/ticket-words.js';
import { Coordinates } from './coordinates.js';
import { Files } from './files.js';
import { pathOf, type TicketPageProps } from './page-props.js';

export interface ConversationProps extends TicketPageProps {
  channels: Pick<ChannelRegistry, 'get'>;
}

const ICONS: Readonly<Record<string, IconName>> = {
  sms: 'device-mobile',
  email: 'mail',
  whatsapp: 'brand-whatsapp',
  web: 'world',
  manual: 'desk',
  telegram: 'brand-telegram',
  messenger: 'brand-messenger',
};

/** Everything that was said, oldest first: by the citizen, to the citizen, by agencies, and within the house. */
export function ConversationPart(props: ConversationProps): VNode {
  const { words, view } = props;
  const { conversation, head } = view;
  const told = conversation.entries.some((entry) => entry.kind === 'in' && entry.opening && !entry.erased);
  return (
    <section id="percakapan" aria-labelledby="percakapan-judul">
      <h2 id="percakapan-judul">{words('ticket.conversation')}</h2>
      {view.withheld && <p class="text-secondary">{words('ticket.withheld')}</p>}
      {conversation.earlier === null && !told && (
        <article class="entry entry-in">
          <p class="entry-head">{words(head.splitFrom === null ? 'ticket.description' : 'ticket.descriptionSplit')}</p>
          <Said text={head.description} />
        </article>
      )}
      <Entries {...props} />
    </section>
  );
}

/** A page of entries, with the way to the one before; htmx puts that one in the link's place. */
export function Entries(props: ConversationProps): VNode {
  const { words, view } = props;
  const { entries, earlier } = view.conversation;
  return (
    <>
      {earlier !== null && (
        <p class="entry-earlier">
          <a
            class="btn btn-outline-secondary"
            href={`${pathOf(props)}?sebelum=${earlier}`}
            hx-get={`${pathOf(props)}?sebelum=${earlier}`}
            hx-target="closest p"
            hx-swap="outerHTML"
          >
            {words('ticket.earlier')}
          </a>
        </p>
      )}
      {entries.map((entry) => (
        <EntryOf key={entry.id} entry={entry} {...props} />
      ))}
    </>
  );
}

type OfEntry<E extends ConversationEntry> = ConversationProps & { entry: E; key?: string };

function EntryOf({ entry, ...props }: OfEntry<ConversationEntry>): VNode {
  switch (entry.kind) {
    case 'in':
      return <In entry={entry} {...props} />;
    case 'out':
      return <Out entry={entry} {...props} />;
    case 'note':
      return <NoteEntry entry={entry} {...props} />;
    case 'response':
      return <Response entry={entry} {...props} />;
  }
}

function In({ entry, ...props }: OfEntry<MessageIn>): VNode {
  const { words } = props;
  const { at, channelId, number, text, subject, location, remarks, outcome, erased, files } = entry;
  const who = number === null ? words('ticket.in.citizen') : words('ticket.in.citizenOf', { number });
  return (
    <article class="entry entry-in" id={`pesan-${entry.id}`}>
      <p class="entry-head">
        <strong>{who}</strong> <ChannelName id={channelId} {...props} /> <Time at={at} {...props} />
        {outcome === 'duplicate' && <span class="badge">{words('ticket.in.duplicate')}</span>}
        {outcome === 'command' && <span class="badge">{words('ticket.in.command')}</span>}
      </p>
      {subject !== undefined && (
        <p class="entry-subject" dir="auto">
          {subject}
        </p>
      )}
      {erased ? <p class="text-secondary">{words('ticket.in.erased')}</p> : <Said text={text} />}
      {!erased && text.trim() === '' && files.length === 0 && <p class="text-secondary">{words('ticket.in.noText')}</p>}
      {location && (
        <p>
          <Icon name="map-pin" size={16} /> {words('ticket.in.location')} <Coordinates {...location} />
        </p>
      )}
      {remarks.map((remark) => (
        <p key={remark} class="text-secondary">
          {listed(words, 'remark', remark)}
        </p>
      ))}
      <Files files={files} {...props} />
    </article>
  );
} // prettier-ignore

function Out({ entry, ...props }: OfEntry<MessageOut>): VNode {
  const { words, view } = props;
  const { at, channelId, purpose, automatic, text, files, segments, cost, currency } = entry;
  const { text: state, next, tone } = deliveryOf(words, entry);
  return (
    <article class={`entry entry-out${automatic ? ' entry-automatic' : ''}`} id={`pesan-${entry.id}`}>
      <p class="entry-head">
        <strong>{words(`ticket.out.purpose.${purpose}`)}</strong> <ChannelName id={channelId} {...props} />{' '}
        <Time at={at} {...props} />
      </p>
      <Said text={text} />
      {files.length > 0 && (
        <ul class="entry-files">
          {files.map((file) => (
            <li key={file.id}>
              <a href={`${pathOf({ view })}/kiriman/${file.id}`}>
                <Icon name="paperclip" size={16} /> <bdi>{file.filename}</bdi>
              </a>
              {!file.carried && ` (${words('ticket.out.onPage')})`}
            </li>
          ))}
        </ul>
      )}
      <p class={`entry-state entry-state-${tone}`}>
        {tone === 'good' && <Icon name={entry.state === 'read' ? 'checks' : 'check'} size={16} />}
        {tone === 'bad' && <Icon name="alert-triangle" size={16} />} {state}
        {segments !== null && ` · ${words('ticket.out.segments', { segments })}`}
        {cost !== null && currency !== null && ` · ${moneyText(words.locale, cost, currency)}`}
      </p>
      {next !== '' && <p class="entry-next">{next}</p>}
    </article>
  );
}

function NoteEntry({ entry, ...props }: OfEntry<Note>): VNode {
  return (
    <article class="entry entry-note" id={`pesan-${entry.id}`}>
      <p class="entry-head">
        <Icon name="lock" size={16} /> <strong>{props.words('ticket.note.title')}</strong> {byText(props, entry.by)}{' '}
        <Time at={entry.at} {...props} />
      </p>
      <Said text={entry.text} />
    </article>
  );
}

function Response({ entry, ...props }: OfEntry<AgencySaid>): VNode {
  const { words } = props;
  const { at, agency, unit, via, by, state, text, remark, files } = entry;
  return (
    <article class="entry entry-agency" id={`pesan-${entry.id}`}>
      <p class="entry-head">
        <strong>{words('ticket.response.of', { agency: placeOfWork(props, agency, unit) })}</strong>{' '}
        {by !== null && `${byText(props, by)} `}
        {words('ticket.response.via', { via: listed(words, 'via', via) })} <Time at={at} {...props} />{' '}
        <span class="badge">{words(`ticket.response.state.${state}`)}</span>
      </p>
      <Said text={text} />
      <Files files={files} {...props} />
      {remark !== null && (
        <p class="entry-remark">
          {words('ticket.response.remark', { agency: agencyText(props, agency) })} <q dir="auto">{remark}</q>
        </p>
      )}
    </article>
  );
}

/** Somebody's own words: shown as they are, kept apart from what stands around them. */
function Said({ text }: { text: string }): VNode | null {
  if (text.trim() === '') return null;
  return (
    <p class="said" dir="auto">
      {text}
    </p>
  );
}

function ChannelName({ id, words, channels }: ConversationProps & { id: string }): VNode {
  const channel = channels.get(id);
  // Chats are one kind with several names.
  const kind = channel && Object.hasOwn(ICONS, channel.provider) ? channel.provider : (channel?.kind ?? '');
  const name = words.has(`ticket.channel.${kind}`) ? words(`ticket.channel.${kind}`) : id;
  return (
    <span class="entry-channel" title={id}>
      <Icon name={ICONS[kind] ?? 'message'} size={16} /> {name}
    </span>
  );
}

function Time({ words, at }: ConversationProps & { at: Date }): VNode {
  return (
    <time class="text-secondary" dateTime={at.toISOString()}>
      {words.dateTime(at)}
    </time>
  );
}
