import { isMapping } from '../settings/reader.js';
import type { Overlay } from './tenant-sections.js';

/** A list is of words (aliases, keywords, places); what is empty or absent is null. */
export type ChangedValue = string | boolean | readonly string[] | null;

/** One thing that an edit changed. `moved`: `from` and `to` of its only field are places in the list, from 1. */
export interface SectionChange {
  section: 'agencies' | 'categories' | 'routing' | 'replyTexts';
  /** Slug of an agency or category, id of a rule, key and form of a text (`acknowledgement.short`). */
  item: string;
  what: 'added' | 'removed' | 'changed' | 'moved';
  fields: { field: string; from: ChangedValue; to: ChangedValue }[];
}

type Fields = ReadonlyMap<string, ChangedValue>;
type Items = ReadonlyMap<string, Fields>;

/** Sections whose order decides something. */
const ORDERED: ReadonlySet<SectionChange['section']> = new Set(['routing']);

/** What differs between two states of a tenant's sections, in the order of the list that holds. Pure. */
export function sectionChanges(before: Overlay, after: Overlay): SectionChange[] {
  const sections = [
    ['agencies', agencyItems],
    ['categories', listItems('slug')],
    ['routing', ruleItems],
    ['replyTexts', textItems],
  ] as const;
  return sections.flatMap(([section, read]) => {
    const [old, now] = [read(before[section]), read(after[section])];
    return [...itemChanges(section, old, now), ...(ORDERED.has(section) ? moves(section, old, now) : [])];
  });
}

function itemChanges(section: SectionChange['section'], old: Items, now: Items): SectionChange[] {
  const none: Fields = new Map();
  const kept = [...now].flatMap(([item, fields]): SectionChange[] => {
    const changed = fieldChanges(old.get(item) ?? none, fields);
    if (!old.has(item)) return [{ section, item, what: 'added', fields: changed }];
    return changed.length === 0 ? [] : [{ section, item, what: 'changed', fields: changed }];
  });
  const gone = [...old].filter(([item]) => !now.has(item));
  return [
    ...kept,
    ...gone.map(([item, fields]) => ({ section, item, what: 'removed' as const, fields: fieldChanges(fields, none) })),
  ];
}

function fieldChanges(old: Fields, now: Fields): SectionChange['fields'] {
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((field) => ({ field, from: old.get(field) ?? null, to: now.get(field) ?? null }))
    .filter(({ from, to }) => JSON.stringify(from) !== JSON.stringify(to));
}

/** The fewest items whose moving explains the new order: those outside the longest part that kept its order. */
function moves(section: SectionChange['section'], old: Items, now: Items): SectionChange[] {
  const [from, to] = [[...old.keys()], [...now.keys()]];
  const common = from.filter((item) => now.has(item));
  const still = longestKept(
    common,
    to.filter((item) => old.has(item)),
  );
  return common
    .filter((item) => !still.has(item))
    .map((item) => ({
      section,
      item,
      what: 'moved',
      fields: [{ field: 'position', from: String(from.indexOf(item) + 1), to: String(to.indexOf(item) + 1) }],
    }));
}

/** The longest common subsequence of two orders of the same items. */
function longestKept(a: readonly string[], b: readonly string[]): Set<string> {
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      (lengths[i] ?? [])[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const kept = new Set<string>();
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) {
      kept.add(a[i] ?? '');
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return kept;
}

function agencyItems(section: unknown): Items {
  return items(section, 'slug', ({ units, ...fields }) => ({
    ...fields,
    ...Object.fromEntries(rows(units).map((unit) => [`unit:${String(unit['slug'])}`, unit['name']])),
  }));
}

function ruleItems(section: unknown): Items {
  return items(section, 'id', ({ when, ...fields }) => ({ ...(isMapping(when) ? when : {}), ...fields }));
}

function listItems(key: string): (section: unknown) => Items {
  return (section) => items(section, key, (fields) => fields);
}

function textItems(section: unknown): Items {
  if (!isMapping(section)) return new Map();
  return new Map(
    Object.entries(section).flatMap(([key, forms]) =>
      Object.entries(isMapping(forms) ? forms : {}).map(
        ([form, text]) => [`${key}.${form}`, new Map([['text', plain(text)]])] as const,
      ),
    ),
  );
}

function items(section: unknown, key: string, flatten: (row: Row) => Row): Items {
  return new Map(
    rows(section).map((row) => {
      const { [key]: id, ...fields } = row;
      const values = Object.entries(flatten(fields)).map(([field, value]) => [field, plain(value)] as const);
      return [String(id), new Map(values.filter(([, value]) => value !== null))];
    }),
  );
}

type Row = Record<string, unknown>;

function rows(value: unknown): Row[] {
  return Array.isArray(value) ? value.filter(isMapping) : [];
}

/** False, nothing and an empty list mean the same in a file: that it is not so. */
function plain(value: unknown): ChangedValue {
  if (Array.isArray(value)) return value.length === 0 ? null : value.map(String);
  if (typeof value === 'string' || value === true) return value;
  return typeof value === 'number' ? String(value) : null;
}
