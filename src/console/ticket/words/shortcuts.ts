import type { ConsoleWords } from '../../frame/console-words.js';
import type { Shortcut } from '../../frame/layout-props.js';
import type { NextActions, OfficeAction } from '../rules/next-actions.js';

const KEYS: readonly (readonly [string, OfficeAction])[] = [
  ['e', 'dispatch'],
  ['r', 'answer'],
  ['a', 'assign'],
  ['n', 'note'],
];

/** The ticket's keys, as far as the reader may do what they do. */
export function ticketShortcuts(words: ConsoleWords, { allowed }: Pick<NextActions, 'allowed'>): Shortcut[] {
  return KEYS.filter(([, action]) => allowed.has(action)).map(([keys, action]) => ({
    keys,
    text: words(`ticket.shortcut.${action}`),
  }));
}
