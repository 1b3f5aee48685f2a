import type { VNode } from 'preact';
import type { FailedInbound } from '../../../watch/failed-inbound.js';
import type { StuckOutbound } from '../../../watch/stuck-outbound.js';
import type { ConsoleWords } from '../../frame/console-words.js';
import { Csrf } from '../../frame/csrf-field.js';
import type { StuckCounts } from '../stuck-counts.js';
import { inboundPath, outboundPath, pathOf } from './paths.js';

interface ListProps {
  words: ConsoleWords;
  csrf: string;
  channelId: string;
  manages: boolean;
}

/** What failed on its way in, each with its reason. */
export function FailedInboundList(props: ListProps & { messages: readonly FailedInbound[]; count: number }): VNode {
  const { words, csrf, channelId, manages, messages, count } = props;
  const retryable = messages.filter(({ readable }) => readable).length;
  return (
    <section id="masuk-gagal" aria-labelledby="masuk-gagal-judul">
      <h2 id="masuk-gagal-judul">{words('channels.in.list')}</h2>
      {messages.length === 0 ? (
        <p>{words('channels.in.none')}</p>
      ) : (
        <>
          <p>{words('channels.in.intro')}</p>
          {manages && retryable > 1 && (
            <form method="post" action={`${pathOf(channelId)}/ulang-masuk`}>
              <Csrf token={csrf} />
              <button class="btn">{words('channels.in.retryAll')}</button>
            </form>
          )}
          <ul class="channel-messages">
            {messages.map((message) => (
              <li key={message.id}>
                <div>
                  <a href={inboundPath(channelId, message.id)}>
                    {words('channels.in.at', { at: words.dateTime(message.receivedAt) })}
                  </a>
                  <p class="channel-detail">{inboundReason(words, message)}</p>
                </div>
                {manages && message.readable && (
                  <form method="post" action={`${inboundPath(channelId, message.id)}/ulang`}>
                    <Csrf token={csrf} />
                    <button class="btn btn-sm">{words('channels.in.retry')}</button>
                  </form>
                )}
              </li>
            ))}
          </ul>
          {count > messages.length && <p>{words('channels.more', { shown: messages.length })}</p>}
        </>
      )}
    </section>
  );
}

/** What was not sent, and what may have been: those first, since only people can decide them. */
export function StuckOutboundList(
  props: ListProps & { messages: readonly StuckOutbound[]; counts: StuckCounts },
): VNode {
  const { words, csrf, channelId, manages, messages, counts } = props;
  const failed = messages.filter(({ state, byHand }) => state === 'failed' && !byHand).length;
  return (
    <section id="keluar-tertahan" aria-labelledby="keluar-tertahan-judul">
      <h2 id="keluar-tertahan-judul">{words('channels.out.list')}</h2>
      {messages.length === 0 ? (
        <p>{words('channels.out.none')}</p>
      ) : (
        <>
          {manages && failed > 1 && (
            <form method="post" action={`${pathOf(channelId)}/ulang-keluar`}>
              <Csrf token={csrf} />
              <button class="btn">{words('channels.out.resendAll')}</button>
            </form>
          )}
          <ul class="channel-messages">
            {messages.map((message) => (
              <li key={message.id}>
                <div>
                  <a href={outboundPath(channelId, message.id)}>{outboundTitle(words, message)}</a>
                  <p class="channel-detail">
                    {words('channels.out.made', { at: words.dateTime(message.createdAt) })}
                    {message.ticketNumber !== null && (
                      <>
                        {' · '}
                        <a href={`/console/aduan/${message.ticketNumber}`}>{message.ticketNumber}</a>
                      </>
                    )}
                  </p>
                  <OutboundReason words={words} message={message} />
                </div>
                {manages && message.state === 'failed' && !message.byHand && (
                  <form method="post" action={`${outboundPath(channelId, message.id)}/ulang`}>
                    <Csrf token={csrf} />
                    <button class="btn btn-sm">{words('channels.out.resend')}</button>
                  </form>
                )}
                {manages && message.state === 'unknown' && (
                  <a class="btn btn-sm" href={outboundPath(channelId, message.id)}>
                    {words('channels.out.decide')}
                  </a>
                )}
              </li>
            ))}
          </ul>
          {counts.outboundFailed + counts.outboundUnknown > messages.length && (
            <p>{words('channels.more', { shown: messages.length })}</p>
          )}
        </>
      )}
    </section>
  );
}

export function inboundReason(words: ConsoleWords, { reason, readable, attempts }: FailedInbound): string {
  const known = words.has(`channels.reason.${reason}`) ? words(`channels.reason.${reason}`) : words('channels.reason.other', { code: reason }); // prettier-ignore
  return readable && attempts > 0 ? `${known} ${words('channels.in.attempts', { attempts })}` : known;
}

/** "Belum pasti: jawaban untuk pelapor". */
export function outboundTitle(words: ConsoleWords, { state, purpose, audience }: StuckOutbound): string {
  const what = words(`channels.purpose.${purpose}`);
  return words(`channels.out.${state}What`, { what, whom: words(`channels.audience.${audience}`) });
}

/** Known reasons in the reader's language, others as the provider gave them. */
export function OutboundReason({ words, message }: { words: ConsoleWords; message: StuckOutbound }): VNode | null {
  const { errorCode, reason } = message;
  if (errorCode !== null && words.has(`channels.reason.${errorCode}`))
    return <p class="channel-detail">{words(`channels.reason.${errorCode}`)}</p>;
  if (reason === null && errorCode === null) return null;
  return (
    <p class="channel-detail">
      {words('channels.out.said')} {reason !== null && <q lang="en">{reason}</q>}{' '}
      {errorCode !== null && <code>{errorCode}</code>}
    </p>
  );
}
