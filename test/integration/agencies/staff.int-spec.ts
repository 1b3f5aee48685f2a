import { staffChannel } from '../../../src/agencies/staff-notices.js';
import { StaffDesk } from '../../../src/agencies/staff-desk.js';
import { StaffSeeds } from '../../../src/agencies/staff-seeds.js';
import type { StaffMember } from '../../../src/agencies/staff-directory.js';
import { staffAddress, type StaffEntry, type StaffMeans } from '../../../src/tenants/staff.js';
import { World } from '../../kit/world.js';

const TENANT = 'tanah-bumbu';
let world: World;
let seeds: StaffSeeds;
let desk: StaffDesk;
beforeAll(async () => {
  world = await World.open();
  const parts = { database: world.database, vault: world.vault, clock: { now: () => world.now() } };
  seeds = new StaffSeeds(parts);
  desk = new StaffDesk(parts);
});
afterAll(() => world.close());
beforeEach(() => world.empty());

function entry(text: string, more: Partial<StaffEntry> = {}): StaffEntry {
  const means: StaffMeans = text.includes('@') ? 'email' : 'sms';
  const address = staffAddress(means, text);
  if (!address) throw new Error('no address');
  return { agency: 'pupr', unit: null, role: 'officer', name: 'Pejabat Contoh', means, address, path: [], ...more };
}

async function people(): Promise<string[]> {
  return (await world.staff.list(world.database, { tenant: TENANT })).map(
    ({ agency, role, name, address }) => `${agency ?? 'office'} ${role} ${name} ${address.value}`,
  );
}

describe('people of a tenant’s file', () => {
  it('come in once, however often and by however many processes at once', async () => {
    const file = [
      entry('admin@instansi.example', { agency: null, role: 'admin', name: 'Admin Contoh' }),
      entry('pupr@instansi.example'),
      { ...entry('x@instansi.example', { agency: 'perkim' }), address: undefined },
    ];
    await Promise.all([seeds.apply(TENANT, file), seeds.apply(TENANT, file), seeds.apply(TENANT, file)]);
    await seeds.apply(TENANT, file);
    expect(await people()).toEqual([
      'office admin Admin Contoh admin@instansi.example',
      'pupr officer Pejabat Contoh pupr@instansi.example',
    ]);
    expect(await world.count('officer')).toBe(2);
  });

  it('follow the file: a new name, gone, back again; another tenant’s stay', async () => {
    await seeds.apply('badung', [entry('pupr@instansi.example')]);
    await seeds.apply(TENANT, [entry('pupr@instansi.example'), entry('perkim@instansi.example', { agency: 'perkim' })]);
    const before = await world.sql('SELECT id FROM officer ORDER BY id');
    await seeds.apply(TENANT, [entry('pupr@instansi.example', { name: 'Pejabat Baru', role: 'agency-head' })]);
    expect(await people()).toEqual(['pupr agency-head Pejabat Baru pupr@instansi.example']);
    await seeds.apply(TENANT, [entry('perkim@instansi.example', { agency: 'perkim' })]);
    expect(await people()).toEqual(['perkim officer Pejabat Contoh perkim@instansi.example']);
    expect(await world.sql('SELECT id FROM officer ORDER BY id')).toEqual(before);
    expect(await world.count('officer', "tenant = 'badung' AND active")).toBe(1);
  });

  it('stay as people left them', async () => {
    const file = [entry('pupr@instansi.example'), entry('perkim@instansi.example', { agency: 'perkim' })];
    await seeds.apply(TENANT, file);
    const [pupr] = await world.staff.list(world.database, { tenant: TENANT, agency: 'pupr' });
    await desk.remove(pupr?.id ?? '');
    await desk.add({ ...member(entry('perkim@instansi.example', { agency: 'perkim', name: 'Diubah Tangan' })) });
    await seeds.apply(TENANT, file);
    expect(await people()).toEqual(['perkim officer Diubah Tangan perkim@instansi.example']);
    await seeds.apply(TENANT, []);
    expect(await people()).toEqual(['perkim officer Diubah Tangan perkim@instansi.example']);
    await expect(desk.remove(pupr?.id ?? '')).rejects.toMatchObject({ code: 'officer-unknown' });
    expect(await world.count('officer')).toBe(2);
  });

  it('are sealed, and known by their address', async () => {
    await seeds.apply(TENANT, [entry('pupr@instansi.example'), entry('pupr@instansi.example', { agency: 'perkim' })]);
    const rows = await world.sql('SELECT * FROM officer');
    expect(JSON.stringify(rows.map((row) => Object.values(row).map(String)))).not.toMatch(/Pejabat|instansi\.example/);
    const hash = world.vault.addressHash({ kind: 'email', value: 'pupr@instansi.example' });
    const found = await world.staff.byAddressHash(world.database, hash, TENANT);
    expect(found.map(({ agency }) => agency)).toEqual(['pupr', 'perkim']);
    expect(await world.staff.byAddressHash(world.database, hash, 'badung')).toEqual([]);
  });
});

describe('who is told of what an agency is handed', () => {
  it('is the unit’s officers, else the agency’s, else its head, else the office’s admin', async () => {
    const who = async (agency: string, unit: string | null) => {
      const found = await world.staff.recipients(world.database, { tenant: TENANT, agency, unit });
      return [found.standIns, ...found.members.map(({ address }) => address.value)];
    };
    await seeds.apply(TENANT, [
      entry('admin@instansi.example', { agency: null, role: 'admin' }),
      entry('pupr@instansi.example'),
      entry('kepala@instansi.example', { role: 'agency-head' }),
      entry('bina-marga@instansi.example', { unit: 'bina-marga' }),
      entry('kepala2@instansi.example', { agency: 'perkim', role: 'agency-head' }),
      entry('lalin@instansi.example', { agency: 'perhubungan', unit: 'lalu-lintas' }),
    ]);
    expect(await who('pupr', 'bina-marga')).toEqual([false, 'bina-marga@instansi.example']);
    expect(await who('pupr', 'tata-ruang')).toEqual([false, 'pupr@instansi.example']);
    expect(await who('pupr', null)).toEqual([false, 'pupr@instansi.example']);
    expect(await who('perkim', null)).toEqual([false, 'kepala2@instansi.example']);
    expect(await who('perhubungan', null)).toEqual([false, 'lalin@instansi.example']);
    expect(await who('sosial', null)).toEqual([true, 'admin@instansi.example']);
  });
});

describe('a notice', () => {
  const NOTICE = { purpose: 'reminder', subject: 'Pengingat', text: 'Isi yang panjang', short: 'Isi' } as const;

  async function queue(text: string, key: string, more: { ticketId?: string } = {}) {
    const person = await stored(text);
    return world.actions.transaction(async (tx) => {
      const notice = { ...NOTICE, ...more, idempotencyKey: key, now: world.now() };
      const rings = await world.staffNotices.queue(tx, person, notice);
      return { value: rings, rings };
    });
  }

  it('goes by the one address of each, as that channel takes it', async () => {
    await queue('pupr@instansi.example', 'n:1');
    await queue('0811-0000-0031', 'n:2');
    await world.deliver();
    expect(world.mailSender.sent).toMatchObject([
      { to: { kind: 'email', value: 'pupr@instansi.example' }, text: 'Isi yang panjang', subject: 'Pengingat', purpose: 'reminder' },
    ]); // prettier-ignore
    expect(world.sender.sent).toMatchObject([{ to: { kind: 'phone', value: '+6281100000031' }, text: 'Isi' }]);
    const rows = await world.sql('SELECT audience, officer_id IS NOT NULL AS officer, state FROM outbound_message');
    expect(rows).toEqual(Array(2).fill({ audience: 'staff', officer: true, state: 'sent' }));
  });

  it('is the same one when it is queued again', async () => {
    expect(await queue('pupr@instansi.example', 'n:1')).toHaveLength(1);
    expect(await queue('pupr@instansi.example', 'n:1')).toEqual([]);
    expect(await world.count('outbound_message')).toBe(1);
  });

  it('that reaches nobody is told to operators and stops nothing', async () => {
    const { ticketId } = await world.complaint();
    const before = await world.count('outbound_message');
    const person = await stored('pupr@instansi.example', 'badung');
    const rings = await world.actions.transaction(async (tx) => {
      const value = await world.staffNotices.queue(tx, person, { ...NOTICE, ticketId, idempotencyKey: 'n:9', now: world.now() });
      return { value, rings: value };
    }); // prettier-ignore
    expect(rings).toEqual([]);
    expect(await world.count('outbound_message')).toBe(before);
    expect(await world.sql("SELECT data FROM ticket_event WHERE type = 'staff-not-reached'")).toEqual([
      { data: { officer: person.id, purpose: 'reminder' } },
    ]);
    expect(world.logs.text()).toContain('they were not told');
    expect(world.logs.text()).not.toContain('instansi.example');
  });

  it('takes the channel that a person has, if it runs and reaches them', () => {
    const address = { kind: 'email', value: 'pupr@instansi.example' } as const;
    const chosen = (channelId: string | null) =>
      staffChannel({ tenant: TENANT, address, channelId }, world.channels)?.id;
    expect(chosen(null)).toBe('email-tanahbumbu');
    expect(chosen('email-tanahbumbu-2')).toBe('email-tanahbumbu-2');
    expect(chosen('sms-1708')).toBe('email-tanahbumbu');
  });
});

function member({ agency, unit, role, name, address }: StaffEntry) {
  if (!address) throw new Error('no address');
  return { tenant: TENANT, agency, unit, role, name, address, channelId: null };
}

async function stored(text: string, tenant = TENANT): Promise<StaffMember> {
  const id = await desk.add({ ...member(entry(text)), tenant });
  const found = await world.staff.byId(world.database, id);
  if (!found) throw new Error('nobody was entered');
  return found;
}
