import type { VNode } from 'preact';
import { may, type ConsoleUser } from '../../../accounts/console-user.js';
import type { Channel } from '../../../messaging/ports.js';
import type { StuckOutbound } from '../../../watch/stuck-outbound.js';
import type { ConsoleWords } from '../../frame/console-words.js';
import { Csrf } from '../../frame/csrf-field.js';
import { described, ErrorSummary } from '../../frame/form-parts.js';
import { Icon } from '../../frame/icons.js';
import { money } from './card-words.js';
import { outboundPath, pathOf } from './paths.js';
import { OutboundReason, outboundTitle } from './stuck-lists.js';

interface OutboundProps {
  words: ConsoleWords;
  user: ConsoleUser;
  channel: Channel;
  message: StuckOutbound;
  canLookUp: boolean;
  csrf: string;
  /** It was to be sent again without the word that one knows what that may cost. */
  unconfirmed: boolean;
}

const KNOWN = 'paham';

/** A message that is stuck, and what can be done about it. */
export function OutboundPage(props: OutboundProps): VNode {
  const { words, user, channel, message, csrf, unconfirmed } = props;
  const errors = unconfirmed ? [{ field: KNOWN, text: words('channels.out.unconfirmed') }] : [];
  const manages = may(user, 'channels:manage');
  return (
    <div class="channel-narrow">
      <p>
        <a href={pathOf(channel.id)}>
          <Icon name="chevron-left" /> {channel.id}
        </a>
      </p>
      <h1>{outboundTitle(words, message)}</h1>
      <ErrorSummary words={words} errors={errors} />
      <p>
        {words('channels.out.made', { at: words.dateTime(message.createdAt) })}
        {message.attemptedAt &&
          ` · ${words('channels.out.tried', { at: words.dateTime(message.attemptedAt), attempts: message.attempts })}`}
      </p>
      {message.ticketNumber !== null && (
        <p>
          <a href={`/console/aduan/${message.ticketNumber}`}>
            {words('channels.out.ticket', { number: message.ticketNumber })}
          </a>
        </p>
      )}
      <OutboundReason words={words} message={message} />
      {message.byHand && <p>{words('channels.out.byHand')}</p>}
      {message.state === 'failed' && !message.byHand && manages && (
        <form method="post" action={`${outboundPath(channel.id, message.id)}/ulang`}>
          <Csrf token={csrf} />
          <p>{words('channels.out.resendText')}</p>
          <button class="btn btn-primary">{words('channels.out.resend')}</button>
        </form>
      )}
      {message.state === 'unknown' && manages && <Decisions {...props} />}
    </div>
  );
}

/** Nobody knows whether it left: the provider is asked, else people decide. */
function Decisions({ words, channel, message, canLookUp, csrf, unconfirmed }: OutboundProps): VNode {
  const path = outboundPath(channel.id, message.id);
  return (
    <>
      <p>{words('channels.out.unknownText')}</p>
      <section>
        <h2>{words('channels.out.lookUp')}</h2>
        {canLookUp ? (
          <form method="post" action={`${path}/cek`}>
            <Csrf token={csrf} />
            <p>{words('channels.out.lookUpText')}</p>
            <button class="btn btn-primary">{words('channels.out.lookUp')}</button>
          </form>
        ) : (
          <p>{words('channels.out.noLookUp')}</p>
        )}
      </section>
      <section>
        <h2>{words('channels.out.wasSent')}</h2>
        <form method="post" action={`${path}/terkirim`}>
          <Csrf token={csrf} />
          <p>{words('channels.out.wasSentText')}</p>
          <button class="btn">{words('channels.out.wasSent')}</button>
        </form>
      </section>
      {!message.byHand && (
        <section>
          <h2>{words('channels.out.sendAgain')}</h2>
          <form method="post" action={`${path}/kirim-lagi`}>
            <Csrf token={csrf} />
            <p>{costOfDouble(words, message)}</p>
            {unconfirmed && (
              <p class="form-error" id={`${KNOWN}-salah`}>
                {words('channels.out.unconfirmed')}
              </p>
            )}
            <div class="mb-3 form-check">
              <input
                class="form-check-input"
                type="checkbox"
                id={KNOWN}
                name={KNOWN}
                value="ya"
                {...described(KNOWN, false, unconfirmed)}
              />
              <label class="form-check-label" for={KNOWN}>
                {words('channels.out.confirm')}
              </label>
            </div>
            <button class="btn">{words('channels.out.sendAgain')}</button>
          </form>
        </section>
      )}
    </>
  );
}

function costOfDouble(words: ConsoleWords, { audience, cost, currency }: StuckOutbound): string {
  const twice = words('channels.out.twice', { whom: words(`channels.audience.${audience}`) });
  return cost === null || currency === null
    ? `${twice} ${words('channels.out.costUnknown')}`
    : `${twice} ${words('channels.out.cost', { cost: money(words, cost, currency) })}`;
}
