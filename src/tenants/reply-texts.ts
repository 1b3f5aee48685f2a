import type { ConfigPath } from '../settings/config-error.js';
import { suggestion } from '../settings/reader.js';
import type { SourceFile } from '../settings/yaml-file.js';
import type { LocaleEntries, Locales } from './locales.js';
import { fillIn, placeholders } from './locales.js';
import type { LocaleName, Tenant } from './tenant.js';
import { LOCALES } from './tenant.js';

/**
 * Every text that the gateway sends to citizens on its own, with the placeholders that may stand in it:
 * - `number` TBU-000123; `from` the number of the ticket that it was split off; `digits` 123; `code` the tracking code; `url` the tracking page
 * - `prefix` the keyword and a space where the citizen must type it, else nothing
 * - `tenant`, `agency` in their short form; `due` a date, for hours with the time; `state` in words
 * - `numbers` of several tickets
 * - `items` what is asked for, in words
 * - `mark` the citizen's own, 1 to 4
 * - `emergency` the number to call; `example` and `examples` of what to type
 * - `answer` the agency's answer; `question` what it wants to know
 */
export const REPLY_TEXTS = {
  acknowledgement: ['number', 'digits', 'tenant', 'agency', 'due', 'prefix', 'code', 'url'],
  acknowledgementUnrouted: ['number', 'digits', 'tenant', 'due', 'prefix', 'code', 'url'],
  splitOff: ['number', 'from', 'digits', 'tenant', 'due', 'prefix', 'code', 'url'],
  duplicate: ['number', 'digits', 'tenant', 'prefix', 'url'],
  followUp: ['number', 'digits', 'tenant', 'prefix', 'url'],
  attachmentRefused: ['number', 'tenant', 'megabytes'],
  danger: ['number', 'tenant', 'emergency'],
  askLocation: ['number', 'tenant'],
  askMissing: ['number', 'tenant', 'items'],
  question: ['number', 'tenant', 'agency', 'question'],
  answered: ['number', 'digits', 'tenant', 'prefix', 'due', 'agency', 'answer', 'url'],
  filesOnPage: ['number', 'code', 'url'],
  fixed: ['number', 'tenant'],
  fixedRated: ['number', 'tenant', 'mark'],
  rated: ['number', 'tenant', 'mark'],
  notFixed: ['number', 'tenant', 'agency'],
  notFixedWhat: ['number', 'tenant', 'agency'],
  archivedIncomplete: ['number', 'tenant'],
  archivedOutsideAuthority: ['number', 'tenant'],
  archivedDuplicate: ['number', 'tenant'],
  archivedAlreadyAnswered: ['number', 'tenant'],
  cancelled: ['number', 'tenant'],
  cancelNoted: ['number', 'tenant'],
  cancelWhich: ['tenant', 'numbers', 'number'],
  cancelNone: ['tenant', 'prefix', 'emergency'],
  status: ['number', 'tenant', 'state', 'agency', 'due', 'url'],
  statusUnrouted: ['number', 'tenant', 'state', 'due', 'url'],
  statusAnswered: ['number', 'tenant', 'answer', 'url'],
  statusNotFound: ['number', 'tenant', 'prefix', 'emergency'],
  statusNone: ['tenant', 'prefix', 'example', 'emergency'],
  keywordAlone: ['tenant', 'prefix', 'example', 'emergency'],
  help: ['tenant', 'prefix', 'example', 'emergency'],
  helpShared: ['examples', 'example', 'emergency'],
  optOutConfirm: ['tenant'],
  optInConfirm: ['tenant'],
  overLimit: ['url'],
} as const satisfies Record<string, readonly string[]>;

export type ReplyKey = keyof typeof REPLY_TEXTS;
export type ReplyParams<K extends ReplyKey> = Readonly<Record<(typeof REPLY_TEXTS)[K][number], string | number>>;

export const REPLY_FORMS = ['long', 'short', 'told'] as const;
/**
 * `short` is made to fit one SMS segment of 160 GSM-7 characters; `long` is for mail and chats; `told` is read out or
 * printed for those who can't reply where they hear it.
 */
export type ReplyForm = (typeof REPLY_FORMS)[number];

/** What can come to be told, and asks in its `long` form to write or to reply. Any other text is told as it is written. */
const TOLD: ReadonlySet<ReplyKey> = new Set([
  'acknowledgement',
  'acknowledgementUnrouted',
  'splitOff',
  'duplicate',
  'followUp',
  'attachmentRefused',
  'askLocation',
  'askMissing',
  'question',
  'answered',
  'archivedIncomplete',
  'archivedOutsideAuthority',
  'archivedDuplicate',
  'archivedAlreadyAnswered',
]);
/** Of what is typed into a chat. */
const TYPED: readonly string[] = ['prefix', 'digits'];
const ASKS_FOR_REPLY = /\b(?:balas|ketik|reply|type)\b/i;

/** The forms that a text has. */
export function formsOf(key: ReplyKey): readonly ReplyForm[] {
  return REPLY_FORMS.filter((form) => form !== 'told' || TOLD.has(key));
}

/** The tenant's own text where it has one in this language, else the gateway's, filled in. */
export function replyText<K extends ReplyKey>(
  locales: Locales,
  tenant: Tenant | undefined,
  locale: LocaleName,
  key: K,
  form: ReplyForm,
  params: ReplyParams<K>,
): string {
  const name = `${key}.${form === 'told' && !TOLD.has(key) ? 'long' : form}`;
  const own = tenant !== undefined && tenant.locale === locale ? tenant.replyTexts[name] : undefined;
  return own === undefined ? locales.translate(locale, `reply.${name}`, params) : fillIn(own, params);
}

const GSM7 = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà]*$/;

/**
 * Records what is wrong with one reply text: unknown placeholders, in `short` what costs an SMS its 160 characters, in
 * `told` what only somebody at a keyboard can do.
 */
export function checkReplyText(source: SourceFile, path: ConfigPath, key: string, form: ReplyForm, text: string): void {
  const known: readonly string[] = isReplyKey(key) ? REPLY_TEXTS[key] : [];
  const allowed = form === 'told' ? known.filter((name) => !TYPED.includes(name)) : known;
  for (const name of placeholders(text)) {
    if (!allowed.includes(name))
      source.error(
        path,
        text,
        `placeholders out of ${allowed.join(', ')}; {${name}} is not known here${suggestion(name, allowed)}`,
      );
  }
  const words = text.replace(/\{[a-zA-Z0-9]+\}/g, '');
  if (/[{}]/.test(words)) source.error(path, text, 'braces only around placeholders, such as {number}');
  else if (form === 'short' && !GSM7.test(words))
    source.error(path, text, 'only characters of the SMS alphabet (GSM-7): plain quotes and hyphens, no emoji');
  else if (form === 'told' && ASKS_FOR_REPLY.test(words))
    source.error(path, text, 'words for somebody at a desk or with a letter in hand: nothing to reply to or to type');
}

export function isReplyKey(key: string): key is ReplyKey {
  return Object.hasOwn(REPLY_TEXTS, key);
}

/** Records reply texts that the locale files lack, don't know or have wrong. */
export function checkReplyTexts(entries: LocaleEntries, whole: SourceFile): void {
  for (const locale of LOCALES) {
    for (const key of Object.keys(REPLY_TEXTS).filter(isReplyKey)) {
      for (const form of formsOf(key)) {
        const entry = entries[locale].get(`reply.${key}.${form}`);
        if (entry === undefined) whole.error(['reply', key, form], undefined, `this text in ${locale}; it is missing`);
        else checkReplyText(entry.source, entry.path, key, form, entry.text);
      }
    }
    for (const [path, entry] of entries[locale]) {
      const [first, key = '', form = '', ...more] = path.split('.');
      if (first !== 'reply') continue;
      if (!isReplyKey(key))
        entry.source.error(entry.path, entry.text, `a known reply text${suggestion(key, Object.keys(REPLY_TEXTS))}`);
      else if (more.length > 0 || !formsOf(key).some((known) => known === form))
        entry.source.error(entry.path, entry.text, `the forms ${formsOf(key).join(', ')}`);
    }
  }
}
