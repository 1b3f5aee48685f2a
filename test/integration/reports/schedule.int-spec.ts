import { StaffDirectory } from '../../../src/agencies/staff-directory.js';
import { StaffNotices } from '../../../src/agencies/staff-notices.js';
import { StaffSeeds } from '../../../src/agencies/staff-seeds.js';
import { sealedIn } from '../../../src/contacts/vault-context.js';
import { CodedError } from '../../../src/messaging/errors.js';
import { OutboundFileReader } from '../../../src/outbox/outbound-file-reader.js';
import { dueReports } from '../../../src/reports/due-reports.js';
import { periodName } from '../../../src/reports/period.js';
import { ReportArchive } from '../../../src/reports/report-archive.js';
import { ReportLinks } from '../../../src/reports/report-links.js';
import { ReportOrders } from '../../../src/reports/report-orders.js';
import { ReportSweep } from '../../../src/reports/report-sweep.js';
import { Reports } from '../../../src/reports/reports.service.js';
import { AreaDirectory } from '../../../src/tenants/areas.js';
import type { ReportSchedule } from '../../../src/tenants/report-schedule.js';
import type { Tenant } from '../../../src/tenants/tenant.js';
import { TenantRegistry } from '../../../src/tenants/tenant-registry.js';
import { fillTenant } from '../../kit/reports.js';
import { shippedChannels, shippedConfig, shippedTenant } from '../../kit/shipped.js';
import { World } from '../../kit/world.js';

const RECIPIENTS: ReportSchedule['recipients'] = { daily: ['admin'], issues: [], monthly: ['leadership', { name: 'Bu Contoh' }, { name: 'Sudah Pindah' }, { email: 'bappeda@daerah.example' }, { email: 'pimpinan@aduan.example' }], evaluation: [], annual: [], register: ['admin'] }; // prettier-ignore
const SCHEDULE: ReportSchedule = { at: { daily: 420, monthly: 480 }, recipients: RECIPIENTS };
const TENANT = { ...shippedTenant('tanah-bumbu'), reports: SCHEDULE };
// 07.30 on 1 April there.
const MORNING = new Date('2026-03-31T23:30:00Z');

/** Seven reports by three workers at once, on a busy machine. */
const SLOW_MS = 120_000;

let world: World;
let reports: Reports;
let links: ReportLinks;
let now = MORNING;
const clock = { now: () => now };
beforeAll(async () => {
  world = await World.open();
  world.now = () => now;
  const { database, vault, channels, keys } = world;
  await fillTenant(database, TENANT, { tickets: 120, from: new Date('2026-03-20T00:00:00Z'), now: MORNING, keys });
  const { locales } = shippedConfig();
  const tenants = new TenantRegistry([TENANT]);
  reports = new Reports({ database, archive: new ReportArchive(database), store: world.store, tenants, channels, areas: new AreaDirectory([TENANT]), locales, clock }); // prettier-ignore
  links = new ReportLinks({ keys, clock, publicUrl: 'https://aduan.example' });
  const person = (role: 'admin' | 'leadership' | 'head', mailbox: string, name = 'Contoh'): Parameters<StaffSeeds['apply']>[1][number] => ({
    agency: null, unit: null, role, name, means: 'email', address: { kind: 'email', value: mailbox }, path: [],
  }); // prettier-ignore
  await new StaffSeeds({ database, vault, clock }).apply(TENANT.slug, [person('admin', 'admin@aduan.example'), person('leadership', 'pimpinan@aduan.example'), person('head', 'kepala@aduan.example', 'Bu Contoh')]); // prettier-ignore
}, 60_000);
afterAll(() => world.close());

interface Mailed {
  to: string;
  officer: boolean;
  text: string;
  files: { filename: string; contentType: string; carried: boolean; bytes: Buffer }[];
}

/** What was queued of a report, opened. */
async function mailsOf(reportId: string): Promise<Mailed[]> {
  const { vault, database, store } = world;
  const reader = new OutboundFileReader({ database, vault, store });
  const rows = await world.sql<{ id: string; key: string; to: Buffer; body: Buffer; officer: boolean; files: string[]; carried: boolean[] }>(
    `SELECT o.id, o.key_id AS key, to_sealed AS "to", body_sealed AS body, officer_id IS NOT NULL AS officer,
       array_agg(f.id ORDER BY position) FILTER (WHERE f.id IS NOT NULL) AS files, array_agg(f.carried ORDER BY position) AS carried
     FROM outbound_message o LEFT JOIN outbound_attachment f ON f.outbound_id = o.id
     WHERE idempotency_key LIKE 'report:${reportId}:%' GROUP BY o.id ORDER BY o.id`,
  ); // prettier-ignore
  return Promise.all(
    rows.map(async ({ id, key, to, body, officer, files, carried }) => ({
      to: vault.openText(to, key, sealedIn.outboundTo(id)),
      officer,
      text: vault.openText(body, key, sealedIn.outboundBody(id)),
      files: await Promise.all(
        ((files as string[] | null) ?? []).map(async (each, place) => {
          const opened = await reader.open(each);
          if (!opened) throw new Error('no such file');
          return { ...opened, carried: carried[place] === true };
        }),
      ),
    })),
  );
}

function sweep(tenant: Tenant = TENANT): ReportSweep {
  const { database, vault, bell } = world;
  const { logger } = world.logs;
  // Real mail: it takes files.
  const channels = shippedChannels();
  const notices = new StaffNotices({ vault, channels, logger, ringAfterSeconds: 15 });
  return new ReportSweep({ database, reports, links, notices, logger, clock, doorbell: bell, staff: new StaffDirectory(vault), tenants: new TenantRegistry([tenant]) }); // prettier-ignore
}

async function passes(count: number, one = sweep()): Promise<void> {
  for (let pass = 0; pass < count; pass += 1) await one.due();
}

const made = async (): Promise<string[]> =>
  (
    await world.sql<{ kind: string; from: string }>(
      'SELECT kind, from_date::text AS "from" FROM report ORDER BY made_at, id',
    )
  ).map(({ kind, from }) => `${kind} ${from}`);

it('knows when a report is due, and what is too old to be made up for', () => {
  const since = new Date('2026-03-20T00:00:00Z');
  const names = (at: Date): string[] => dueReports(SCHEDULE, 'WITA', at, since).map(({ type, period }) => `${type} ${periodName(period)}`); // prettier-ignore
  expect(names(new Date('2026-03-31T22:59:59Z')).at(-1)).toBe('daily 2026-03-30');
  expect(names(MORNING)).toEqual(['daily 2026-03-25', 'daily 2026-03-26', 'daily 2026-03-27', 'daily 2026-03-28', 'daily 2026-03-29', 'daily 2026-03-30', 'daily 2026-03-31']); // prettier-ignore
  expect(names(new Date('2026-04-01T00:00:00Z'))).toContain('monthly 2026-03');
  expect(dueReports(SCHEDULE, 'WITA', MORNING, MORNING)).toEqual([]);
});

it(
  'makes each period once, however many workers look, and tells whom the tenant names',
  async () => {
    await Promise.all([passes(9), passes(9), passes(9)]);
    expect(await made()).toEqual([25, 26, 27, 28, 29, 30, 31].map((day) => `daily 2026-03-${String(day)}`));
    const outbound = await world.sql<{ purpose: string; audience: string }>(
      "SELECT purpose, audience FROM outbound_message WHERE audience = 'staff'",
    );
    expect(outbound).toEqual(Array.from({ length: 7 }, () => ({ purpose: 'report', audience: 'staff' })));
    expect(world.bell.take('outbox')).toHaveLength(7);
    expect(await world.count('report', 'mailed_at IS NOT NULL')).toBe(7);
    await passes(5);
    expect(await world.count('report')).toBe(7);
    const mail = (await world.replies()).find(({ purpose }) => purpose === 'report');
    expect(mail?.text).toContain('Laporan Harian Layanan Informasi dan Pengaduan');
    const token = /reports\/files\/(\S+)/.exec(mail?.text ?? '')?.[1] ?? '';
    const claim = links.read(token);
    expect((await reports.file(claim?.id ?? '', 'html', null))?.bytes.toString()).toContain('Rabu, 25 Maret 2026');
  },
  SLOW_MS,
);

it('a month made by hand while it ran is made again on schedule, and then stands', async () => {
  const period = { kind: 'month', from: '2026-03-01', until: '2026-03-31' } as const;
  const byHand = await reports.make({ tenant: TENANT.slug, type: 'monthly', period, by: 'cli' });
  expect(byHand).toMatchObject({ edition: 1, mailedAt: null });
  now = new Date('2026-04-01T00:05:00Z');
  await passes(3);
  const latest = await reports.archive.latest(TENANT.slug, 'monthly', period);
  expect(latest).toMatchObject({ edition: 2, madeBy: 'gateway', mailedAt: now.toISOString() });
  expect(
    (await reports.archive.list({ tenant: TENANT.slug, kind: 'monthly', limit: 9 })).map(({ edition }) => edition),
  ).toEqual([2]);
  const mails = await mailsOf(latest?.id ?? '');
  expect(mails.map(({ to, officer }) => [to, officer])).toEqual([
    ['email:pimpinan@aduan.example', true],
    ['email:kepala@aduan.example', true],
    ['email:bappeda@daerah.example', false],
  ]);
  for (const { text, files } of mails) {
    expect(text).toContain('Terlampir: halaman untuk dicetak dan lembar kerja.');
    expect(files.map(({ filename, carried }) => [filename, carried])).toEqual([
      ['tanah-bumbu-monthly-2026-03.html', true],
      ['tanah-bumbu-monthly-2026-03.xlsx', true],
    ]);
    for (const [place, format] of (['html', 'xlsx'] as const).entries()) {
      const file = await reports.file(latest?.id ?? '', format, null);
      expect(files[place]?.bytes.equals(file?.bytes ?? Buffer.alloc(0))).toBe(true);
    }
  }
  expect(world.logs.text()).toContain('"missing":1');
  expect(world.logs.text()).not.toContain('Sudah Pindah');
  expect(await reports.archive.published(TENANT.slug, 5)).toEqual([{ id: latest?.id, from: '2026-03-01' }]);
});

it('the files of what is kept are not among those that wait for their removal', async () => {
  const files = 'SELECT html_key AS key FROM report UNION SELECT xlsx_key FROM report';
  expect(await world.count(`(${files}) files`)).toBeGreaterThan(0);
  expect(await world.count('object_removal', `key IN (${files})`)).toBe(0);
});

it('the register is told of by its link alone', async () => {
  now = new Date('2026-04-01T01:05:00Z');
  await passes(1, sweep({ ...TENANT, reports: { ...SCHEDULE, at: { register: 540 } } }));
  const [report] = await reports.archive.list({ tenant: TENANT.slug, kind: 'register', limit: 1 });
  const mails = await mailsOf(report?.id ?? '');
  expect(mails.map(({ to, files }) => [to, files])).toEqual([['email:admin@aduan.example', []]]);
  expect(mails[0]?.text).toContain('Laporan ini tidak dilampirkan');
  const token = /reports\/files\/(\S+)/.exec(mails[0]?.text ?? '')?.[1] ?? '';
  expect(links.read(token)).toEqual({ id: report?.id, format: 'html' });
});

it('an edition that another worker was quicker to make leaves no file behind', async () => {
  const before = await world.count('report');
  const removed: string[] = [];
  const remove = world.store.remove.bind(world.store);
  const spy = jest.spyOn(world.store, 'remove').mockImplementation(async (ref) => {
    removed.push(ref);
    await remove(ref);
  });
  const period = { kind: 'day', from: '2026-03-31', until: '2026-03-31' } as const;
  expect(await reports.make({ tenant: TENANT.slug, type: 'daily', period, by: 'gateway', edition: 1 })).toBeUndefined();
  spy.mockRestore();
  expect(removed).toHaveLength(2);
  for (const ref of removed) await expect(world.store.get(ref)).rejects.toMatchObject({ code: 'object-missing' });
  expect(await world.count('report')).toBe(before);
});

it('gives files to their own office only, and links neither forged nor old', async () => {
  const [report] = await reports.archive.list({ limit: 1 });
  const id = report?.id ?? '';
  expect(await reports.file(id, 'json', 'badung')).toBeUndefined();
  expect((await reports.file(id, 'xlsx', TENANT.slug))?.bytes.subarray(0, 2).toString()).toBe('PK');
  expect(await reports.file('../../etc', 'html', null)).toBeUndefined();
  const token = links.make({ id, format: 'xlsx' }).split('/').at(-1) ?? '';
  expect(links.read(token)).toEqual({ id, format: 'xlsx' });
  expect(links.read(token.replace('.xlsx.', '.html.'))).toBeUndefined();
  now = new Date(now.getTime() + 31 * 86_400_000);
  expect(links.read(token)).toBeUndefined();
});

describe('a report that somebody asks for', () => {
  const wanted = { tenant: TENANT.slug, kind: 'monthly', period: '2026-02', by: 'user:1' };
  const orders = (made: Pick<Reports, 'make' | 'check'> = reports): ReportOrders =>
    new ReportOrders({
      ...world.parts,
      clock,
      reports: made as Reports,
      doorbell: world.bell,
      logger: world.logs.logger,
    });
  const made = (): Promise<number> => world.count('report', "made_by = 'user:1'");

  beforeEach(() => world.sql("TRUNCATE report_order; DELETE FROM report WHERE made_by = 'user:1'"));

  it('is made once, however often it is asked for while it waits, and whoever takes it up', async () => {
    const id = await orders().order(wanted);
    expect(await orders().order(wanted)).toBe(id);
    expect(await orders().find(id, 'badung')).toBeUndefined();
    expect(await orders().open(TENANT.slug, now)).toMatchObject([{ id, state: 'waiting' }]);
    await Promise.all([orders().process([id]), orders().process([id]), orders().process([id])]);
    expect(await made()).toBe(1);
    expect(await orders().find(id, TENANT.slug)).toMatchObject({
      state: 'made',
      reportId: expect.any(String) as string,
    });
    // Afterwards it is another edition.
    expect(await orders().order(wanted)).not.toBe(id);
  });

  it('is made once where a worker is so slow that another takes over', async () => {
    const before = now;
    const slow = {
      check: reports.check.bind(reports),
      make: async (...args: Parameters<Reports['make']>) => {
        now = new Date(now.getTime() + 16 * 60_000);
        await orders().process([id]);
        return reports.make(...args);
      },
    };
    const id = await orders().order(wanted);
    await orders(slow).process([id]);
    expect(await made()).toBe(1);
    now = before;
  });

  it('is tried again, rung for again, and told of when it cannot be made', async () => {
    const broken = {
      check: reports.check.bind(reports),
      make: async () => {
        throw new CodedError('storage-away', 'the storage does not answer', true);
      },
    };
    const before = now;
    const id = await orders().order(wanted);
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      expect(await orders().find(id, TENANT.slug)).toMatchObject({ state: 'waiting' });
      now = new Date(now.getTime() + 61_000);
      expect(await orders().due(10)).toEqual([{ queue: 'reports', id }]);
      await orders(broken).process([id]);
    }
    expect(await orders().find(id, TENANT.slug)).toMatchObject({ state: 'failed', reason: 'storage-away' });
    expect(await orders().due(10)).toEqual([]);
    now = before;
  });

  it('that ends its workers is given up after three of them', async () => {
    const before = now;
    const id = await orders().order(wanted);
    // A claim of which nothing was heard again, three times.
    await world.sql('UPDATE report_order SET attempts = 3 WHERE id = $1', [id]);
    now = new Date(now.getTime() + 61_000);
    await orders().process([id]);
    expect(await orders().find(id, TENANT.slug)).toMatchObject({ state: 'failed', reason: 'worker-ended' });
    now = before;
  });

  it('is refused at once where there can be none', async () => {
    await expect(orders().order({ ...wanted, period: '2099-01' })).rejects.toMatchObject({ code: 'period-to-come' });
    await expect(orders().order({ ...wanted, kind: 'daily' })).rejects.toMatchObject({ code: 'period-unfit' });
  });
});
