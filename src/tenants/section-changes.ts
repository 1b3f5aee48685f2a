import type { Tenant } from './tenant.js';

/** A list is of words (aliases, keywords, places); what is empty or absent is null. */
export type ChangedValue = string | boolean | readonly string[] | null;

/** One thing that an edit changed. `moved`: `from` and `to` of its only field are places in the list, from 1. */
export interface SectionChange {
  section: 'agencies' | 'categories' | 'routing' | 'replyTexts' | 'answerTexts';
  /** Slug of an agency, category or answer text, id of a rule, key and form of a text (`acknowledgement.short`). */
  item: string;
  what: 'added' | 'removed' | 'changed' | 'moved';
  fields: { field: string; from: ChangedValue; to: ChangedValue }[];
}

type Sections = Pick<Tenant, 'agencies' | 'categories' | 'routing' | 'replyTexts' | 'answerTexts'>;
type Fields = ReadonlyMap<string, ChangedValue>;
type Items = ReadonlyMap<string, Fields>;

/** Sections whose order decides something. */
const ORDERED: ReadonlySet<SectionChange['section']> = new Set(['routing']);

/** What differs between two states of a tenant, in the order of the list that holds. Pure. */
export function sectionChanges(before: Sections, after: Sections): SectionChange[] {
  const sections = [
    ['agencies', agencyItems],
    ['categories', categoryItems],
    ['routing', ruleItems],
    ['replyTexts', textItems],
    ['answerTexts', answerItems],
  ] as const;
  return sections.flatMap(([section, read]) => {
    const [old, now] = [read(before), read(after)];
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

function agencyItems({ agencies }: Sections): Items {
  return new Map(
    agencies.map(({ slug, units, webhook: _webhook, ...fields }) => [
      slug,
      present({ ...fields, ...Object.fromEntries(units.map((unit) => [`unit:${unit.slug}`, unit.name])) }),
    ]),
  );
}

function categoryItems({ categories }: Sections): Items {
  return new Map(categories.map(({ slug, ...fields }) => [slug, present(fields)]));
}

function ruleItems({ routing }: Sections): Items {
  return new Map(routing.map(({ id, when, ...fields }) => [id, present({ ...when, ...fields })]));
}

function textItems({ replyTexts }: Sections): Items {
  return new Map(Object.entries(replyTexts).map(([item, text]) => [item, present({ text })]));
}

function answerItems({ answerTexts }: Sections): Items {
  return new Map(answerTexts.map(({ slug, ...fields }) => [slug, present(fields)]));
}

/** False, nothing and an empty list mean the same in a file: that it is not so. */
function present(fields: Readonly<Record<string, ChangedValue | undefined>>): Fields {
  const said = Object.entries(fields).filter(([, value]) => value && (!Array.isArray(value) || value.length > 0));
  return new Map(said.map(([field, value]) => [field, value ?? null]));
}
