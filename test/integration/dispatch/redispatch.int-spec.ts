import { randomBytes } from 'node:crypto';
import { StaffDesk } from '../../../src/agencies/staff-desk.js';
import { sealedIn } from '../../../src/contacts/vault-context.js';
import { DispatchEndings } from '../../../src/dispatch/dispatch-endings.js';
import type { Dispatches } from '../../../src/dispatch/dispatch.service.js';
import { Redispatch } from '../../../src/dispatch/redispatch.js';
import { Reopenings } from '../../../src/dispatch/response-endings.js';
import { newId } from '../../../src/database/new-id.js';
import { write } from '../../kit/dispatched.js';
import { seedStaff } from '../../kit/staff.js';
import { World } from '../../kit/world.js';

const ADMIN = { kind: 'operator', by: 'cli' } as const;
const OFFICER = { kind: 'officer', by: '01900000-0000-7000-8000-000000000001' } as const;
let world: World;
let dispatches: Dispatches;
beforeAll(async () => {
  world = await World.open();
  ({ dispatches } = world.dispatching);
  const redispatch = new Redispatch({
    vault: world.vault,
    clock: { now: () => world.now() },
    actions: world.actions,
    dispatches,
  });
  world.overruling.overrulings.passBy(redispatch);
  const { responseNotices } = world.responding;
  for (const each of [new DispatchEndings(dispatches), redispatch, new Reopenings(responseNotices)])
    world.actions.listen(each);
});
afterAll(() => world.close());
beforeEach(async () => {
  world.now = () => new Date();
  await world.empty();
  await seedStaff(world);
});

const reroute = (number: string, agency: string, unit?: string) =>
  world.overruling.overrulings.reroute(number, { agency, ...(unit !== undefined && { unit }) }, 'cli');
const ticket = async (number: string) =>
  (await world.sql('SELECT state, agency, unit, bounces FROM ticket WHERE number = $1', [number]))[0];
async function rows(): Promise<string[]> {
  const found = await world.sql<{ agency: string; unit: string | null; lead: boolean; state: string }>(
    'SELECT agency, unit, lead, state FROM dispatch ORDER BY dispatched_at, id',
  );
  return found.map(({ agency, unit, lead, state }) => [agency, unit, lead ? 'leads' : null, state].filter(Boolean).join(' ')); // prettier-ignore
}
/** What was told, by kind, in order. */
async function told(): Promise<string[]> {
  const found = await world.sql<{ key: string }>(
    "SELECT idempotency_key AS key FROM outbound_message WHERE audience = 'staff' ORDER BY id",
  );
  return found.map(({ key }) => key.split(':')[0] ?? '');
}
async function handed(...agencies: string[]): Promise<{ number: string; ticketId: string }> {
  const { number, ticketId } = await world.complaint();
  for (const agency of agencies) await dispatches.dispatch(number, { agency, actor: ADMIN });
  return { number, ticketId };
}

function hoursFromNow(hours: number): Date {
  return new Date(Date.now() + hours * 3_600_000);
}
/** What the office told an agency that has it. */
async function given(agency: string): Promise<{ note: string | null; dueAt: Date | null; due_given: boolean }> {
  const [row] = await world.sql<{ id: string; key_id: string; note_sealed: Buffer | null; due_at: Date; due_given: boolean }>(
    "SELECT id, key_id, note_sealed, due_at, due_given FROM dispatch WHERE agency = $1 AND state = 'sent'", [agency],
  ); // prettier-ignore
  if (!row) throw new Error(`${agency} has nothing`);
  const note = row.note_sealed && world.vault.openText(row.note_sealed, row.key_id, sealedIn.dispatchNote(row.id));
  return { note, dueAt: row.due_at, due_given: row.due_given };
}

describe('a ticket that agencies have goes to another one', () => {
  it('at once: the new one is told, the others hear that it is taken back, and nothing counts as handed back', async () => {
    const { number, ticketId } = await handed('pupr', 'perkim');
    const before = (await told()).length;
    await reroute(number, 'perhubungan');
    expect(await rows()).toEqual(['pupr withdrawn', 'perkim withdrawn', 'perhubungan leads sent']);
    expect(await ticket(number)).toEqual({ state: 'dispatched', agency: 'perhubungan', unit: null, bounces: 0 });
    expect((await told()).slice(before)).toEqual(['dispatch', 'withdrawn', 'withdrawn']);
    const types = await world.sql<{ type: string }>('SELECT type FROM ticket_event WHERE ticket_id = $1', [ticketId]);
    expect(types.map(({ type }) => type)).not.toContain('returned');
  });

  it('also where it has responded: the new one has to say something of its own', async () => {
    const { number } = await handed('pupr');
    const id = (await world.sql<{ id: string }>('SELECT id FROM dispatch'))[0]?.id ?? '';
    await world.responding.responses.submit({ dispatchId: id, text: 'Sudah kami tambal.', via: 'cli', actor: OFFICER });
    await reroute(number, 'perhubungan');
    expect(await ticket(number)).toMatchObject({ state: 'dispatched', agency: 'perhubungan' });
    expect(await world.sql('SELECT state FROM response')).toEqual([{ state: 'withdrawn' }]);
  });

  it('within the agency only the unit changes, and the others keep it', async () => {
    const { number } = await handed('pupr', 'perkim');
    await reroute(number, 'pupr', 'bina-marga');
    expect(await rows()).toEqual(['pupr bina-marga leads sent', 'perkim sent']);
  });

  it('within the agency also from a unit to none, in the dispatch as in the ticket', async () => {
    const { number } = await world.complaint();
    await dispatches.dispatch(number, { agency: 'pupr', unit: 'bina-marga', actor: ADMIN });
    await reroute(number, 'pupr');
    expect(await rows()).toEqual(['pupr leads sent']);
    expect(await ticket(number)).toMatchObject({ agency: 'pupr', unit: null });
    await world.overruling.undoing.undo(number, 'cli');
    expect(await rows()).toEqual(['pupr bina-marga leads sent']);
    expect(await ticket(number)).toMatchObject({ agency: 'pupr', unit: 'bina-marga' });
  });

  it('within the agency it can be undone while the others keep it as they had it', async () => {
    const { number } = await handed('pupr', 'perkim');
    await reroute(number, 'pupr', 'bina-marga');
    await world.overruling.undoing.undo(number, 'cli');
    expect(await rows()).toEqual(['pupr leads sent', 'perkim sent']);
    await reroute(number, 'pupr', 'bina-marga');
    await dispatches.dispatch(number, { agency: 'perhubungan', actor: ADMIN });
    await expect(world.overruling.undoing.undo(number, 'cli')).rejects.toMatchObject({ code: 'changed-since' });
  });

  it('undone, they get the office’s words and its time with it, unless that time is over', async () => {
    const { number } = await world.complaint();
    const [tomorrow, later] = [hoursFromNow(24), hoursFromNow(72)];
    await dispatches.dispatch(number, { agency: 'pupr', note: 'Mohon dicek hari ini', dueAt: tomorrow, actor: ADMIN });
    await dispatches.dispatch(number, { agency: 'perkim', note: 'Bantu PUPR', dueAt: later, actor: ADMIN });
    await reroute(number, 'perhubungan');
    world.now = () => hoursFromNow(48);
    await world.overruling.undoing.undo(number, 'cli');
    expect(await given('pupr')).toEqual({ note: 'Mohon dicek hari ini', dueAt: expect.any(Date) as Date, due_given: false }); // prettier-ignore
    expect(((await given('pupr')).dueAt ?? 0) > hoursFromNow(48)).toBe(true);
    expect(await given('perkim')).toEqual({ note: 'Bantu PUPR', dueAt: later, due_given: true });
  });

  it('undone, those who had it get it anew, with the one in the lead', async () => {
    const { number } = await handed('pupr', 'perkim');
    await reroute(number, 'perhubungan');
    const before = (await told()).length;
    await world.overruling.undoing.undo(number, 'cli');
    expect((await rows()).slice(2).sort()).toEqual(['perhubungan withdrawn', 'perkim sent', 'pupr leads sent']);
    expect(await ticket(number)).toMatchObject({ state: 'dispatched', agency: 'pupr' });
    expect((await told()).slice(before).sort()).toEqual(['dispatch', 'dispatch', 'withdrawn']);
  });

  it('all or nothing: what can not be dispatched changes nothing', async () => {
    const { number } = await handed('pupr');
    await expect(reroute(number, 'perhubungan', 'bidang-x')).rejects.toMatchObject({ code: 'unit-unknown' });
    expect(await rows()).toEqual(['pupr leads sent']);
  });
});

describe('a ticket that is merged by mistake', () => {
  it('goes back to the agencies that had it, which are told anew', async () => {
    const leader = await world.complaint(undefined, '+6281100000002');
    const { number } = await handed('pupr', 'perkim');
    await world.overruling.merging.merge(number, leader.number, 'cli');
    expect(await rows()).toEqual(['pupr leads withdrawn', 'perkim withdrawn']);
    await world.overruling.merging.unmerge(number, 'cli');
    expect((await rows()).slice(2)).toEqual(['pupr leads sent', 'perkim sent']);
    expect(await ticket(number)).toMatchObject({ state: 'dispatched', agency: 'pupr' });
  });

  it('goes back to those that are left where one of them is no agency any more', async () => {
    const leader = await world.complaint(undefined, '+6281100000002');
    const { number } = await handed('pupr', 'perkim');
    await world.overruling.merging.merge(number, leader.number, 'cli');
    await world.sql("UPDATE dispatch SET agency = 'dinas-lama' WHERE agency = 'pupr'");
    await world.overruling.merging.unmerge(number, 'cli');
    expect((await rows()).slice(2)).toEqual(['perkim leads sent']);
    expect(await ticket(number)).toMatchObject({ state: 'dispatched', agency: 'perkim' });
  });

  it('but only those that the merging took it from', async () => {
    const leader = await world.complaint(undefined, '+6281100000002');
    const { number } = await handed('pupr');
    const id = (await world.sql<{ id: string }>('SELECT id FROM dispatch'))[0]?.id ?? '';
    await dispatches.withdraw(id, ADMIN);
    await world.overruling.merging.merge(number, leader.number, 'cli');
    await world.overruling.merging.unmerge(number, 'cli');
    expect(await rows()).toEqual(['pupr leads withdrawn']);
  });
});

describe('a ticket that is open again', () => {
  it('is told to the admins of the office, once, with no word of who says so', async () => {
    const { number } = await world.complaint();
    await world.answers.answer(number, 'Sudah kami tambal.');
    await world.deliver();
    const before = (await told()).length;
    await world.receive('TANAHBUMBU BELUM masih berlubang');
    await world.process();
    await world.receive('TANAHBUMBU BELUM masih berlubang sekali');
    await world.process();
    expect(await ticket(number)).toMatchObject({ state: 'reopened' });
    expect((await told()).slice(before)).toEqual(['reopened']);
    const [notice] = (await world.replies()).filter(({ text }) => text.includes('belum beres. Aduan dibuka'));
    expect(notice?.text).toContain(number);
    expect(notice?.text).not.toContain('+62');
  });

  it('by the office itself too', async () => {
    const { number } = await world.complaint();
    await world.answers.answer(number, 'Sudah kami tambal.');
    await world.actions.apply({ number }, 'reopen', ADMIN);
    expect(await told()).toEqual(['reopened']);
  });

  describe('is not told to whoever opened it', () => {
    /** An account; of no mailbox where none is given. */
    async function account(name: string, mailbox?: string, tenant = 'tanah-bumbu'): Promise<string> {
      const { vault } = world;
      const id = newId();
      const value = mailbox ?? '';
      await write(world, 'user_account', {
        id, role: 'admin', tenant, locale: 'id', key_id: vault.keyId, username_hash: randomBytes(32),
        name_sealed: vault.seal(name, sealedIn.accountName(id)),
        ...(mailbox !== undefined && { email_hash: vault.addressHash({ kind: 'email', value }), email_sealed: vault.seal(value, sealedIn.accountEmail(id)) }),
        password_temporary: false, created_at: world.now(), updated_at: world.now(),
      });
      return id;
    } // prettier-ignore
    /** How many admins hear of it. */
    async function hear(userId: string): Promise<number> {
      const { number } = await world.complaint();
      await world.answers.answer(number, 'Sudah kami tambal.');
      const before = (await told()).length;
      await world.actions.apply({ number }, 'reopen', { kind: 'operator', by: `user:${userId}` });
      return (await told()).length - before;
    }
    /** Beside the one with a mailbox. */
    async function byTelephone(name: string, number: string): Promise<void> {
      const desk = new StaffDesk({ database: world.database, vault: world.vault, clock: { now: () => world.now() } });
      const address = { kind: 'phone', value: number } as const;
      await desk.add({
        tenant: 'tanah-bumbu',
        agency: null,
        unit: null,
        role: 'admin',
        name,
        address,
        channelId: null,
      });
    }

    it('known by their mailbox', async () => {
      const mailbox = 'admin@tanahbumbu.instansi.example';
      expect(await hear(newId())).toBe(1);
      expect(await hear(await account('Nama Lain', mailbox))).toBe(0);
    });

    it('known by their name, where they are told by telephone', async () => {
      await byTelephone('Siti  Aminah', '+6281100000062');
      expect(await hear(await account('siti aminah', 'siti@tanahbumbu.instansi.example'))).toBe(1);
      expect(await hear(await account('Orang Lain'))).toBe(2);
      expect(await hear(await account('Siti Aminah', undefined, 'badung'))).toBe(2);
      // Two of one name: nobody knows which of them it was.
      await byTelephone('Siti Aminah', '+6281100000063');
      expect(await hear(await account('Siti Aminah'))).toBe(3);
    });
  });
});
