import { CHANNEL_PROVIDERS } from '../../../src/app/channel-providers.js';
import { loadConfig, type Configuration } from '../../../src/app/load-config.js';
import { Database } from '../../../src/database/database.js';
import { sectionsOf, type Overlay } from '../../../src/tenants/tenant-sections.js';
import { TenantRevisions, type TenantEdit } from '../../../src/tenants/tenant-revisions.js';
import { CapturedLogs } from '../../kit/captured-logs.js';
import { createTestDatabase, type TestDatabase } from '../../kit/postgres.js';
import { CONFIG_DIRECTORY } from '../../kit/shipped.js';

const TENANT = 'tanah-bumbu';

/** One process: its own registry, its own files, the shared database. */
class Process {
  readonly logs = new CapturedLogs();
  readonly configuration: Configuration;
  readonly revisions: TenantRevisions;

  constructor(database: Database) {
    const { config } = loadConfig({ configDir: CONFIG_DIRECTORY, env: {}, sandbox: true, providers: CHANNEL_PROVIDERS }); // prettier-ignore
    if (!config) throw new Error('the shipped configuration is not valid');
    this.configuration = config;
    const { tenants, tenantSources: sources } = config;
    const clock = { now: () => new Date('2026-11-26T08:00:00Z') };
    this.revisions = new TenantRevisions({ database, tenants, sources, logger: this.logs.logger, clock });
  }

  get tenant() {
    const tenant = this.configuration.tenants.bySlug(TENANT);
    if (!tenant) throw new Error('there is no such tenant');
    return tenant;
  }

  agencyOf(rule: string): string | undefined {
    return this.tenant.routing.find(({ id }) => id === rule)?.agency;
  }

  /** The routing with another agency for one rule. */
  routed(rule: string, agency: string): Overlay {
    return { routing: this.tenant.routing.map(({ unit, ...each }) => (each.id === rule ? { ...each, agency } : { ...each, ...(unit !== undefined && { unit }) })) }; // prettier-ignore
  }

  async save(edits: Overlay, more: Partial<TenantEdit> = {}) {
    const base = this.revisions.state(TENANT).newest;
    return this.revisions.save({ tenant: TENANT, base, edits, actor: 'user:1', ...more });
  }
}

describe('what people edit of a tenant', () => {
  let db: TestDatabase;
  let database: Database;
  let one: Process;
  let two: Process;

  beforeEach(async () => {
    db = await createTestDatabase();
    database = Database.connect(db.url, 8);
    one = new Process(database);
    two = new Process(database);
  });
  afterEach(async () => {
    await database.close();
    await db.drop();
  });

  it('holds in the process that saved it at once, in the others when they look, and after a restart', async () => {
    expect(await one.save(one.routed('R05', 'pln'))).toMatchObject({ outcome: 'saved', number: 1 });
    expect(one.agencyOf('R05')).toBe('pln');
    expect(two.agencyOf('R05')).toBe('perhubungan');
    await two.revisions.refresh();
    expect(two.agencyOf('R05')).toBe('pln');
    const later = new Process(database);
    await later.revisions.refresh();
    expect(later.agencyOf('R05')).toBe('pln');
    expect(Object.isFrozen(later.tenant.routing)).toBe(true);
  });

  it('is found by the timer too', async () => {
    two.revisions.start(20);
    const heard = new Promise<string>((resolve) => two.revisions.onChange(async (tenant) => resolve(tenant)));
    await one.save(one.routed('R05', 'pln'));
    expect(await heard).toBe(TENANT);
    expect(two.agencyOf('R05')).toBe('pln');
    await two.revisions.stop();
  });

  it('is checked as the file is, with the same errors, and nothing of it holds where anything is wrong', async () => {
    const rules = one.routed('R05', 'tidak-ada');
    const result = await one.save({ ...rules, replyTexts: { fixed: { short: 'Hai {nama}' } } });
    if (result.outcome !== 'refused') throw new Error(`it was ${result.outcome}`);
    const file = 'tenants/tanah-bumbu.yaml';
    expect(result.errors.map((error) => [error.file, error.path, error.value])).toEqual([
      [file, 'replyTexts.fixed.short', 'Hai {nama}'],
      [file, 'routing[4].agency', 'tidak-ada'],
    ]);
    expect(result.errors.map(({ expected }) => expected).join('\n')).toMatch(
      /\{nama\} is not known here[^]*an agency of this tenant/,
    );
    expect(one.agencyOf('R05')).toBe('perhubungan');
    expect(one.revisions.state(TENANT)).toMatchObject({ newest: 0, applied: 0 });
    expect(await one.revisions.history(TENANT, { limit: 10 })).toEqual([]);
  });

  it('leaves people and systems of agencies to the file', async () => {
    const [first, ...others] = sectionsOf(one.tenant).agencies as readonly object[];
    const intruder = { ...first, officers: [{ role: 'officer', name: 'X', email: 'x@y.example' }] };
    expect(await one.save({ agencies: [intruder, ...others] })).toMatchObject({ outcome: 'saved' });
    expect(one.tenant.staff.filter(({ agency }) => agency !== null)).toEqual([]);
  });

  it('tells who saved the same section meanwhile, and keeps what they saved', async () => {
    const base = 0;
    await one.save(one.routed('R05', 'pln'));
    const late = await two.save(two.routed('R20', 'perhubungan'), { base, actor: 'user:2' });
    expect(late).toMatchObject({ outcome: 'conflict', newest: 1, since: [{ number: 1, savedBy: 'user:1' }] });
    expect(two.agencyOf('R05')).toBe('pln');
    // Begun again upon what holds now, it goes through.
    expect(await two.save(two.routed('R20', 'perhubungan'))).toMatchObject({ outcome: 'saved', number: 2 });
    await one.revisions.refresh();
    expect([one.agencyOf('R05'), one.agencyOf('R20')]).toEqual(['pln', 'perhubungan']);
  });

  it('takes edits of different sections that were begun at the same time', async () => {
    const texts = { replyTexts: { fixed: { short: 'Terima kasih, {number} selesai.' } } };
    await one.save(one.routed('R05', 'pln'));
    expect(await two.save(texts, { base: 0 })).toMatchObject({ outcome: 'saved', number: 2 });
    expect(two.agencyOf('R05')).toBe('pln');
    expect(two.tenant.replyTexts['fixed.short']).toBe('Terima kasih, {number} selesai.');
  });

  it('comes to one revision where the same form is sent twice', async () => {
    const edits = one.routed('R05', 'pln');
    const results = await Promise.all([1, 2, 3].map(async () => one.save(edits, { base: 0 })));
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(['saved', 'unchanged', 'unchanged']);
    expect(await one.revisions.history(TENANT, { limit: 10 })).toHaveLength(1);
  });

  it('serves racing processes one at a time, without a gap in the numbers', async () => {
    const rules = ['R05', 'R06', 'R07', 'R08'];
    const save = async (process: Process, rule: string): Promise<string> => {
      for (;;) {
        const { outcome } = await process.save(process.routed(rule, 'kominfo'));
        if (outcome !== 'conflict') return outcome;
        await process.revisions.refresh();
      }
    };
    await Promise.all(rules.map(async (rule, index) => save(index % 2 === 0 ? one : two, rule)));
    const history = await one.revisions.history(TENANT, { limit: 10 });
    expect(history.map(({ number }) => number)).toEqual(Array.from({ length: history.length }, (_, i) => history.length - i)); // prettier-ignore
    await one.revisions.refresh();
    expect(rules.map((rule) => one.agencyOf(rule))).toEqual(['kominfo', 'kominfo', 'kominfo', 'kominfo']);
  });

  it('does not stop the start where it is no longer valid: the last valid state holds, and the log says what is wrong', async () => {
    await one.save(one.routed('R05', 'pln'));
    // As another release may have stored it, which knew of an agency that this one's file has lost.
    const broken = JSON.stringify({ ...one.revisions.state(TENANT).overlay, ...one.routed('R06', 'sudah-hilang') });
    await database.query(
      `INSERT INTO tenant_revision (tenant, number, overlay, changes, saved_by, saved_at) VALUES ($1, 2, $2, '[]', 'user:3', now())`,
      [TENANT, broken],
    );
    await two.revisions.refresh();
    expect(two.agencyOf('R05')).toBe('pln');
    expect(two.revisions.state(TENANT)).toMatchObject({ newest: 2, applied: 1, errors: [{ path: 'routing[5].agency' }] }); // prettier-ignore
    const [line] = two.logs.find('edited settings are no longer valid; the last valid ones hold');
    expect(line).toMatchObject({ level: 'error', fields: { tenant: TENANT, revision: 2, holds: 1 } });
    expect(JSON.stringify(line?.fields)).toContain('tenants/tanah-bumbu.yaml routing[5].agency');
    // And the next edit begins with what holds.
    expect(await two.save(two.routed('R07', 'kominfo'))).toMatchObject({ outcome: 'saved', number: 3 });
    expect(two.revisions.state(TENANT)).toMatchObject({ newest: 3, applied: 3, errors: [] });
    expect([two.agencyOf('R05'), two.agencyOf('R06'), two.agencyOf('R07')]).toEqual(['pln', 'perhubungan', 'kominfo']);
  });

  it('lets the file hold where no revision is valid', async () => {
    await database.query(
      `INSERT INTO tenant_revision (tenant, number, overlay, changes, saved_by, saved_at) VALUES ($1, 1, '{"routing": 7}', '[]', 'user:3', now())`,
      [TENANT],
    );
    await one.revisions.refresh();
    expect(one.agencyOf('R05')).toBe('perhubungan');
    expect(one.revisions.state(TENANT)).toMatchObject({ newest: 1, applied: 0, errors: [{ path: 'routing' }] });
  });

  it('keeps who, when, what and why, and is undone by a further revision', async () => {
    await one.save(one.routed('R05', 'pln'), { note: 'PJU kini ditangani PLN' });
    await one.save(one.routed('R20', 'perhubungan'), { actor: 'user:2' });
    expect(await one.revisions.history(TENANT, { limit: 10 })).toMatchObject([
      { number: 2, savedBy: 'user:2', note: null },
      {
        number: 1,
        savedBy: 'user:1',
        note: 'PJU kini ditangani PLN',
        savedAt: new Date('2026-11-26T08:00:00Z'),
        changes: [
          {
            section: 'routing',
            item: 'R05',
            what: 'changed',
            fields: [
              { field: 'agency', from: 'perhubungan', to: 'pln' },
              { field: 'unit', from: 'penerangan-jalan', to: null },
            ],
          },
        ],
      },
    ]);
    expect(await one.save(await one.revisions.editsTo(TENANT, 1))).toMatchObject({ outcome: 'saved', number: 3 });
    expect([one.agencyOf('R05'), one.agencyOf('R20')]).toEqual(['pln', 'pln']);
    expect(await one.save(await one.revisions.editsTo(TENANT, 0))).toMatchObject({ outcome: 'saved', number: 4 });
    expect(one.agencyOf('R05')).toBe('perhubungan');
    expect(one.revisions.state(TENANT).overlay).toEqual({});
    await expect(one.revisions.editsTo(TENANT, 99)).rejects.toMatchObject({ code: 'revision-unknown' });
  });

  it('shows what an edit would change before it is saved', async () => {
    const { check, changes } = one.revisions.check(TENANT, one.routed('R05', 'pln'));
    expect(check.ok).toBe(true);
    expect(changes).toMatchObject([{ item: 'R05', what: 'changed' }]);
    expect(one.agencyOf('R05')).toBe('perhubungan');
  });
});
