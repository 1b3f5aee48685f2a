import { DateTime } from 'luxon';
import type { VNode } from 'preact';
import type { PhoneMessage } from '../phone.js';
import type { Words } from './words.js';

/** Most of the tenants keep this time; the page says so. */
const ZONE = 'Asia/Makassar';

const TICKS: Readonly<Record<PhoneMessage['state'], string>> = {
  sent: '✓',
  received: '✓✓',
  delivered: '✓✓',
  read: '✓✓',
  failed: '!',
};

/** Everything said with this number, oldest first. The script adds and replaces entries by their `data-id`. */
export function Conversation({ words, messages }: { words: Words; messages: readonly PhoneMessage[] }): VNode {
  if (messages.length === 0) {
    return (
      <div class="empty" data-empty>
        <p class="lead">{words('empty.title')}</p>
        <p>{words('empty.hint')}</p>
      </div>
    );
  }
  return (
    <div role="log" aria-label={words('conversation')} tabIndex={0} data-log>
      <ol class="bubbles">
        {messages.map((message) => (
          <Bubble key={message.id} message={message} words={words} />
        ))}
      </ol>
    </div>
  );
}

function Bubble({ message, words }: { message: PhoneMessage; words: Words }): VNode {
  const { id, direction, text, at, state, channelId, segments, files } = message;
  const time = DateTime.fromISO(at, { zone: ZONE });
  return (
    <li class={`bubble ${direction} ${state}`} data-id={id}>
      <span class="who">{words(direction === 'in' ? 'from.citizen' : 'from.gateway')}</span>
      <p dir="auto">{text}</p>
      {files > 0 && <p class="files">{words('files', { count: files })}</p>}
      <small>
        <time dateTime={at} title={time.toFormat("yyyy-MM-dd HH.mm.ss 'WITA'")}>
          {time.toFormat('HH.mm')}
        </time>
        <span>{channelId}</span>
        {segments > 1 && <span>{words('segments', { count: segments })}</span>}
        <span class="ticks" aria-hidden="true">
          {TICKS[state]}
        </span>
        <span class={state === 'failed' ? 'state' : 'unseen'}>{words(`state.${direction}.${state}`)}</span>
      </small>
    </li>
  );
}
