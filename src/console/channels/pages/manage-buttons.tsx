import type { VNode } from 'preact';
import type { ConsoleWords } from '../../frame/console-words.js';
import { Csrf } from '../../frame/csrf-field.js';
import { Icon } from '../../frame/icons.js';
import type { ChannelCard } from '../channel-desk.js';
import { pathOf } from './paths.js';

interface ManageProps {
  words: ConsoleWords;
  card: ChannelCard;
  csrf: string;
  /** The page on which the buttons stand. */
  back: string;
}

/** Pause or resume, and try; where they are somebody else's to press, whose. */
export function ManageButtons({ words, card, csrf, back }: ManageProps): VNode | null {
  const { id, managed, enabled, paused, tenant, testable } = card;
  if (!managed) return tenant === null ? <p class="channel-detail">{words('channels.shared')}</p> : null;
  const act = paused ? 'lanjut' : 'jeda';
  return (
    <div class="channel-buttons">
      {enabled && (
        <form method="post" action={`${pathOf(id)}/${act}`}>
          <Csrf token={csrf} />
          <input type="hidden" name="kembali" value={back} />
          <button class={paused ? 'btn btn-primary' : 'btn'}>
            <Icon name={paused ? 'player-play' : 'player-pause'} /> {words(`channels.act.${act}`)}
            <span class="visually-hidden"> {id}</span>
          </button>
        </form>
      )}
      {testable && (
        <form method="post" action={`${pathOf(id)}/uji`}>
          <Csrf token={csrf} />
          <input type="hidden" name="kembali" value={back} />
          <button class="btn">
            <Icon name="refresh" /> {words('channels.act.uji')}
            <span class="visually-hidden"> {id}</span>
          </button>
        </form>
      )}
    </div>
  );
}
