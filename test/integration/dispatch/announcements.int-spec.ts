import { AnnouncementWords } from '../../../src/dispatch/announcement-words.js';
import { Announcements } from '../../../src/dispatch/announcements.js';
import { AutoDispatch } from '../../../src/dispatch/auto-dispatch.js';
import { AreaDirectory } from '../../../src/tenants/areas.js';
import { TakeUp } from '../../../src/tickets/take-up.js';
import { seedStaff } from '../../kit/staff.js';
import { shippedConfig, shippedTenant } from '../../kit/shipped.js';
import { World } from '../../kit/world.js';

const MINUTE = 60_000;
let world: World;
let announcements: Announcements;
let takeUp: TakeUp;
let opened: Date;

function parts() {
  const { database, actions, deadlines, bell: doorbell, staff, staffNotices: notices } = world;
  const { logger } = world.logs;
  const { tenants, locales } = shippedConfig();
  const areas = new AreaDirectory(tenants.all());
  const words = new AnnouncementWords(locales);
  return {
    database,
    actions,
    doorbell,
    staff,
    notices,
    logger,
    tenants,
    areas,
    words,
    deadlines,
    clock: { now: () => world.now() },
  };
}

beforeAll(async () => {
  world = await World.open();
  announcements = new Announcements(parts());
  takeUp = new TakeUp({ ...parts(), listeners: [announcements] });
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.empty();
  // Whatever the clock says must have come for the database, whose own is used to claim rows.
  opened = new Date(Date.now() - 60 * MINUTE);
  world.now = () => opened;
  await seedStaff(world);
});

/** So many minutes after the first ticket was opened. */
async function at(minutes: number): Promise<void> {
  world.now = () => new Date(opened.getTime() + minutes * MINUTE);
  await takeUp.due(100);
  await announcements.due(100);
}

async function announced(): Promise<number> {
  return world.count('ticket_event', "type = 'announced'");
}

describe('new tickets', () => {
  it('are gathered into one notice to each admin, danger first, within five minutes of the oldest', async () => {
    const first = await world.complaint('TANAHBUMBU jalan berlubang di depan SDN 1', '+6281100000011');
    await world.sql("UPDATE ticket SET landmark = 'depan SDN 1 Batulicin'");
    await at(2.1);
    const second = await world.complaint('TANAHBUMBU lampu jalan mati', '+6281100000012');
    await at(2.2);
    expect(await announced()).toBe(0);
    await at(4.1);
    expect(await announced()).toBe(2);
    await at(4.2);
    await at(20);
    world.bell.take('inbound');
    await world.deliver();
    expect(world.mailSender.sent).toHaveLength(1);
    const [mail] = world.mailSender.sent;
    expect(mail?.to?.value).toBe('admin@tanahbumbu.instansi.example');
    expect(mail?.subject).toBe('2 aduan baru di Kab. Tanah Bumbu');
    expect(mail?.text).toContain(`${first.number} | pengaduan | Jalan rusak | depan SDN 1 Batulicin`);
    expect(mail?.text).toContain(second.number);
    expect(mail?.text).not.toContain('berlubang');
  });

  it('are told once by however many sweeps at once, and never again', async () => {
    await world.complaint();
    await at(2.1);
    world.now = () => new Date(opened.getTime() + 4.5 * MINUTE);
    await Promise.all([announcements.due(100), announcements.due(100), announcements.due(100)]);
    await announcements.due(100);
    expect(await announced()).toBe(1);
    expect(await world.count('outbound_message', "audience = 'staff'")).toBe(1);
  });

  it('that are danger to life are told as soon as they are whole, alone', async () => {
    await world.complaint('TANAHBUMBU jalan berlubang', '+6281100000011');
    const { number } = await world.complaint('TANAHBUMBU kebakaran di pasar, ada yang terjebak', '+6281100000012');
    await at(2.1);
    await world.deliver();
    expect(world.mailSender.sent.map(({ subject }) => subject)).toEqual([
      expect.stringContaining(`DARURAT: aduan baru ${number}`),
    ]);
    await at(4.1);
    await world.deliver();
    expect(world.mailSender.sent).toHaveLength(2);
    expect(await announced()).toBe(2);
  });

  it('are not said to be announced where nobody could be told', async () => {
    await world.sql('DELETE FROM officer');
    await world.complaint();
    await at(2.1);
    await at(4.1);
    expect(await announced()).toBe(0);
    expect(world.logs.text()).toContain('nobody of the office could be told');
  });

  it('that were put aside meanwhile are no news', async () => {
    const { number } = await world.complaint();
    await at(2.1);
    await world.actions.apply({ number }, 'archive', { kind: 'operator', by: 'cli' });
    await at(4.1);
    expect(await world.count('outbound_message', "audience = 'staff'")).toBe(0);
  });
});

describe('a tenant that leaves dispatching to the gateway', () => {
  const automatic = { ...shippedTenant('tanah-bumbu'), dispatching: 'automatic' as const };

  function taking(): TakeUp {
    const tenants = { bySlug: () => automatic };
    const auto = new AutoDispatch({ tenants, dispatches: world.dispatching.dispatches });
    return new TakeUp({ ...parts(), listeners: [auto, new Announcements({ ...parts(), tenants })] });
  }

  it('has a routed ticket handed over at once; the admin reads where it went', async () => {
    takeUp = taking();
    const { number } = await world.complaint('TANAHBUMBU jalan berlubang di depan SDN 1');
    await at(2.1);
    await at(2.2);
    expect(await world.sql('SELECT agency, dispatched_by AS by FROM dispatch')).toEqual([
      { agency: 'pupr', by: 'gateway' },
    ]);
    await at(4.1);
    await world.deliver();
    expect(world.mailSender.sent.map(({ to }) => to?.value.split('@')[0])).toEqual(['bina-marga', 'admin']);
    expect(world.mailSender.sent[1]?.text).toContain('sudah diteruskan otomatis ke Dinas PUPR');
    expect((await world.sql('SELECT state FROM ticket WHERE number = $1', [number]))[0]).toEqual({
      state: 'dispatched',
    });
  });

  it('keeps for a human what no rule is sure of, and what is about officials', async () => {
    takeUp = taking();
    await world.complaint('TANAHBUMBU halo selamat pagi semuanya', '+6281100000021');
    await world.complaint('TANAHBUMBU ada pungli di kantor dinas pupr, diminta uang pelicin', '+6281100000022');
    await at(2.1);
    expect(await world.count('ticket', 'taken_up_at IS NOT NULL')).toBe(2);
    expect(await world.count('dispatch')).toBe(0);
  });
});
