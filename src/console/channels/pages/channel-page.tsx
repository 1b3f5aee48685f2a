import type { VNode } from 'preact';
import { may, type ConsoleUser } from '../../../accounts/console-user.js';
import type { FailedInbound } from '../../../watch/failed-inbound.js';
import type { StuckOutbound } from '../../../watch/stuck-outbound.js';
import type { ConsoleWords } from '../../frame/console-words.js';
import { Icon } from '../../frame/icons.js';
import type { ActShown } from '../acts.js';
import type { ChannelCard } from '../channel-desk.js';
import { NumbersPoll } from './fresh-numbers.js';
import { ManageButtons } from './manage-buttons.js';
import { Numbers } from './numbers.js';
import { CHANNELS_PATH, pathOf } from './paths.js';
import { RhythmTable } from './rhythm.js';
import { FailedInboundList, StuckOutboundList } from './stuck-lists.js';

interface ChannelPageProps {
  words: ConsoleWords;
  card: ChannelCard;
  user: ConsoleUser;
  acts: readonly ActShown[];
  inbound: readonly FailedInbound[];
  outbound: readonly StuckOutbound[];
  csrf: string;
  now: Date;
}

/** One channel: its state, what is stuck in it, its last day by hours, and what was done to it. */
export function ChannelPage(props: ChannelPageProps): VNode {
  const { words, card, user, acts, inbound, outbound, csrf, now } = props;
  const lists = { words, csrf, channelId: card.id, manages: may(user, 'channels:manage') };
  const { kind, provider, address, tenant } = card;
  return (
    <>
      <p>
        <a href={CHANNELS_PATH}>
          <Icon name="chevron-left" /> {words('channels.title')}
        </a>
      </p>
      <h1>{card.id}</h1>
      <p class="channel-detail">
        {[words(`channels.kind.${kind}`), provider, address, tenant === null ? words('channels.sharedBy') : null]
          .filter((part) => part !== null)
          .join(' · ')}
      </p>
      <section class="card channel-card channel-own" aria-label={words('channels.now')}>
        <div class="card-body">
          <Numbers words={words} card={card} now={now} />
          <ManageButtons words={words} card={card} csrf={csrf} back={pathOf(card.id)} />
        </div>
      </section>
      <NumbersPoll only={card.id} />
      <FailedInboundList {...lists} messages={inbound} count={card.stuck.inboundFailed} />
      <StuckOutboundList {...lists} messages={outbound} counts={card.stuck} />
      <section aria-labelledby="jam-judul">
        <h2 id="jam-judul">{words('channels.rhythm.title')}</h2>
        <RhythmTable words={words} rhythm={card.rhythm} />
      </section>
      <section aria-labelledby="riwayat-judul">
        <h2 id="riwayat-judul">{words('channels.acts.title')}</h2>
        {acts.length === 0 ? (
          <p>{words('channels.acts.empty')}</p>
        ) : (
          <ol class="channel-acts">
            {acts.map(({ id, act, name, messages, at }) => (
              <li key={id}>
                <time dateTime={at.toISOString()}>{words.dateTime(at)}</time>{' '}
                {words(`channels.acts.${act}`, {
                  name: name ?? words('channels.acts.gateway'),
                  messages: messages ?? 0,
                })}
              </li>
            ))}
          </ol>
        )}
      </section>
    </>
  );
}
