import type { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import { CodedError, errorCode } from '../messaging/errors.js';
import type { Clock } from '../observability/clock.js';
import type { Logger } from '../observability/logger.js';
import type { ConfigError } from '../settings/config-error.js';
import {
  insertRevision, lockSaves, newestNumbers, revisionsAfter, revisionsBefore, savedAs, statesFrom, type Revision,
} from './revision-rows.js'; // prettier-ignore
import { sectionChanges, type SectionChange } from './section-changes.js';
import type { TenantRegistry } from './tenant-registry.js';
import { EDITABLE_SECTIONS, editOverlay, type Overlay, type Section, type SectionEdits } from './tenant-sections.js';
import type { TenantCheck, TenantSource } from './tenant-source.js';

export interface TenantRevisionsParts {
  database: Database;
  tenants: TenantRegistry;
  sources: readonly TenantSource[];
  logger: Logger;
  clock: Clock;
}

/** What this process knows of a tenant's edits. */
export interface TenantState {
  /** The newest revision; 0: nobody has edited anything. An edit names it as what it was made upon. */
  newest: number;
  /** The revision that holds in this process; 0: the file alone. */
  applied: number;
  overlay: Overlay;
  /** Why the newest one does not hold, where it doesn't: the file has changed under it. */
  errors: readonly ConfigError[];
}

export interface TenantEdit {
  tenant: string;
  /** The newest revision when it was begun. */
  base: number;
  edits: SectionEdits;
  /** As in timelines: `user:<id>`. */
  actor: string;
  note?: string;
  /** The form's own: sent again, it changes nothing more. */
  nonce?: string;
}

export type SaveResult =
  | { outcome: 'saved'; number: number; changes: readonly SectionChange[] }
  /** What would be saved is what holds. */
  | { outcome: 'unchanged'; number: number }
  | { outcome: 'refused'; errors: readonly ConfigError[] }
  /** Somebody else saved the same sections meanwhile: `since`, oldest first. Nothing was saved. */
  | { outcome: 'conflict'; newest: number; since: readonly Revision[] };

const UNEDITED: TenantState = { newest: 0, applied: 0, overlay: {}, errors: [] };
/** How far back a valid state is looked for before the file alone holds. */
const LOOK_BACK = 50;

/**
 * Keeps the registry at what people edited last. A revision is checked as the file is, and holds whole or not at all:
 * where the newest one is no longer valid (the file or the release changed under it), the newest valid one before it
 * holds, and the state says why.
 */
export class TenantRevisions {
  private readonly states = new Map<string, TenantState>();
  private readonly sources: ReadonlyMap<string, TenantSource>;
  private readonly listeners: ((tenant: string) => Promise<void>)[] = [];
  private refreshing: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly parts: TenantRevisionsParts) {
    this.sources = new Map(parts.sources.map((source) => [source.slug, source]));
  }

  /** Called in this process whenever another state of a tenant begins to hold. */
  onChange(listener: (tenant: string) => Promise<void>): void {
    this.listeners.push(listener);
  }

  /** Looks for newer revisions every so often, until `stop`. */
  start(everyMs: number): void {
    this.timer = setInterval(() => {
      void this.refresh().catch((error: unknown) =>
        this.parts.logger.warn({ error: errorCode(error) }, 'could not look for edited settings; it is tried again'),
      );
    }, everyMs);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.refreshing.catch(() => undefined);
  }

  /** Applies what was saved since, by whatever process. One at a time. */
  async refresh(): Promise<void> {
    const next = this.refreshing.catch(() => undefined).then(() => this.applyNewer());
    this.refreshing = next;
    await next;
  }

  state(tenant: string): TenantState {
    return this.states.get(tenant) ?? UNEDITED;
  }

  /** The whole document that holds, as a file would have it. */
  document(tenant: string): unknown {
    return this.source(tenant).document(this.state(tenant).overlay);
  }

  /** Whether this form was saved already: what it says has been done, and would be judged as if it were not. */
  async hasSaved(tenant: string, nonce: string): Promise<boolean> {
    return (await savedAs(this.parts.database, tenant, nonce)) !== undefined;
  }

  /** What an edit would give, and what it would change. Saves nothing. */
  check(tenant: string, edits: SectionEdits): { check: TenantCheck; changes: SectionChange[] } {
    const check = this.source(tenant).check(editOverlay(this.state(tenant).overlay, edits));
    const current = this.parts.tenants.bySlug(tenant);
    return { check, changes: check.ok && current ? sectionChanges(current, check.tenant) : [] };
  }

  /** Checks and saves; what is saved holds in this process at once, in the others within seconds. */
  async save(edit: TenantEdit): Promise<SaveResult> {
    for (;;) {
      await this.refresh();
      const result = await this.parts.database.transaction(async (tx) => this.trySave(tx, edit));
      if (result === undefined) continue;
      if (result.outcome === 'saved') await this.refresh().catch(() => undefined); // the timer looks again
      return result;
    }
  }

  /** The edits that bring a tenant back to a revision's state; 0: to its file. @throws CodedError `revision-unknown` */
  async editsTo(tenant: string, number: number): Promise<SectionEdits> {
    if (number === 0) return this.backTo(tenant, {});
    const [found] = await statesFrom(this.parts.database, tenant, number, 1);
    if (found?.number !== number)
      throw new CodedError('revision-unknown', `${tenant} has no revision ${String(number)}`, false);
    return this.backTo(tenant, found.overlay);
  }

  /** Newest first. */
  async history(tenant: string, page: { before?: number; limit: number }): Promise<Revision[]> {
    return revisionsBefore(this.parts.database, tenant, page);
  }

  /** Undefined where somebody saved just before: to be tried again upon that. */
  private async trySave(tx: Transaction, edit: TenantEdit): Promise<SaveResult | undefined> {
    const { tenant, base, edits, actor, note = null, nonce = null } = edit;
    await lockSaves(tx, tenant);
    const { newest, applied, overlay } = this.state(tenant);
    if ((await newestNumbers(tx, [tenant])).get(tenant) !== newest) return undefined;
    const earlier = nonce === null ? undefined : await savedAs(tx, tenant, nonce);
    if (earlier !== undefined) return { outcome: 'unchanged', number: earlier };
    const edited = editOverlay(overlay, edits);
    const { check, changes } = this.check(tenant, edits);
    // The same form sent twice comes to what its first sending saved.
    if (check.ok && changes.length === 0 && newest === applied && sameSections(overlay, edited))
      return { outcome: 'unchanged', number: newest };
    const since = await revisionsAfter(tx, tenant, base);
    if (since.some((revision) => touches(revision, edits))) return { outcome: 'conflict', newest, since };
    if (!check.ok) return { outcome: 'refused', errors: check.errors };
    const number = newest + 1;
    const savedAt = this.parts.clock.now();
    await insertRevision(tx, tenant, { number, overlay: edited, changes, savedBy: actor, savedAt, note, nonce });
    return { outcome: 'saved', number, changes };
  }

  private backTo(tenant: string, overlay: Overlay): SectionEdits {
    const edits: Partial<Record<Section, unknown>> = { ...overlay };
    for (const section of EDITABLE_SECTIONS)
      if (this.state(tenant).overlay[section] !== undefined) edits[section] ??= null;
    return edits;
  }

  private async applyNewer(): Promise<void> {
    const { database } = this.parts;
    for (const [tenant, newest] of await newestNumbers(database, [...this.sources.keys()])) {
      if (newest === this.state(tenant).newest) continue;
      // One office's trouble must not keep the others' edits from holding, nor the gateway from starting.
      await this.apply(tenant, newest).catch((error: unknown) =>
        this.parts.logger.error({ tenant, error: errorCode(error) }, 'edited settings could not be read'),
      );
    }
  }

  private async apply(tenant: string, newest: number): Promise<void> {
    const { database, tenants, logger } = this.parts;
    const states = [...(await statesFrom(database, tenant, newest, LOOK_BACK)), { number: 0, overlay: {} }];
    const checked = states.map((state) => ({ ...state, check: this.source(tenant).check(state.overlay) }));
    const [first] = checked;
    const holds = checked.find(({ check }) => check.ok);
    if (!holds?.check.ok) return; // the file itself was in order at the start
    const errors = first?.check.ok === false ? first.check.errors : [];
    const before = this.state(tenant).applied;
    this.states.set(tenant, { newest, applied: holds.number, overlay: holds.overlay, errors });
    // What stands there is people's writing and stays out of the log.
    if (errors.length > 0)
      logger.error(
        { tenant, revision: newest, holds: holds.number, problems: errors.map(({ file, path, expected }) => `${file} ${path}: expected ${expected}`) },
        'edited settings are no longer valid; the last valid ones hold',
      ); // prettier-ignore
    if (holds.number === before) return;
    tenants.replace(holds.check.tenant);
    logger.info({ tenant, revision: holds.number }, 'edited settings hold');
    for (const listener of this.listeners)
      await listener(tenant).catch((error: unknown) =>
        logger.error({ tenant, error: errorCode(error) }, 'not everything followed the edited settings'),
      );
  }

  private source(tenant: string): TenantSource {
    const source = this.sources.get(tenant);
    if (!source) throw new CodedError('tenant-unknown', `there is no tenant ${tenant}`, false);
    return source;
  }
}

/** Sections decide, not items: a rule may be wrong for what was done to another. */
function touches({ changes }: Revision, edits: SectionEdits): boolean {
  const edited = new Set<string>(Object.keys(edits));
  return changes.length === 0 || changes.some(({ section }) => edited.has(section));
}

function sameSections(a: Overlay, b: Overlay): boolean {
  return Object.keys(a).sort().join() === Object.keys(b).sort().join();
}
