import type { VNode } from 'preact';
import { may, type ConsoleUser } from '../../../accounts/console-user.js';
import type { Channel } from '../../../messaging/ports.js';
import { HAND_REASONS, type FailedInbound, type RawMessage } from '../../../watch/failed-inbound.js';
import type { ConsoleWords } from '../../frame/console-words.js';
import { Csrf } from '../../frame/csrf-field.js';
import { ErrorSummary, described } from '../../frame/form-parts.js';
import { Icon } from '../../frame/icons.js';
import { inboundPath, pathOf } from './paths.js';
import { inboundReason } from './stuck-lists.js';

interface InboundProps {
  words: ConsoleWords;
  user: ConsoleUser;
  channel: Channel;
  message: FailedInbound;
  csrf: string;
  /** After somebody asked for it. */
  raw?: RawMessage;
  reasonMissing?: boolean;
}

const REASON = 'alasan';

/** A message that failed, and the three ways out: again, by hand, or nothing. */
export function InboundPage(props: InboundProps): VNode {
  const { words, user, channel, message, csrf, reasonMissing = false } = props;
  const path = inboundPath(channel.id, message.id);
  const errors = reasonMissing ? [{ field: REASON, text: words('channels.in.reasonMissing') }] : [];
  return (
    <div class="channel-narrow">
      <p>
        <a href={pathOf(channel.id)}>
          <Icon name="chevron-left" /> {channel.id}
        </a>
      </p>
      <h1>{words('channels.in.title')}</h1>
      <ErrorSummary words={words} errors={errors} />
      <p>{words('channels.in.at', { at: words.dateTime(message.receivedAt) })}</p>
      <p>{inboundReason(words, message)}</p>
      {may(user, 'channels:manage') && message.readable && (
        <form method="post" action={`${path}/ulang`}>
          <Csrf token={csrf} />
          <button class="btn btn-primary">{words('channels.in.retry')}</button>
        </form>
      )}
      {!message.readable && <p>{words('channels.in.unreadable')}</p>}
      {may(user, 'identities:read') && <Raw {...props} />}
      {may(user, 'entries:write') && (
        <section>
          <h2>{words('channels.in.byHand')}</h2>
          <p>{words('channels.in.byHandText')}</p>
          <p>
            <a class="btn" href="/console/catat">
              <Icon name="pencil-plus" /> {words('channels.in.record')}
            </a>
          </p>
        </section>
      )}
      {may(user, 'channels:manage') && (
        <section>
          <h2>{words('channels.in.ignore')}</h2>
          <p>{words('channels.in.ignoreText')}</p>
          <form method="post" action={`${path}/abaikan`}>
            <Csrf token={csrf} />
            <div class="mb-3">
              <label class="form-label" for={REASON}>
                {words('channels.in.reason')}
              </label>
              {reasonMissing && (
                <p class="form-error" id={`${REASON}-salah`}>
                  {words('channels.in.reasonMissing')}
                </p>
              )}
              <select id={REASON} name={REASON} class="form-select" {...described(REASON, false, reasonMissing)}>
                <option value="">{words('channels.in.choose')}</option>
                {HAND_REASONS.map((reason) => (
                  <option key={reason} value={reason}>
                    {words(`channels.reason.${reason}`)}
                  </option>
                ))}
              </select>
            </div>
            <button class="btn">{words('channels.in.ignore')}</button>
          </form>
        </section>
      )}
    </div>
  );
}

/** As text in a box: nothing in it is markup, a link or a file. */
function Raw({ words, channel, message, csrf, raw }: InboundProps): VNode {
  return (
    <section aria-labelledby="isi-asli">
      <h2 id="isi-asli">{words('channels.in.raw')}</h2>
      {raw === undefined ? (
        <form method="post" action={`${inboundPath(channel.id, message.id)}/lihat`}>
          <Csrf token={csrf} />
          <p>{words('channels.in.lookText')}</p>
          <button class="btn">
            <Icon name="eye" /> {words('channels.in.look')}
          </button>
        </form>
      ) : (
        <>
          <p class="channel-detail">
            {words('channels.in.rawFacts', { type: raw.contentType === '' ? '–' : raw.contentType, bytes: raw.bytes })}
            {raw.cut && ` ${words('channels.in.cut')}`}
          </p>
          <pre class="channel-raw" dir="auto" tabIndex={0} aria-labelledby="isi-asli">
            {raw.text}
          </pre>
        </>
      )}
    </section>
  );
}
