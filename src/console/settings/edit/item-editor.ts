import type { FastifyRequest } from 'fastify';
import { cleanText } from '../../../channels/typed.js';
import type { SectionEdits } from '../../../tenants/tenant-sections.js';
import type { Tenant } from '../../../tenants/tenant.js';

/** What a form holds, by field; of several choices one a line. */
export type FormValues = Readonly<Record<string, string>>;

/** A field that can't stay as it is. `code` names a text below `console.settings.wrong`. */
export interface WrongField {
  field: string;
  code: string;
  params?: Readonly<Record<string, string | number>>;
}

export interface ItemEdit {
  edits: SectionEdits;
  /** Where the item stands in its list, by which errors of the check find their field; -1 where it is gone. */
  index: number;
  /** What the check of the file would not say, or not say in a clerk's words. */
  wrong: readonly WrongField[];
}

/** How one kind of thing is edited: pure, upon a tenant as it holds. */
export interface ItemEditor {
  /** Fields of the form; `many` ones are chosen from a list. */
  readonly fields: readonly { name: string; many?: true }[];
  /** Begins the path of an error of the check. */
  readonly section: 'agencies' | 'categories' | 'routing' | 'replyTexts' | 'answerTexts';
  /** What the item is called; undefined where there is none of it. */
  title(tenant: Tenant, item: string): string | undefined;
  /** What the form begins with; `null` for something new. */
  values(tenant: Tenant, item: string | null): FormValues;
  edit(tenant: Tenant, item: string | null, values: FormValues): ItemEdit;
  /** Absent: these can't be ended. */
  retire?(tenant: Tenant, item: string): SectionEdits;
  /** The field that an error of the check is about, of the path behind the item. */
  fieldOf(path: string): string;
}

export function readValues(request: FastifyRequest, { fields }: Pick<ItemEditor, 'fields'>): FormValues {
  const body = Object(request.body) as Record<string, unknown>;
  return Object.fromEntries(
    fields.map(({ name, many }) => {
      const chosen = many ? body[`${name}[]`] : undefined;
      const value = Array.isArray(chosen) ? chosen.filter((each) => typeof each === 'string').join('\n') : (chosen ?? body[name]); // prettier-ignore
      return [name, typeof value === 'string' ? cleanText(value) : ''];
    }),
  );
}

/** Fields that come and go with the item: `unit-<slug>`. */
export function readOpenValues(request: FastifyRequest, prefix: string): FormValues {
  const body = Object(request.body) as Record<string, unknown>;
  const own = Object.entries(body).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, value]) => [name, typeof value === 'string' ? oneLine(value) : '']));
}

/** Words or phrases, one a line or with commas between them, each once. */
export function wordList(text: string | undefined): string[] {
  const words = (text ?? '').split(/[\n,]/).map(oneLine);
  return [...new Set(words.filter((word) => word !== ''))];
}

/** As keywords and aliases are kept. */
export function smallWordList(text: string | undefined): string[] {
  return wordList(text?.toLowerCase());
}

export function oneLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ');
}

/** An id made of a name: "Bidang Bina Marga" is `bidang-bina-marga`; another one where it is taken. */
export function slugFor(name: string, taken: readonly string[]): string {
  const base = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 50)
    .replace(/-$/, '');
  const first = base === '' ? 'baru' : base;
  for (let n = 1; ; n += 1) {
    const slug = n === 1 ? first : `${first}-${String(n)}`;
    if (!taken.includes(slug)) return slug;
  }
}
