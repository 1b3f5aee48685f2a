import { StaffDesk } from '../../../src/agencies/staff-desk.js';
import { StaffDirectory } from '../../../src/agencies/staff-directory.js';
import { StaffNotices } from '../../../src/agencies/staff-notices.js';
import { BreachReminders, reminderStage } from '../../../src/privacy/breach-reminders.js';
import { Breaches } from '../../../src/privacy/breaches.js';
import { RetentionRun } from '../../../src/privacy/retention-run.js';
import { SubjectRights } from '../../../src/privacy/subject-rights.js';
import { TenantRegistry } from '../../../src/tenants/tenant-registry.js';
import { smsEvent } from '../../kit/messages.js';
import { phonePhoto } from '../../kit/pictures.js';
import { shippedConfig } from '../../kit/shipped.js';
import { World } from '../../kit/world.js';

const ANI = '+6281100000001';
const BUDI = '+6281100000002';
const address = (value: string) => [{ kind: 'phone', value } as const];

let world: World;
let run: RetentionRun;
let rights: SubjectRights;
let breaches: Breaches;
beforeAll(async () => {
  world = await World.open();
  const clock = { now: () => world.now() };
  const tenants = new TenantRegistry(shippedConfig().tenants.all());
  run = new RetentionRun({ ...world.parts, tenants, storage: world.storage, clock });
  rights = new SubjectRights({ ...world.parts, clock });
  breaches = new Breaches({ ...world.parts, clock });
});
afterAll(() => world.close());
beforeEach(async () => {
  world.now = () => new Date();
  await world.sql(
    'TRUNCATE officer, data_request, data_breach, object_removal, retention_cursor, feedback, dispatch, response CASCADE',
  );
  await world.empty();
});

const days = (count: number) => {
  world.now = () => new Date(Date.now() + count * 86_400_000);
};

/** A complaint with a photo that is answered, delivered and closed. */
async function closedComplaint(from = ANI): Promise<{ number: string; ticketId: string; inboundId: string }> {
  const photo = await phonePhoto();
  world.media.next = async () => ({ bytes: photo, contentType: 'image/jpeg' });
  const [inboundId = ''] = await world.accept([
    smsEvent(`TANAHBUMBU jalan berlubang di depan rumah saya ${from.slice(-2)}`, {
      from: { kind: 'phone', value: from, name: 'Ani Contoh' },
      attachments: [{ contentType: 'image/jpeg', inline: false, ref: 'foto-1', filename: 'rumah ani.jpg' }],
    }),
  ]);
  await world.process();
  await world.files.process(world.bell.take('maintenance'));
  const [ticket] = await world.sql<{ id: string; number: string }>(
    'SELECT id, number FROM ticket WHERE opening_message_id = $1',
    [inboundId],
  );
  const number = ticket?.number ?? '';
  await world.answers.answer(number, 'Sudah kami tambal, Ibu Ani.');
  await world.deliver();
  await world.actions.apply({ number }, 'close', { kind: 'gateway' });
  return { number, ticketId: ticket?.id ?? '', inboundId };
}

/** Every text of every table, as anybody with the database sees it. */
async function everything(): Promise<string> {
  const tables = await world.sql<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
  );
  const rows = await Promise.all(tables.map(({ name }) => world.sql(`SELECT t::text AS row FROM "${name}" t`)));
  return JSON.stringify(rows);
}

describe('retention', () => {
  it('leaves everything in place before its time', async () => {
    const { number } = await closedComplaint();
    days(89);
    expect(await run.run()).toEqual({ raw: 0, unassigned: 0, tickets: 0, staffMessages: 0, looks: 0, objects: 0 });
    expect((await world.queries.show(number))?.messages[0]?.text).toContain('jalan berlubang');
  });

  it('takes the raw delivery first, and the conversation stays', async () => {
    const { number, inboundId } = await closedComplaint();
    days(91);
    expect(await run.run()).toMatchObject({ raw: 1, tickets: 0 });
    expect(await world.sql('SELECT raw_sealed, event_sealed IS NOT NULL AS event FROM inbound_message WHERE id = $1', [inboundId])).toEqual([{ raw_sealed: null, event: true }]); // prettier-ignore
    expect((await world.queries.show(number))?.messages[0]?.text).toContain('jalan berlubang');
    expect(await run.run()).toMatchObject({ raw: 0 });
  });

  it('keeps the raw delivery of what failed, which somebody may try again', async () => {
    const id = await world.receive('TANAHBUMBU jalan rusak');
    await world.sql("UPDATE inbound_message SET state = 'failed', outcome = 'failed', reason = 'x' WHERE id = $1", [
      id,
    ]);
    days(91);
    await run.run();
    expect(await world.count('inbound_message', 'raw_sealed IS NOT NULL')).toBe(1);
    days(181);
    expect(await run.run()).toMatchObject({ unassigned: 1 });
    expect(await world.count('inbound_message', 'raw_sealed IS NOT NULL OR sender_hash IS NOT NULL')).toBe(0);
  });

  it('empties what does not open as well, says so, and goes on with the rest', async () => {
    const ids = [];
    for (const text of ['satu', 'dua', 'tiga']) ids.push(await world.receive(`TANAHBUMBU ${text}`));
    await world.sql("UPDATE inbound_message SET state = 'failed', outcome = 'failed', reason = 'x'");
    await world.sql("UPDATE inbound_message SET key_id = 'gone' WHERE id = $1", [ids[1]]);
    days(181);
    expect(await run.run()).toMatchObject({ unassigned: 3 });
    expect(await world.count('inbound_message', 'event_sealed IS NOT NULL')).toBe(0);
    const told = world.logs.lines.filter(({ level }) => level === 'error').map(({ fields }) => fields);
    expect(told).toEqual([{ inbound: ids[1] }]);
  });

  it('takes people out of a ticket two years after its end, files too; the statistics and the balance stay', async () => {
    const { number, ticketId } = await closedComplaint();
    const stored = await world.sql<{ storage_key: string; view_key: string }>('SELECT storage_key, view_key FROM attachment'); // prettier-ignore
    const keys = Object.values(stored[0] ?? {});
    expect(keys).toHaveLength(2);
    days(731);
    expect(await run.run()).toMatchObject({ tickets: 1, objects: 2 });
    for (const key of keys) await expect(world.storage.get(key)).rejects.toMatchObject({ code: 'object-missing' });
    const text = await everything();
    for (const word of ['depan rumah', ANI, 'Ani', 'foto-1']) expect(text).not.toContain(word);
    expect(await world.sql('SELECT category, agency, state, district_code IS NULL AS place FROM ticket')).toEqual([
      { category: 'jalan-rusak', agency: 'pupr', state: 'closed', place: true },
    ]);
    expect(await world.count('contact')).toBe(0);
    expect(await world.count('contact_address')).toBe(0);
    expect(await world.count('ticket_event', `ticket_id = '${ticketId}' AND type = 'identity-erased'`)).toBe(1);
    expect((await world.balance()).ok).toBe(true);
    // What is left can still be looked at.
    const shown = await world.queries.show(number);
    expect(shown?.messages.map(({ text: words }) => words)).toEqual(['', '']);
    expect(await run.run()).toMatchObject({ tickets: 0, objects: 0 });
  });

  it('takes files that went out, but not those that another’s ticket carries too', async () => {
    const { ticketId } = await closedComplaint();
    const { ticketId: other } = await closedComplaint(BUDI);
    const shared = await world.store.put(Buffer.from('berkas bersama'), { contentType: 'application/pdf' });
    const own = await world.store.put(Buffer.from('berkas sendiri'), { contentType: 'application/pdf' });
    const attach = async (ticket: string, key: string, position: number) =>
      world.sql(
        `INSERT INTO outbound_attachment (id, outbound_id, position, content_type, size, sha256, key_id, filename_sealed, storage_key, carried, created_at)
         SELECT gen_random_uuid(), id, $2, 'application/pdf', 14, 'x', 'k', '', $3, true, now() FROM outbound_message
         WHERE ticket_id = $1 AND purpose = 'answer'`,
        [ticket, position, key],
      );
    await attach(ticketId, shared.ref, 0);
    await attach(ticketId, own.ref, 1);
    await attach(other, shared.ref, 0);
    await world.sql('DELETE FROM object_removal WHERE key = ANY($1)', [[shared.ref, own.ref]]);
    days(731);
    await world.sql("UPDATE ticket SET closed_at = now() + interval '1 year' WHERE id = $1", [other]);
    await run.run();
    await expect(world.store.get(own.ref)).rejects.toMatchObject({ code: 'object-missing' });
    expect((await world.store.get(shared.ref)).toString()).toBe('berkas bersama');
    expect(await world.count('outbound_attachment')).toBe(1);
  });

  it('keeps a person whose other ticket is not over, and what is still on its way', async () => {
    await closedComplaint();
    await world.complaint('TANAHBUMBU lampu jalan mati', ANI);
    days(731);
    expect(await run.run()).toMatchObject({ tickets: 1 });
    expect(await world.count('contact_address')).toBe(1);
    await world.empty();
    world.now = () => new Date();
    const { number } = await closedComplaint(BUDI);
    await world.sql(`UPDATE outbound_message SET state = 'unknown' WHERE purpose = 'answer'`);
    days(731);
    expect(await run.run()).toMatchObject({ tickets: 0 });
    expect((await world.queries.show(number))?.messages[0]?.text).toContain('jalan berlubang');
  });

  it('what the storage does not give up now is tried again an hour later', async () => {
    await closedComplaint();
    days(731);
    const remove = world.storage.remove.bind(world.storage);
    world.storage.remove = async () => Promise.reject(new Error('away'));
    expect(await run.run()).toMatchObject({ tickets: 1, objects: 0 });
    world.storage.remove = remove;
    expect(await run.run()).toMatchObject({ objects: 0 });
    world.now = () => new Date(Date.now() + 731 * 86_400_000 + 3_700_000);
    expect(await run.run()).toMatchObject({ objects: 2 });
  });

  it('two at once clear each row once', async () => {
    await closedComplaint();
    await closedComplaint(BUDI);
    days(731);
    const other = new RetentionRun({
      ...world.parts,
      tenants: shippedConfig().tenants,
      storage: world.storage,
      clock: { now: () => world.now() },
    });
    const [one, two] = await Promise.all([run.run(), other.run()]);
    expect(one.tickets + two.tickets).toBe(2);
    expect(one.raw + two.raw).toBe(2);
    expect(await world.count('ticket_event', "type = 'identity-erased'")).toBe(2);
  });
});

describe('a person’s rights', () => {
  it('export holds what they wrote and were told, on every ticket of theirs, and the look is recorded', async () => {
    const { number, ticketId } = await closedComplaint();
    await closedComplaint(BUDI);
    const found = await rights.export('tanah-bumbu', address(ANI), 'cli');
    expect(found.tickets).toMatchObject([{ number, category: 'jalan-rusak', state: 'closed' }]);
    expect(found.addresses).toMatchObject([{ kind: 'phone', value: ANI }]);
    expect(found.names).toEqual(['Ani Contoh']);
    expect(found.messages.map(({ direction }) => direction)).toEqual(['in', 'out', 'out']);
    expect(found.files).toMatchObject([{ ticket: number, filename: 'rumah ani.jpg' }]);
    expect(JSON.stringify(found)).not.toContain(BUDI);
    expect(await world.sql("SELECT actor, ticket_id FROM access_log WHERE action = 'person-export'")).toEqual([
      { actor: 'cli', ticket_id: ticketId },
    ]);
    expect(await world.sql('SELECT kind, by, counts FROM data_request')).toEqual([
      { kind: 'export', by: 'cli', counts: { tickets: 1, messages: 3, files: 1 } },
    ]);
  });

  it('export does not show another citizen’s message that was added to their ticket', async () => {
    const { number, ticketId } = await closedComplaint();
    const [stranger = ''] = await world.accept([
      smsEvent('TANAHBUMBU sampah menumpuk', { from: { kind: 'phone', value: BUDI } }),
    ]);
    await world.process();
    await world.sql('UPDATE inbound_message SET ticket_id = $1 WHERE id = $2', [ticketId, stranger]);
    const found = await rights.export('tanah-bumbu', address(ANI), 'cli');
    expect(found.tickets.map((ticket) => ticket.number)).toEqual([number]);
    expect(JSON.stringify(found)).not.toContain('sampah menumpuk');
  });

  it('is of one office: another one holds nothing', async () => {
    await closedComplaint();
    await expect(rights.export('badung', address(ANI), 'cli')).rejects.toMatchObject({ code: 'person-unknown' });
    await expect(rights.erase('badung', address(ANI), 'cli')).rejects.toMatchObject({ code: 'person-unknown' });
  });

  it('erasure waits for what is open, then takes everything but the statistics and the STOP', async () => {
    const open = await world.complaint('TANAHBUMBU lampu jalan mati', ANI);
    await closedComplaint();
    await world.receive('TANAHBUMBU BANTUAN', ANI);
    await world.process();
    await world.deliver();
    await world.sql('INSERT INTO opt_out (channel_id, address_hash, at) VALUES ($1, $2, now())', [
      'sms-1708',
      world.vault.addressHash({ kind: 'phone', value: ANI }),
    ]);
    await expect(rights.erase('tanah-bumbu', address(ANI), 'cli')).rejects.toMatchObject({
      code: 'still-open',
      message: expect.stringContaining(open.number) as string,
    });
    await world.actions.apply({ number: open.number }, 'archive', { kind: 'operator' });
    expect(await rights.erase('tanah-bumbu', address(ANI), 'cli')).toMatchObject({ tickets: 2, otherMessages: 1 });
    expect(await world.count('ticket')).toBe(2);
    expect(await world.count('inbound_message', 'event_sealed IS NOT NULL OR sender_hash IS NOT NULL')).toBe(0);
    expect(await world.count('contact')).toBe(0);
    expect(await world.count('opt_out')).toBe(1);
    expect((await world.balance()).ok).toBe(true);
    await expect(rights.export('tanah-bumbu', address(ANI), 'cli')).rejects.toMatchObject({ code: 'person-unknown' });
    // Asked again, it is seen to be the same person's.
    expect(await world.sql('SELECT kind FROM data_request WHERE subject_hash = $1', [world.vault.tenantAddressHash('tanah-bumbu', { kind: 'phone', value: ANI })])).toEqual([{ kind: 'erase' }]); // prettier-ignore
  });

  it('who was erased may report again, as somebody new', async () => {
    await closedComplaint();
    await rights.erase('tanah-bumbu', address(ANI), 'cli');
    const { number } = await world.complaint('TANAHBUMBU jalan berlubang lagi', ANI);
    expect((await rights.export('tanah-bumbu', address(ANI), 'cli')).tickets.map((ticket) => ticket.number)).toEqual([
      number,
    ]);
  });
});

describe('the register of breaches', () => {
  const NEW = { what: 'Laptop petugas hilang.', dataKinds: ['name', 'message'] as const, by: 'cli' };

  it('runs 72 hours from the discovery, and says when it is late', async () => {
    const discoveredAt = new Date(Date.now() - 10 * 3_600_000);
    const breach = await breaches.add({ ...NEW, dataKinds: [...NEW.dataKinds], discoveredAt, tenant: 'badung' });
    expect(Date.parse(breach.notifyBy) - discoveredAt.getTime()).toBe(72 * 3_600_000);
    expect(breach.hoursLeft).toBeCloseTo(61.9, 0);
    days(4);
    expect((await breaches.show(breach.id)).hoursLeft).toBeLessThan(-33);
    expect(await everything()).not.toContain('Laptop');
  });

  it('is closed when authority and persons have been told, and not before', async () => {
    const { id } = await breaches.add({ ...NEW, dataKinds: [...NEW.dataKinds], discoveredAt: new Date() });
    await expect(breaches.change(id, { close: true })).rejects.toMatchObject({ code: 'breach-not-told' });
    await breaches.change(id, { authorityTold: true });
    const told = await breaches.change(id, { personsTold: true, persons: 12, measures: 'Kata sandi diganti.' });
    expect(told).toMatchObject({ hoursLeft: null, persons: 12, measures: 'Kata sandi diganti.' });
    const first = told.authorityToldAt;
    expect((await breaches.change(id, { authorityTold: true, close: true })).authorityToldAt).toBe(first);
    await expect(breaches.change(id, { persons: 13 })).rejects.toMatchObject({ code: 'breach-closed' });
  });

  it('refuses what says nothing, what is not discovered yet, and what it does not know', async () => {
    const add = (change: object) => breaches.add({ ...NEW, dataKinds: ['name'], discoveredAt: new Date(), ...change });
    await expect(add({ what: ' ' })).rejects.toMatchObject({ code: 'breach-incomplete' });
    await expect(add({ dataKinds: [] })).rejects.toMatchObject({ code: 'breach-incomplete' });
    await expect(add({ discoveredAt: new Date(Date.now() + 60_000) })).rejects.toMatchObject({
      code: 'breach-in-future',
    });
    await expect(breaches.change('none', {})).rejects.toMatchObject({ code: 'breach-unknown' });
  });
});

describe('reminders of a breach', () => {
  it('go to the office’s own people, once a stage, until everybody has been told', async () => {
    const clock = { now: () => world.now() };
    const { tenants, locales } = shippedConfig();
    const staff = new StaffDirectory(world.vault);
    const desk = new StaffDesk({ database: world.database, vault: world.vault, clock });
    const notices = new StaffNotices({ ...world.parts, ringAfterSeconds: 15 });
    await desk.add({ tenant: 'tanah-bumbu', agency: null, unit: null, role: 'admin', name: 'Admin Contoh', address: { kind: 'phone', value: '+6281100000010' }, channelId: null }); // prettier-ignore
    await desk.add({ tenant: 'tanah-bumbu', agency: 'pupr', unit: null, role: 'officer', name: 'Pejabat Contoh', address: { kind: 'phone', value: '+6281100000011' }, channelId: null }); // prettier-ignore
    const { id } = await breaches.add({ what: 'Salinan data terkirim ke alamat salah.', dataKinds: ['name'], discoveredAt: new Date(), tenant: 'tanah-bumbu', by: 'cli' }); // prettier-ignore
    const sweep = () =>
      new BreachReminders({
        database: world.database,
        staff,
        notices,
        tenants,
        locales,
        doorbell: world.bell,
        clock,
      }).due();
    const told = async () => (await world.replies()).map(({ text }) => text);
    world.now = () => new Date(Date.now() + 60_000);
    await Promise.all([sweep(), sweep()]);
    expect(await told()).toEqual([expect.stringContaining('72 jam')]);
    await sweep();
    expect(await told()).toHaveLength(1);
    days(2.5);
    await sweep();
    expect((await told()).at(-1)).toContain('24 jam');
    days(3.5);
    await sweep();
    expect((await told()).at(-1)).toContain('LEWAT WAKTU');
    expect(world.bell.take('outbox')).toHaveLength(3);
    await breaches.change(id, { authorityTold: true, personsTold: true });
    days(5);
    await sweep();
    expect(await told()).toHaveLength(3);
    expect(await world.count('outbound_message', "audience = 'staff'")).toBe(3);
  });

  it.each([
    [73, undefined],
    [72, 72],
    [49, 72],
    [48, 48],
    [5.9, 6],
    [0.1, 6],
    [0, 0],
    [-30, 0],
  ] as const)('%p hours before the end are stage %p', (left, stage) => {
    const now = new Date('2026-11-26T00:00:00Z');
    expect(reminderStage(new Date(now.getTime() + left * 3_600_000), now)).toBe(stage);
  });
});
