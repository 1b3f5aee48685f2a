import type { VNode } from 'preact';
import type { ConsoleWords } from './console-words.js';
import type { Shortcut } from './layout-props.js';

interface ShortcutsProps {
  words: ConsoleWords;
  /** The page's own. */
  more: readonly Shortcut[];
  /** Whether there is a search field to go to. */
  search: boolean;
}

/** What `?` shows. */
export function Shortcuts({ words, more, search }: ShortcutsProps): VNode {
  const all: Shortcut[] = [
    ...(search ? [{ keys: '/', text: words('shortcuts.search') }] : []),
    { keys: '?', text: words('shortcuts.this') },
    { keys: 'Esc', text: words('shortcuts.close') },
    ...more,
  ];
  return (
    <dialog id="pintasan" class="frame-dialog" aria-labelledby="pintasan-judul">
      <h2 id="pintasan-judul">{words('shortcuts.title')}</h2>
      <dl>
        {all.map(({ keys, text }) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button class="btn btn-primary">{words('shortcuts.done')}</button>
      </form>
    </dialog>
  );
}
