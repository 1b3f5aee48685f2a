import type { Judged, Saving, SettingsDesk } from '../../console/settings/settings-desk.js';
import { sectionsOf, type SectionEdits } from '../../tenants/tenant-sections.js';
import type { TenantRegistry } from '../../tenants/tenant-registry.js';
import type { Tenant } from '../../tenants/tenant.js';
import type { ApiKey } from '../api-keys.js';
import { actorOf } from '../caller.js';
import { Problem, type FieldProblem } from '../problem.js';
import { named, type Answered, type Call, type RequestsOnce } from '../requests-once.js';
import { officeOf } from '../work/ticket-work.js';
import type { CheckAnswer, EditsDto, RevisionsAnswer, SavedAnswer, SettingsAnswer } from './settings.dto.js';

export interface SettingsWorkParts {
  desk: SettingsDesk;
  tenants: TenantRegistry;
  once: RequestsOnce;
}

export interface Wish {
  base: number;
  note?: string;
}

/** What programs read and change of an office's settings: by the console's desk, which checks as the file is checked. */
export class SettingsWork {
  constructor(private readonly parts: SettingsWorkParts) {}

  /** @throws Problem 422 where no office is named, 404 where it is none or another's */
  office(caller: ApiKey, wanted: string | undefined): Tenant {
    const tenant = this.parts.tenants.bySlug(officeOf(caller, wanted) ?? '');
    if (!tenant) throw new Problem(404, { code: 'tenant-unknown' });
    return tenant;
  }

  read(tenant: Tenant): SettingsAnswer {
    const { newest, applied, errors } = this.parts.desk.revisions.state(tenant.slug);
    return {
      tenant: tenant.slug,
      newest,
      applied,
      errors: errors.map(({ path, expected }) => ({ path, expected })),
      sections: sectionsOf(tenant),
    };
  }

  async history(tenant: Tenant, { before, limit }: { before?: number; limit: number }): Promise<RevisionsAnswer> {
    const page = { limit: limit + 1, ...(before !== undefined && { before }) };
    const found = await this.parts.desk.revisions.history(tenant.slug, page);
    const revisions = found.slice(0, limit);
    return {
      revisions: revisions.map(({ savedAt, ...revision }) => ({ ...revision, savedAt: savedAt.toISOString() })),
      next: found.length > limit ? (revisions.at(-1)?.number ?? null) : null,
    };
  }

  /** Saves nothing. @throws Problem 422 with everything that is wrong */
  async check(tenant: Tenant, edits: EditsDto): Promise<CheckAnswer> {
    const { review } = assertGood(await this.parts.desk.judgeEdits(tenant, editsOf(edits)));
    return { changes: review.changes, replay: review.replay ?? null };
  }

  /** @throws Problem 422 with everything that is wrong, 409 where somebody else changed the same sections */
  async save(tenant: Tenant, given: EditsDto, wish: Wish, call: Call): Promise<Answered<SavedAnswer>> {
    const edits = editsOf(given);
    const judge = (): Promise<Judged> => this.parts.desk.judgeEdits(tenant, edits);
    return this.saved(tenant, judge, wish, call, ['settings', tenant.slug, wish, edits]);
  }

  /** Back to how it was at a revision; 0: to the file. @throws as `save`; CodedError `revision-unknown` */
  async restore(tenant: Tenant, number: number, wish: Wish, call: Call): Promise<Answered<SavedAnswer>> {
    const judge = (): Promise<Judged> => this.parts.desk.judgeRestoring(tenant, number);
    return this.saved(tenant, judge, wish, call, ['settings-restore', tenant.slug, wish, number]);
  }

  /**
   * A save is a transaction of its own, which knows the request's name too: should the process die before the answer is
   * kept under that name, the repeated request finds that it was saved.
   */
  private async saved(
    tenant: Tenant,
    judge: () => Promise<Judged>,
    { base, note = '' }: Wish,
    call: Call,
    request: readonly unknown[],
  ): Promise<Answered<SavedAnswer>> {
    const { desk, once } = this.parts;
    const asked = named(call, request);
    const earlier = await once.earlier<SavedAnswer>(asked);
    if (earlier) return earlier;
    const nonce = call.nonce === undefined ? '' : `${actorOf(call.caller)}:${call.nonce}`;
    const done = nonce !== '' && (await desk.revisions.hasSaved(tenant.slug, nonce));
    const outcome = done
      ? 'unchanged'
      : await this.store(tenant, judge, { base, note, nonce, actor: actorOf(call.caller) });
    const value = { number: desk.revisions.state(tenant.slug).newest, outcome };
    return once.run(asked, () => Promise.resolve({ value, rings: [] }));
  }

  private async store(tenant: Tenant, judge: () => Promise<Judged>, saving: Saving): Promise<SavedAnswer['outcome']> {
    const { edits } = assertGood(await judge());
    const result = await this.parts.desk.save(tenant, edits, saving);
    if (result.outcome === 'wrong') throw refused(result.wrong);
    if (result.outcome !== 'conflict') return result.outcome;
    const { newest, since } = result;
    throw new Problem(409, { code: 'settings-conflict', more: { newest, since: since.map(({ number }) => number) } });
  }
}

function editsOf({ agencies, categories, routing, replyTexts, answerTexts, retired }: EditsDto): SectionEdits {
  const given = { agencies, categories, routing, replyTexts, answerTexts, retired };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

type Good = Extract<Judged, { ok: true }>;
type Wrong = Extract<Judged, { ok: false }>['wrong'];

function assertGood(judged: Judged): Good {
  if (!judged.ok) throw refused(judged.wrong);
  return judged;
}

function refused(wrong: Wrong): Problem {
  const errors = wrong.map(({ code, params = {} }): FieldProblem => {
    const { path = 'edits', ...rest } = params;
    return { field: String(path), code, params: rest };
  });
  return new Problem(422, { code: 'invalid', errors });
}
