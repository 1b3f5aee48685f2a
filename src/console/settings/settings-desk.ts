import type { ConfigError } from '../../settings/config-error.js';
import type { Locales } from '../../tenants/locales.js';
import type { Revision } from '../../tenants/revision-rows.js';
import type { SectionChange } from '../../tenants/section-changes.js';
import type { TenantRevisions } from '../../tenants/tenant-revisions.js';
import type { SectionEdits } from '../../tenants/tenant-sections.js';
import type { Tenant } from '../../tenants/tenant.js';
import { agencyEditor } from './edit/agency-editor.js';
import { answerEditor } from './edit/answer-editor.js';
import { categoryEditor } from './edit/category-editor.js';
import type { FormValues, ItemEdit, ItemEditor, WrongField } from './edit/item-editor.js';
import { ruleEditor } from './edit/rule-editor.js';
import { textEditor } from './edit/text-editor.js';
import { replay, type Replay } from './replay.js';
import type { AgencyUse, SettingsQueries } from './settings-queries.js';

/** As they stand in addresses. */
export const PARTS = ['instansi', 'kategori', 'aturan', 'teks', 'jawaban'] as const;
export type Part = (typeof PARTS)[number];

/** What an edit would do. */
export interface Review {
  changes: readonly SectionChange[];
  /** Of rules and categories: which of the newest tickets would have gone elsewhere. */
  replay?: Replay;
  after: Tenant;
}

export type Judged = { ok: false; wrong: readonly WrongField[] } | { ok: true; edits: SectionEdits; review: Review };

export type Saved =
  | { outcome: 'saved' | 'unchanged' }
  | { outcome: 'wrong'; wrong: readonly WrongField[] }
  | { outcome: 'conflict'; newest: number; since: readonly Revision[] };

export interface SettingsDeskParts {
  revisions: TenantRevisions;
  queries: SettingsQueries;
  locales: Locales;
}

/** Who saves, upon what. */
export interface Saving {
  base: number;
  actor: string;
  note: string;
  /** The form's own; empty where it has none. */
  nonce: string;
}

/** Judges and saves what people edit in the settings' forms. */
export class SettingsDesk {
  readonly revisions: TenantRevisions;

  constructor(private readonly parts: SettingsDeskParts) {
    this.revisions = parts.revisions;
  }

  editor(part: Part, tenant: Tenant): ItemEditor {
    const { locales } = this.parts;
    const editors = {
      instansi: agencyEditor,
      kategori: categoryEditor,
      aturan: ruleEditor,
      teks: textEditor((key, form) => locales.raw(tenant.locale, `reply.${key}.${form}`)),
      jawaban: answerEditor,
    };
    return editors[part];
  }

  async judge(tenant: Tenant, editor: ItemEditor, item: string | null, values: FormValues): Promise<Judged> {
    const edit = editor.edit(tenant, item, values);
    const { check, changes } = this.revisions.check(tenant.slug, edit.edits);
    if (!check.ok) return { ok: false, wrong: wrongOf(editor, edit, check.errors) };
    if (edit.wrong.length > 0) return { ok: false, wrong: edit.wrong };
    return { ok: true, edits: edit.edits, review: await this.review(tenant, changes, check.tenant) };
  }

  /** What still points at something that is to be ended; nothing does where it may go. */
  async judgeRetiring(tenant: Tenant, editor: ItemEditor, item: string): Promise<Judged & { use?: AgencyUse }> {
    const edits = editor.retire?.(tenant, item);
    if (!edits) return { ok: false, wrong: [{ field: '', code: 'other' }] };
    const use = editor.section === 'agencies' ? await this.parts.queries.useOf(tenant.slug, item) : undefined;
    const { check, changes } = this.revisions.check(tenant.slug, edits);
    const open: WrongField[] =
      use && use.openTickets > 0 ? [{ field: '', code: 'openTickets', params: { count: use.openTickets } }] : [];
    if (!check.ok)
      return { ok: false, wrong: [...wrongOf(editor, { edits, index: -1, wrong: [] }, check.errors), ...open] };
    if (open.length > 0) return { ok: false, wrong: open };
    return { ok: true, edits, review: await this.review(tenant, changes, check.tenant), ...(use && { use }) };
  }

  /** What going back to a revision would change; 0: to the file. */
  async judgeRestoring(tenant: Tenant, number: number): Promise<Judged> {
    return this.judgeEdits(tenant, await this.revisions.editsTo(tenant.slug, number));
  }

  /** What whole sections would change. An agency that still has open tickets is not ended by them either. */
  async judgeEdits(tenant: Tenant, edits: SectionEdits): Promise<Judged> {
    const { check, changes } = this.revisions.check(tenant.slug, edits);
    if (!check.ok)
      return { ok: false, wrong: check.errors.map(({ path, expected }) => ({ field: '', code: 'check', params: { path, expected } })) }; // prettier-ignore
    const ended = changes.filter(({ section, what }) => section === 'agencies' && what === 'removed');
    for (const { item } of ended) {
      const { openTickets: count } = await this.parts.queries.useOf(tenant.slug, item);
      if (count > 0) return { ok: false, wrong: [{ field: '', code: 'openTickets', params: { count } }] };
    }
    return { ok: true, edits, review: await this.review(tenant, changes, check.tenant) };
  }

  async save(tenant: Tenant, edits: SectionEdits, { base, actor, note, nonce }: Saving): Promise<Saved> {
    const said = { ...(note !== '' && { note }), ...(nonce !== '' && { nonce }) };
    const result = await this.revisions.save({ tenant: tenant.slug, base, edits, actor, ...said });
    if (result.outcome === 'conflict') return result;
    if (result.outcome !== 'refused') return { outcome: result.outcome };
    const wrong = result.errors.map(({ path, expected }) => ({ field: '', code: 'check', params: { path, expected } }));
    return { outcome: 'wrong', wrong };
  }

  private async review(tenant: Tenant, changes: readonly SectionChange[], after: Tenant): Promise<Review> {
    const sorts = changes.some(({ section }) => section === 'routing' || section === 'categories');
    if (!sorts) return { changes, after };
    return { changes, after, replay: replay(await this.parts.queries.pastTickets(tenant.slug), tenant, after) };
  }
}

/** Errors of the check as a form shows them: beside their field, or as what else they leave without an end. */
function wrongOf(editor: ItemEditor, { edits, index, wrong }: ItemEdit, errors: readonly ConfigError[]): WrongField[] {
  const own = new Set(wrong.map(({ field }) => field));
  const found = errors.map(({ path, expected }): WrongField => {
    const mine = ownPath(editor, index, path);
    if (mine !== undefined) return { field: editor.fieldOf(mine), code: `${editor.section}.${editor.fieldOf(mine)}` };
    const rule = /^routing\[(\d+)\]\.(?:agency|unit|when)/.exec(path);
    const rules = edits.routing as readonly { id: string }[] | undefined;
    if (rule && editor.section !== 'routing')
      return { field: '', code: 'stillRouted', params: { place: Number(rule[1]) + 1 } };
    if (/^categories\[\d+\]\.parent/.test(path)) return { field: '', code: 'stillParent' };
    const where = rule ? (rules?.[Number(rule[1])]?.id ?? path) : path;
    return { field: '', code: 'check', params: { path: where, expected } };
  });
  const others = found.filter(({ field }) => field === '' || !own.has(field));
  return [...wrong, ...others].filter(
    (each, at, all) => all.findIndex((other) => JSON.stringify(other) === JSON.stringify(each)) === at,
  );
}

/** The path behind the item itself; undefined where an error is about something else. */
function ownPath({ section }: ItemEditor, index: number, path: string): string | undefined {
  if (section === 'replyTexts') return path.startsWith('replyTexts.') ? path : undefined;
  const begin = `${section}[${String(index)}].`;
  return path.startsWith(begin) ? path.slice(begin.length) : undefined;
}
