import { DateTime } from 'luxon';
import type { VNode } from 'preact';
import { pageUrl, type PageState } from '../page-state.js';
import type { PhoneMessage } from '../phone.js';
import type { Words } from './words.js';

/** Most of the tenants keep this time; the page says so. */
const ZONE = 'Asia/Makassar';
const EXCERPT = 80;

const TICKS: Readonly<Record<PhoneMessage['state'], string>> = {
  sent: '✓',
  received: '✓✓',
  delivered: '✓✓',
  read: '✓✓',
  failed: '!',
};

export interface ConversationProps {
  words: Words;
  state: PageState;
  messages: readonly PhoneMessage[];
  /** Whether a message can be answered by name in this app. */
  answerable: boolean;
}

/** Everything said in this app, oldest first. The script adds and replaces entries by their `data-id`. */
export function Conversation({ words, state, messages, answerable }: ConversationProps): VNode {
  if (messages.length === 0) {
    return (
      <div class="empty" data-empty>
        <p class="lead">{words('empty.title')}</p>
        <p>{words(state.app === 'mail' ? 'empty.mail' : 'empty.hint')}</p>
      </div>
    );
  }
  const known = new Map(messages.map((message) => [message.id, message]));
  return (
    <div role="log" aria-label={words('conversation')} tabIndex={0} data-log>
      <ol class={`bubbles ${state.app}`}>
        {messages.map((message) => (
          <li key={message.id} class={`bubble ${message.direction} ${message.state}`} data-id={message.id}>
            <Content
              message={message}
              quoted={message.quotes === undefined ? undefined : known.get(message.quotes)}
              words={words}
              state={state}
            />
            <Foot message={message} words={words} state={state} answerable={answerable} />
          </li>
        ))}
      </ol>
    </div>
  );
}

/** The beginning of a message, to know it by. */
export function excerpt(message: Pick<PhoneMessage, 'text' | 'subject'>, words: Words): string {
  const text = (message.subject ?? message.text).replace(/\s+/g, ' ').trim();
  if (text === '') return words('place');
  return text.length > EXCERPT ? `${text.slice(0, EXCERPT - 1)}…` : text;
}

function Content({
  message,
  quoted,
  words,
  state,
}: {
  message: PhoneMessage;
  quoted: PhoneMessage | undefined;
  words: Words;
  state: PageState;
}): VNode {
  const { direction, subject, text, files, attachments, buttons = [] } = message;
  return (
    <>
      <span class="unseen">{words(direction === 'in' ? 'from.citizen' : 'from.gateway')}</span>
      {subject !== undefined && <p class="subject">{subject === '' ? words('noSubject') : subject}</p>}
      {quoted !== undefined && state.app !== 'mail' && <p class="quoted">{excerpt(quoted, words)}</p>}
      {text !== '' && <p dir="auto">{text}</p>}
      {text === '' && files === 0 && subject === undefined && <p>{words('place')}</p>}
      {files > 0 && (
        <p class="files">
          {words('files', { count: files })}: {attachments.map((file) => file.filename || file.contentType).join(', ')}
        </p>
      )}
      {direction === 'out' && buttons.map((label) => <Tap key={label} label={label} id={message.id} state={state} />)}
    </>
  );
}

/** A button of a template; a form of its own, so that it works without the script. */
function Tap({ label, id, state }: { label: string; id: string; state: PageState }): VNode {
  return (
    <form method="post" action="/sandbox" class="tap">
      <Hidden state={state} answers={id} />
      <input type="hidden" name="button" value={label} />
      <button type="submit" class="quiet">
        {label}
      </button>
    </form>
  );
}

/** Who writes, where, and what is answered. */
export function Hidden({ state, answers }: { state: PageState; answers: string | undefined }): VNode {
  return (
    <>
      <input type="hidden" name="channelId" value={state.channelId} />
      <input type="hidden" name="address" value={state.address} />
      <input type="hidden" name="mailbox" value={state.mailbox} />
      <input type="hidden" name="lang" value={state.locale} />
      {answers !== undefined && <input type="hidden" name="answers" value={answers} />}
    </>
  );
}

function Foot({
  message,
  words,
  state,
  answerable,
}: {
  message: PhoneMessage;
  words: Words;
  state: PageState;
  answerable: boolean;
}): VNode {
  const { id, direction, at, state: delivery, channelId, segments } = message;
  const time = DateTime.fromISO(at, { zone: ZONE });
  return (
    <small>
      <time dateTime={at} title={time.toFormat("yyyy-MM-dd HH.mm.ss 'WITA'")}>
        {time.toFormat('HH.mm')}
      </time>
      <span>{channelId}</span>
      {segments > 1 && <span>{words('segments', { count: segments })}</span>}
      <span class="ticks" aria-hidden="true">
        {TICKS[delivery]}
      </span>
      <span class={delivery === 'failed' ? 'state' : 'unseen'}>{words(`state.${direction}.${delivery}`)}</span>
      {answerable && direction === 'out' && (
        <a class="answer" href={`${pageUrl(state, { channelId, answers: id })}#tulis`}>
          {words('answer')}
          <span class="unseen">: {excerpt(message, words)}</span>
        </a>
      )}
    </small>
  );
}
