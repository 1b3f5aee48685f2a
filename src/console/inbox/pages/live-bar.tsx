import type { VNode } from 'preact';
import { newId } from '../../../database/new-id.js';
import type { ConsoleWords } from '../../frame/console-words.js';
import { Icon } from '../../frame/icons.js';

interface BarProps {
  words: ConsoleWords;
  /** The page's own address. */
  path: string;
  /** The ticket whose page it is: its reader counts as being there, and hears of nothing else. */
  number?: string;
}

/**
 * What has come since the page was made, which is what has a later id than `data-since`; nothing moves until its reader
 * wants it. `live.js` fills it in; without a script there is none.
 */
export function LiveBar({ words, path, number }: BarProps): VNode {
  const feed = number === undefined ? '/console/langsung' : `/console/langsung?aduan=${number}`;
  return (
    <div class="live-bar" role="status" data-live={feed} data-ticket={number} data-since={newId()}>
      <a
        href={path}
        hidden
        data-new={words('inbox.live.new', { count: '{count}' })}
        data-changed={words(number === undefined ? 'inbox.live.changed' : 'inbox.live.one')}
      >
        <Icon name="refresh" size={18} /> <span data-said /> <span class="live-show">{words('inbox.live.show')}</span>
      </a>
    </div>
  );
}
