import type { VNode } from 'preact';
import type { ConsoleWords } from '../../frame/console-words.js';
import { Icon } from '../../frame/icons.js';

interface PresenceProps {
  words: ConsoleWords;
  /** Where it asks for itself anew; live.js says when. */
  path: string;
  /** Who else has the page open; undefined: not asked yet. */
  count?: number;
  /** Their names, for those who may know them. */
  names?: readonly string[];
}

/** Who else is on the ticket right now, so that no two answer it. */
export function PresencePart({ words, path, count = 0, names = [] }: PresenceProps): VNode {
  const who = names.length === count ? names.join(', ') : words('ticket.presence.others', { count });
  return (
    <p id="hadir" class="ticket-presence" role="status" hx-get={path} hx-trigger="load once, hadir" hx-swap="outerHTML">
      {count > 0 && (
        <>
          <Icon name="user" size={16} /> {words('ticket.presence.open', { who })}
        </>
      )}
    </p>
  );
} // prettier-ignore
