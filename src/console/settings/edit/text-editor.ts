import { placeholders } from '../../../tenants/locales.js';
import { formsOf, isReplyKey, REPLY_TEXTS, type ReplyForm, type ReplyKey } from '../../../tenants/reply-texts.js';
import { sectionsOf } from '../../../tenants/tenant-sections.js';
import type { ItemEdit, ItemEditor, WrongField } from './item-editor.js';

/** Without these a reply says nothing: a text that could have one of them has it. */
const ESSENTIAL: readonly string[] = ['number', 'answer', 'question', 'items', 'emergency', 'mark'];

/** Texts of one reply in its forms; an empty one is the gateway's own. */
export function textEditor(defaultOf: (key: ReplyKey, form: ReplyForm) => string): ItemEditor {
  return {
    section: 'replyTexts',
    fields: [{ name: 'long' }, { name: 'short' }, { name: 'told' }],

    title: (_tenant, item) => (isReplyKey(item) ? item : undefined),

    values(tenant, item) {
      if (item === null || !isReplyKey(item)) return {};
      return Object.fromEntries(formsOf(item).map((form) => [form, tenant.replyTexts[`${item}.${form}`] ?? '']));
    },

    edit(tenant, item, values): ItemEdit {
      const key = item ?? '';
      if (!isReplyKey(key)) return { edits: {}, index: -1, wrong: [{ field: 'long', code: 'other' }] };
      const given = formsOf(key).filter((form) => (values[form] ?? '') !== '');
      const texts = Object.fromEntries(given.map((form) => [form, values[form] ?? '']));
      const { [key]: _old, ...others } = sectionsOf(tenant).replyTexts as Record<string, object>;
      const replyTexts = given.length === 0 ? others : { ...others, [key]: texts };
      return { edits: { replyTexts }, index: 0, wrong: given.flatMap((form) => wrongOf(key, form, values[form] ?? '', defaultOf(key, form))) }; // prettier-ignore
    },

    fieldOf: (path) => path.split('.').at(-1) ?? 'long',
  };
}

function wrongOf(key: ReplyKey, form: ReplyForm, text: string, usual: string): WrongField[] {
  const used = placeholders(text);
  const known: readonly string[] = REPLY_TEXTS[key];
  const strangers = used.filter((name) => !known.includes(name));
  const missing = placeholders(usual).filter((name) => ESSENTIAL.includes(name) && !used.includes(name));
  return [
    ...strangers.map((name) => ({ field: form, code: 'placeholder', params: { name, known: braced(known) } })),
    ...(missing.length > 0 ? [{ field: form, code: 'missing', params: { names: braced(missing) } }] : []),
  ];
}

function braced(names: readonly string[]): string {
  return [...new Set(names)].map((name) => `{${name}}`).join(', ');
}
