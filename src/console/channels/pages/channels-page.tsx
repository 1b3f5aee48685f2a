import type { VNode } from 'preact';
import type { ConsoleWords } from '../../frame/console-words.js';
import { Icon } from '../../frame/icons.js';
import type { IconName } from '../../frame/icon-paths.js';
import type { ChannelCard } from '../channel-desk.js';
import { NumbersPoll } from './fresh-numbers.js';
import { ManageButtons } from './manage-buttons.js';
import { Numbers } from './numbers.js';
import { CHANNELS_PATH, pathOf } from './paths.js';

interface ChannelsProps {
  words: ConsoleWords;
  cards: readonly ChannelCard[];
  csrf: string;
  now: Date;
}

const KIND_ICONS: Readonly<Record<string, IconName>> = {
  sms: 'device-mobile',
  email: 'mail',
  whatsapp: 'brand-whatsapp',
  web: 'world',
  manual: 'desk',
};

/** A card a channel: those that ask for something first. */
export function ChannelsPage({ words, cards, csrf, now }: ChannelsProps): VNode {
  const running = cards.filter(({ enabled }) => enabled);
  const off = cards.filter(({ enabled }) => !enabled);
  return (
    <>
      <h1>{words('channels.title')}</h1>
      {running.length === 0 && <p>{words('channels.empty')}</p>}
      <div class="channel-cards">
        {running.map((card) => (
          <section
            key={card.id}
            class={`card channel-card${card.silence || card.canary?.missing ? ' channel-card-silent' : ''}`}
            aria-labelledby={`kanal-${card.id}`}
          >
            <div class="card-body">
              <ChannelHead words={words} card={card} />
              <Numbers words={words} card={card} now={now} />
              <ManageButtons words={words} card={card} csrf={csrf} back={CHANNELS_PATH} />
            </div>
          </section>
        ))}
      </div>
      <NumbersPoll />
      {/* It reads every message, and so comes after the page. */}
      <section
        id="neraca"
        class="channel-balance"
        hx-get={`${CHANNELS_PATH}/neraca`}
        hx-trigger="load"
        hx-swap="innerHTML"
      >
        <h2>{words('channels.balance.title')}</h2>
        <p>
          <a href={`${CHANNELS_PATH}/neraca`}>{words('channels.balance.open')}</a>
        </p>
      </section>
      {off.length > 0 && (
        <details class="channel-off">
          <summary>{words('channels.off', { count: off.length })}</summary>
          <ul>
            {off.map(({ id, kind, address }) => (
              <li key={id}>
                <a href={pathOf(id)}>{id}</a> · {words(`channels.kind.${kind}`)}
                {address !== null && ` · ${address}`}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function ChannelHead({ words, card }: { words: ConsoleWords; card: ChannelCard }): VNode {
  const { id, kind, address, tenant } = card;
  return (
    <div class="channel-head">
      <h2 id={`kanal-${id}`}>
        <Icon name={KIND_ICONS[kind] ?? 'message'} /> <a href={pathOf(id)}>{id}</a>
      </h2>
      <p class="channel-detail">
        {[words(`channels.kind.${kind}`), address, tenant === null ? words('channels.sharedBy') : null]
          .filter((part) => part !== null)
          .join(' · ')}
      </p>
    </div>
  );
}
