import { MalformedPayloadError } from '../../../messaging/errors.js';
import type { Address, InboundEvent } from '../../../messaging/inbound-event.js';
import { textAt } from '../../wire/json-path.js';
import { optKeyword } from '../../sms/opt-keywords.js';
import { cleanText } from '../../wire/text.js';
import { type JsonObject, objectAt, reasonWord, secondsToIso } from '../json.js';
import { telegramContent } from './telegram.content.js';
import { quotedWords } from './telegram.words.js';

const LONGEST_NAME = 200;
/** What a person gets by pressing "Start" before the first message: an explanation. */
const HELP_WORD = 'BANTUAN';

/**
 * The event of one update. https://core.telegram.org/bots/api#update
 * @throws MalformedPayloadError
 */
export function parseTelegram(update: JsonObject, to: string[]): InboundEvent {
  const updateId = textAt(update, 'update_id');
  if (updateId === undefined || !/^\d{1,16}$/.test(updateId)) throw new MalformedPayloadError('update_id', 'a number');
  const message = objectAt(update, 'message');
  if (message !== undefined) return messageEvent(message, 'message', to);
  const edited = objectAt(update, 'edited_message');
  if (edited !== undefined) return messageEvent(edited, 'edited_message', to);
  const membership = objectAt(update, 'my_chat_member');
  if (membership !== undefined) return membershipEvent(membership, `update:${updateId}`);
  const kind = Object.keys(update).find((name) => name !== 'update_id');
  return { type: 'ignored', externalId: `update:${updateId}`, reason: `update-${reasonWord(kind)}` };
}

function messageEvent(message: JsonObject, field: string, to: string[]): InboundEvent {
  const chat = requiredNumber(message, 'chat.id', field);
  const original = `${chat}:${requiredNumber(message, 'message_id', field)}`;
  // An edit is a message of its own that quotes the first: both stay to be read.
  const edit = field === 'edited_message' ? (textAt(message, 'edit_date') ?? '') : undefined;
  const externalId = edit === undefined ? original : `${original}:edit:${/^\d{1,12}$/.test(edit) ? edit : '0'}`;
  if (textAt(message, 'chat.type') !== 'private') return { type: 'ignored', externalId, reason: 'group-message' };
  const content = telegramContent(message, field);
  if ('ignored' in content) return { type: 'ignored', externalId, reason: content.ignored };
  // A shared live position moves every few seconds.
  if (edit !== undefined && content.location !== undefined)
    return { type: 'ignored', externalId, reason: 'live-location' };
  const from = person(message, chat);
  const { text, command } = spoken(content.text);
  const opt = command === 'stop' ? 'opt-out' : content.attachments.length === 0 ? optKeyword(text) : undefined;
  if (opt !== undefined) return { type: opt, from, externalId };
  // With what it quotes: an app can quote another chat, where no id leads back to our message.
  const fullText = [quotedWords(message), content.text].filter((part) => part !== '').join('\n');
  const sentAt = secondsToIso(textAt(message, edit === undefined ? 'date' : 'edit_date'));
  return {
    type: 'message',
    externalId,
    from,
    to,
    ...(sentAt === undefined ? {} : { sentAt }),
    text,
    ...(text === fullText ? {} : { fullText }),
    attachments: content.attachments,
    ...(content.location === undefined ? {} : { location: content.location }),
    thread: quote(message, chat, edit === undefined ? undefined : original),
    nature: objectAt(message, 'from')?.is_bot === true ? 'auto-reply' : 'person',
  };
}

/** `/status 123` is the word `status 123`; `/start` is the button that opens a chat, and asks how it works. */
function spoken(text: string): { text: string; command?: string } {
  const match = /^\/([a-z0-9_]{1,32})(?:@\w+)?(?:\s+(.*))?$/is.exec(text);
  if (match?.[1] === undefined) return { text };
  const command = match[1].toLowerCase();
  // Links that open a chat carry such a word behind /start; whoever writes more than that tells us something.
  const told = match[2]?.trim() ?? '';
  if (command === 'start' || command === 'help')
    return { text: /^[\w-]{0,64}$/.test(told) ? HELP_WORD : told, command };
  return { text: [match[1], match[2]].filter((part) => part !== undefined && part !== '').join(' '), command };
}

function quote(message: JsonObject, chat: string, original: string | undefined): { quotedId?: string } {
  const quoted = textAt(message, 'reply_to_message.message_id');
  if (original !== undefined) return { quotedId: original };
  return quoted !== undefined && /^\d{1,16}$/.test(quoted) ? { quotedId: `${chat}:${quoted}` } : {};
}

/** Who blocks the bot has said STOP, who lets it in again START. */
function membershipEvent(membership: JsonObject, externalId: string): InboundEvent {
  const status = textAt(membership, 'new_chat_member.status');
  if (textAt(membership, 'chat.type') !== 'private') return { type: 'ignored', externalId, reason: 'group-membership' };
  const from = person(membership, requiredNumber(membership, 'chat.id', 'my_chat_member'));
  if (status === 'kicked') return { type: 'opt-out', from, externalId };
  if (status === 'member') return { type: 'opt-in', from, externalId };
  return { type: 'ignored', externalId, reason: 'membership-other' };
}

/** In a private chat the chat's id is the person's. */
function person(holder: JsonObject, chat: string): Address {
  // A private chat repeats the names of its person.
  const who = objectAt(holder, 'from') ?? objectAt(holder, 'chat') ?? {};
  const name = [textAt(who, 'first_name'), textAt(who, 'last_name')]
    .filter((part) => part !== undefined && part.trim() !== '')
    .join(' ')
    .slice(0, LONGEST_NAME)
    .trim();
  return { kind: 'telegram', value: chat, ...(name === '' ? {} : { name: cleanText(name) }) };
}

function requiredNumber(holder: JsonObject, path: string, field: string): string {
  const text = textAt(holder, path);
  if (text === undefined || !/^-?\d{1,16}$/.test(text))
    throw new MalformedPayloadError(`${field}.${path}`, 'a whole number');
  return text;
}
