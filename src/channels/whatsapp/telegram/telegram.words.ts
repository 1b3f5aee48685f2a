import { textAt } from '../../wire/json-path.js';
import { cleanText } from '../../wire/text.js';
import { isObject, type JsonObject, objectAt, objectsAt } from '../json.js';

const LONGEST_LINE = 500;
/** Telegram nests rich text sixteen deep at most. */
const DEEPEST = 40;
/** Parts of a rich message that hold words, in reading order; parts of a line first, then those on lines of their own. */
const INLINE = ['text', 'alternative_text', 'expression', 'button'];
const BLOCKS = ['label', 'summary', 'blocks', 'items', 'cells', 'buttons', 'caption', 'credit'];

/** A poll, checklist or game as the citizen saw it: the heading, and a line for each thing under it. */
export function listWords(message: JsonObject): string {
  const poll = objectAt(message, 'poll');
  if (poll !== undefined)
    return lines([
      textAt(poll, 'question'),
      textAt(poll, 'description'),
      ...objectsAt(poll, 'options').map((option) => bullet(textAt(option, 'text'))),
      textAt(poll, 'explanation'),
    ]);
  const checklist = objectAt(message, 'checklist');
  if (checklist !== undefined)
    return lines([
      textAt(checklist, 'title'),
      ...objectsAt(checklist, 'tasks').map((task) => bullet(textAt(task, 'text'))),
    ]);
  const game = objectAt(message, 'game');
  if (game !== undefined) return lines(['title', 'description', 'text'].map((name) => textAt(game, name)));
  return textAt(message, 'web_app_data.data') ?? '';
}

/** The text of a formatted message (headings, lists, tables), a line a block. https://core.telegram.org/bots/api#richmessage */
export function richWords(message: JsonObject): string {
  const rich = objectAt(message, 'rich_message');
  return rich === undefined ? '' : blockWords(rich.blocks, 0).join('\n').trim();
}

function blockWords(value: unknown, depth: number): string[] {
  if (depth > DEEPEST) return [];
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return (value as unknown[]).flatMap((item) => blockWords(item, depth + 1));
  if (!isObject(value)) return [];
  const line = INLINE.map((name) => inlineWords(value[name], depth + 1)).join('');
  return [...(line === '' ? [] : [line]), ...BLOCKS.flatMap((name) => blockWords(value[name], depth + 1))];
}

function inlineWords(value: unknown, depth: number): string {
  if (depth > DEEPEST) return '';
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return (value as unknown[]).map((item) => inlineWords(item, depth + 1)).join('');
  if (!isObject(value)) return '';
  const words = INLINE.map((name) => inlineWords(value[name], depth + 1)).join('');
  return withAddress(words, value.url);
}

function withAddress(words: string, url: unknown): string {
  return typeof url !== 'string' || words.includes(url) ? words : `${words} (${url})`;
}

/** The text, and the addresses of links that are written over with other words: often the map of the place. */
export function withLinks(text: string, entities: readonly JsonObject[]): string {
  const links = entities
    .filter((entity) => textAt(entity, 'type') === 'text_link')
    .map((entity) => cleanText(textAt(entity, 'url') ?? ''))
    .filter((url) => url !== '' && !text.includes(url));
  return [text, ...new Set(links)].join('\n');
}

/** What a reply quotes, when the app says it, as mail writes quotes. */
export function quotedWords(message: JsonObject): string {
  const quoted = textAt(message, 'quote.text') ?? '';
  return quoted === '' ? '' : cleanText(quoted.replace(/^/gm, '> '));
}

/** Name and number of a contact. */
export function contactLine(contact: JsonObject): string {
  const name = [textAt(contact, 'first_name'), textAt(contact, 'last_name')].filter(isText).join(' ');
  return cleanText([name, textAt(contact, 'phone_number')].filter(isText).join(', ').slice(0, LONGEST_LINE));
}

function bullet(text: string | undefined): string | undefined {
  return isText(text) ? `- ${text}` : undefined;
}

function lines(parts: readonly (string | undefined)[]): string {
  return parts.filter(isText).join('\n');
}

function isText(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== '';
}
