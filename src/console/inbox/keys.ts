import { may, type ConsoleUser } from '../../accounts/console-user.js';
import type { ConsoleWords } from '../frame/console-words.js';
import type { Shortcut } from '../frame/layout-props.js';

/** What the keys do in a list of tickets (`rows.js`); those only that this user may use. */
export function shortcutsOf(words: ConsoleWords, user: ConsoleUser): Shortcut[] {
  const keys: Shortcut[] = [
    { keys: 'j k', text: words('inbox.keys.move') },
    { keys: 'Enter', text: words('inbox.keys.open') },
  ];
  if (may(user, 'tickets:dispatch')) keys.push({ keys: 'e', text: words('inbox.keys.dispatch') });
  if (may(user, 'tickets:answer')) keys.push({ keys: 'r', text: words('inbox.keys.answer') });
  if (may(user, 'tickets:assign'))
    keys.push(
      { keys: 'a', text: words('inbox.keys.take') },
      { keys: 'x', text: words('inbox.keys.choose') },
      { keys: '.', text: words('inbox.keys.more') },
    );
  return [...keys, { keys: 'g', text: words('inbox.keys.refresh') }];
}
