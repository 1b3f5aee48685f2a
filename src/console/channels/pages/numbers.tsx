import type { VNode } from 'preact';
import type { ConsoleWords } from '../../frame/console-words.js';
import { Icon } from '../../frame/icons.js';
import type { ChannelCard } from '../channel-desk.js';
import { MOST_COUNTED } from '../stuck-counts.js';
import { amount, spanInWords, stateInWords, type Tone } from './card-words.js';
import { pathOf } from './paths.js';
import { hasRhythm, rhythmInWords, Sparkline } from './rhythm.js';

interface NumbersProps {
  words: ConsoleWords;
  card: ChannelCard;
  now: Date;
  /** It replaces what stands under its id (htmx). */
  swap?: boolean;
}

const TONE_ICONS = { good: 'circle-check', bad: 'circle-x', warn: 'player-pause', plain: 'info-circle' } as const satisfies Record<Tone, string>; // prettier-ignore

/** What changes of a channel while one looks at it. Nothing here takes the focus but links, which keep it by their ids. */
export function Numbers({ words, card, now, swap = false }: NumbersProps): VNode {
  const { id, lastHeard, lastError, connection, rhythm, waiting, enabled } = card;
  const state = stateInWords(words, card);
  return (
    <div id={numbersId(id)} class="channel-numbers-part" {...(swap && { 'hx-swap-oob': 'true' })}>
      {card.silence && <SilenceWords words={words} card={card} now={now} />}
      {card.canary?.missing && <CanaryMissing words={words} begunAt={card.canary.missing.begunAt} />}
      <p class={`channel-state channel-${state.tone}`}>
        <Icon name={TONE_ICONS[state.tone]} /> {state.text}
      </p>
      {connection === 'failing' && card.words !== null && (
        <p class="channel-detail" lang="en">
          {card.words}
        </p>
      )}
      {lastError && (card.failuresInRow > 0 || connection === 'failing') && (
        <p class="channel-detail">
          {words('channels.lastError', {
            code: lastError.code,
            at: lastError.at === null ? '–' : words.dateTime(new Date(lastError.at)),
            failures: card.failuresInRow,
          })}
        </p>
      )}
      {enabled && hasRhythm(rhythm) && (
        <>
          <Sparkline rhythm={rhythm} />
          <p class="channel-detail">{rhythmInWords({ words, rhythm })}</p>
        </>
      )}
      <dl class="channel-facts">
        <div>
          <dt>{words('channels.lastHeard')}</dt>
          <dd>{lastHeard === null ? words('channels.never') : words.dateTime(new Date(lastHeard))}</dd>
        </div>
        {card.canary && (
          <div>
            <dt>{words('channels.canary.name')}</dt>
            <dd>
              {card.canary.lastBack
                ? words('channels.canary.back', {
                    at: words.dateTime(card.canary.lastBack.at),
                    span: spanInWords(words, card.canary.lastBack.seconds),
                  })
                : words('channels.canary.never')}
            </dd>
          </div>
        )}
        <div>
          <dt>{words('channels.waiting')}</dt>
          <dd>
            {waiting.in + waiting.out === 0
              ? words('channels.nothingWaits')
              : words('channels.waits', {
                  in: waiting.in,
                  out: waiting.out,
                  oldest: spanInWords(words, waiting.oldestSeconds ?? 0),
                })}
          </dd>
        </div>
        <div>
          <dt>{words('channels.stuck')}</dt>
          <dd>
            <StuckLinks words={words} card={card} />
          </dd>
        </div>
      </dl>
    </div>
  );
}

export function numbersId(channelId: string): string {
  return `angka-${channelId}`;
}

function SilenceWords({ words, card, now }: { words: ConsoleWords; card: ChannelCard; now: Date }): VNode | null {
  const { silence } = card;
  if (!silence) return null;
  const seconds = (now.getTime() - silence.lastHeardAt.getTime()) / 1000;
  return (
    <div class="alert alert-warning channel-silence">
      <p>
        <Icon name="alert-triangle" />{' '}
        <strong>{words('channels.silence.title', { span: spanInWords(words, seconds) })}</strong>
      </p>
      <p>{words('channels.silence.text', { expected: amount(words, silence.expected) })}</p>
    </div>
  );
}

function CanaryMissing({ words, begunAt }: { words: ConsoleWords; begunAt: Date }): VNode {
  return (
    <div class="alert alert-warning channel-silence">
      <p>
        <Icon name="alert-triangle" /> <strong>{words('channels.canary.missing')}</strong>
      </p>
      <p>{words('channels.canary.missingText', { at: words.dateTime(begunAt) })}</p>
    </div>
  );
}

function StuckLinks({ words, card }: { words: ConsoleWords; card: ChannelCard }): VNode {
  const { inboundFailed, outboundUnknown, outboundFailed } = card.stuck;
  const count = (value: number): string => (value >= MOST_COUNTED ? `${String(MOST_COUNTED)}+` : String(value));
  const links = [
    { key: 'inboundFailed', value: inboundFailed, part: 'masuk-gagal' },
    { key: 'outboundUnknown', value: outboundUnknown, part: 'keluar-tertahan' },
    { key: 'outboundFailed', value: outboundFailed, part: 'keluar-tertahan' },
  ].filter(({ value }) => value > 0);
  if (links.length === 0) return <span>{words('channels.nothingStuck')}</span>;
  return (
    <ul class="channel-stuck">
      {links.map(({ key, value, part }) => (
        <li key={key}>
          <a id={`${numbersId(card.id)}-${key}`} href={`${pathOf(card.id)}#${part}`}>
            {words(`channels.count.${key}`, { count: count(value) })}
          </a>
        </li>
      ))}
    </ul>
  );
}
