import { textAt } from '../../wire/json-path.js';
import { cleanText } from '../../wire/text.js';
import { isObject, type JsonObject, objectsAt } from '../json.js';

const LONGEST_CARD = 10_000;
/** Where Meta puts words, in the kinds that there are. */
const WORDS = ['body', 'text', 'caption', 'title', 'name', 'question', 'description'];

/** A contact card as a line: names, what they do, numbers, addresses of every sort. */
export function contactLine(contact: JsonObject): string {
  const name =
    textAt(contact, 'name.formatted_name') ??
    joined(
      ['prefix', 'first_name', 'middle_name', 'last_name', 'suffix'].map((part) => textAt(contact, `name.${part}`)),
      ' ',
    );
  const parts = [
    name,
    textAt(contact, 'org.title'),
    textAt(contact, 'org.department'),
    textAt(contact, 'org.company'),
    ...objectsAt(contact, 'phones').map((phone) => textAt(phone, 'phone') ?? textAt(phone, 'wa_id')),
    ...objectsAt(contact, 'emails').map((mail) => textAt(mail, 'email')),
    ...objectsAt(contact, 'addresses').map((address) =>
      joined(
        ['street', 'city', 'state', 'zip', 'country'].map((part) => textAt(address, part)),
        ' ',
      ),
    ),
    ...objectsAt(contact, 'urls').map((link) => textAt(link, 'url')),
  ];
  return cleanText(joined(parts, ', ').slice(0, LONGEST_CARD));
}

/**
 * The words of a kind of message that we don't know: those of its own part, and those that stand where a
 * text's or a file's words stand. Empty where there are none.
 */
export function wordsOf(message: JsonObject, type: string): string {
  const own: unknown = Object.hasOwn(message, type) ? message[type] : undefined;
  const found = [textAt(message, 'text.body'), textAt(message, 'caption')];
  if (typeof own === 'string') found.push(own);
  if (isObject(own)) found.push(...WORDS.map((name) => textAt(own, name)));
  return cleanText(joined([...new Set(found)], '\n'));
}

function joined(parts: readonly (string | undefined)[], separator: string): string {
  return parts.filter((part) => part !== undefined && part.trim() !== '').join(separator);
}
