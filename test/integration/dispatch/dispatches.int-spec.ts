import { DispatchEndings } from '../../../src/dispatch/dispatch-endings.js';
import type { Dispatches } from '../../../src/dispatch/dispatch.service.js';
import { sealedIn } from '../../../src/contacts/vault-context.js';
import { openPortable } from '../../../src/contacts/portable-seal.js';
import { seedStaff } from '../../kit/staff.js';
import { World } from '../../kit/world.js';

const ADMIN = { kind: 'operator', by: 'cli' } as const;
const OFFICER = { kind: 'officer', by: '01900000-0000-7000-8000-000000000001' } as const;
let world: World;
let dispatches: Dispatches;
beforeAll(async () => {
  world = await World.open();
  dispatches = world.dispatching.dispatches;
  world.actions.listen(new DispatchEndings(dispatches));
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.empty();
  world.now = () => new Date();
  await seedStaff(world);
});

async function ticket(number: string): Promise<Record<string, unknown>> {
  const [row] = await world.sql('SELECT state, agency, unit, bounces, state_before FROM ticket WHERE number = $1', [
    number,
  ]);
  return row ?? {};
}

async function events(): Promise<string[]> {
  const rows = await world.sql<{ type: string }>(
    "SELECT type FROM ticket_event WHERE type NOT IN ('opened', 'sorted') ORDER BY at, id",
  );
  return rows.map(({ type }) => type);
}

async function rows(): Promise<string[]> {
  const found = await world.sql<{ agency: string; unit: string | null; lead: boolean; state: string }>(
    'SELECT agency, unit, lead, state FROM dispatch ORDER BY dispatched_at, id',
  );
  return found.map(({ agency, unit, lead, state }) => [agency, unit, lead ? 'leads' : null, state].filter(Boolean).join(' ')); // prettier-ignore
}

/** Who was told what, in order. */
async function told(): Promise<string[]> {
  const found = await world.sql<{ key: string; to_sealed: Buffer; key_id: string; id: string }>(
    "SELECT id, idempotency_key AS key, to_sealed, key_id FROM outbound_message WHERE audience = 'staff' ORDER BY id",
  );
  return found.map(({ id, key, to_sealed, key_id }) => {
    const to = world.vault.openText(to_sealed, key_id, sealedIn.outboundTo(id));
    return `${key.split(':')[0] ?? ''} ${to.replace(/^\w+:/, '').replace('@tanahbumbu.instansi.example', '')}`;
  });
}

async function handed(agency = 'pupr'): Promise<{ number: string; ticketId: string; dispatchId: string }> {
  const { number, ticketId } = await world.complaint();
  const { dispatchId } = await dispatches.dispatch(number, { agency, actor: ADMIN });
  return { number, ticketId, dispatchId };
}

describe('a ticket that is handed to an agency', () => {
  it('changes row, ticket, timeline and notices together, and its officer reads what they need', async () => {
    const { number, ticketId } = await world.complaint('TANAHBUMBU jalan berlubang dalam di depan SDN 1 Batulicin');
    const dueAt = new Date(Date.now() + 86_400_000 * 3);
    const done = await dispatches.dispatch(number, {
      agency: 'pupr',
      unit: 'bina-marga',
      note: 'Mohon dicek hari ini.',
      dueAt,
      actor: ADMIN,
    });
    expect(done).toMatchObject({ number, agency: 'pupr', unit: 'bina-marga', lead: true, dueAt, repeated: false });
    expect(await ticket(number)).toMatchObject({ state: 'dispatched', agency: 'pupr', unit: 'bina-marga' });
    expect(await events()).toEqual(['dispatched']);
    expect(await told()).toEqual(['dispatch bina-marga']);
    await world.deliver();
    const mail = world.mailSender.sent[0];
    expect(mail?.subject).toMatch(new RegExp(`^Aduan ${number} untuk Dinas PUPR, jawab paling lambat `));
    expect(mail?.text).toContain('Yth. Pejabat Bidang,');
    expect(mail?.text).toContain('jalan berlubang dalam di depan SDN 1 Batulicin');
    expect(mail?.text).not.toContain('TANAHBUMBU');
    expect(mail?.text).toContain('Bidang Bina Marga');
    expect(mail?.text).toContain('Catatan dari admin:\nMohon dicek hari ini.');
    const link = /https:\/\/aduan\.example\/d\/(\S+)/.exec(mail?.text ?? '')?.[1] ?? '';
    const claim = world.dispatching.dispatchLinks.read(link);
    const [officer] = await world.staff.list(world.database, { tenant: 'tanah-bumbu', unit: 'bina-marga' });
    expect(claim).toEqual({ dispatchId: done.dispatchId, officerId: officer?.id });
    const [stored] = await world.sql('SELECT * FROM dispatch WHERE ticket_id = $1', [ticketId]);
    expect(JSON.stringify(Object.values(stored ?? {}).map(String))).not.toContain('Mohon');
  });

  it('goes once, however often and by however many at once', async () => {
    const { number } = await world.complaint();
    const results = await Promise.all(
      [1, 2, 3].map(() => dispatches.dispatch(number, { agency: 'pupr', actor: ADMIN })),
    );
    results.push(await dispatches.dispatch(number, { agency: 'pupr', actor: ADMIN }));
    expect(new Set(results.map(({ dispatchId }) => dispatchId)).size).toBe(1);
    expect(results.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(await rows()).toEqual(['pupr leads sent']);
    expect(await told()).toEqual(['dispatch pupr']);
    expect(await events()).toEqual(['dispatched']);
  });

  it('leaves nothing behind where it is killed at any point', async () => {
    const { number } = await world.complaint();
    await expect(
      world.actions.transaction(async (tx) => {
        await dispatches.dispatchWithin(tx, await world.actions.hold(tx, { number }), { agency: 'pupr', actor: ADMIN });
        throw new Error('killed before the commit');
      }),
    ).rejects.toThrow('killed');
    expect([await rows(), await told(), await events()]).toEqual([[], [], []]);
    expect(await ticket(number)).toMatchObject({ state: 'received' });
    await dispatches.dispatch(number, { agency: 'pupr', actor: ADMIN });
    expect([await rows(), await told()]).toEqual([['pupr leads sent'], ['dispatch pupr']]);
  });

  it('is refused for agencies and units that there are not, a deadline that has passed, too many words', async () => {
    const { number } = await world.complaint();
    const refused = async (more: object) =>
      expect(dispatches.dispatch(number, { agency: 'pupr', actor: ADMIN, ...more })).rejects;
    await (await refused({ agency: 'pups' })).toMatchObject({ code: 'agency-unknown' });
    await (await refused({ unit: 'loket' })).toMatchObject({ code: 'unit-unknown' });
    await (await refused({ dueAt: new Date(Date.now() - 1000) })).toMatchObject({ code: 'due-passed' });
    await (await refused({ note: 'x'.repeat(2001) })).toMatchObject({ code: 'words-too-long' });
    await (await refused({ actor: OFFICER })).toMatchObject({ code: 'transition-refused' });
    expect(await rows()).toEqual([]);
  });

  it('goes on without its citizen’s answer where the office asked, and not where an agency did', async () => {
    const { number } = await world.complaint();
    await world.actions.apply({ number }, 'ask', ADMIN);
    await dispatches.dispatch(number, { agency: 'pupr', actor: ADMIN });
    expect(await ticket(number)).toMatchObject({ state: 'dispatched' });
    await world.actions.apply({ number }, 'ask', OFFICER);
    await dispatches.dispatch(number, { agency: 'perkim', actor: ADMIN });
    expect(await ticket(number)).toMatchObject({ state: 'awaiting-citizen', state_before: 'dispatched' });
    expect(await events()).toEqual(['asked', 'resumed', 'dispatched', 'asked', 'dispatch-added']);
  });

  it('is told to the office’s admin where the agency has nobody', async () => {
    await handed('sosial');
    expect(await told()).toEqual(['dispatch admin']);
    await world.deliver();
    expect(world.mailSender.sent[0]?.text).toContain('Dinas Sosial belum punya pejabat penghubung');
  });

  it('reaches an officer with a telephone as one short SMS with the link', async () => {
    await handed('perhubungan');
    await world.deliver();
    const sms = world.sender.sent.at(-1);
    expect(sms?.to?.value).toBe('+6281100000061');
    expect(sms?.text).toMatch(/^Aduan TBU-\d+ utk Dinas Perhubungan: .* https:\/\/aduan\.example\/d\/\S+$/);
  });

  it('goes to a unit later: its officers are told, and the agency’s not again', async () => {
    const { dispatchId, number } = await handed();
    await dispatches.assign(dispatchId, 'bina-marga', OFFICER);
    await dispatches.assign(dispatchId, 'bina-marga', OFFICER);
    expect(await told()).toEqual(['dispatch pupr', 'dispatch bina-marga']);
    expect(await ticket(number)).toMatchObject({ unit: 'bina-marga', state: 'dispatched' });
    await dispatches.dispatch(number, { agency: 'pupr', unit: 'tata-ruang', actor: ADMIN });
    expect(await rows()).toEqual(['pupr tata-ruang leads sent']);
    // Nobody sits in that unit: the agency's own officer knows already.
    expect(await told()).toEqual(['dispatch pupr', 'dispatch bina-marga']);
    expect(await events()).toEqual(['dispatched', 'unit-assigned', 'unit-assigned']);
  });
});

describe('an agency', () => {
  it('takes a ticket on, once', async () => {
    const { dispatchId, number } = await handed();
    await Promise.all([dispatches.accept(dispatchId, OFFICER), dispatches.accept(dispatchId, OFFICER)]);
    expect(await ticket(number)).toMatchObject({ state: 'in-progress' });
    expect(await rows()).toEqual(['pupr leads accepted']);
    expect(await events()).toEqual(['dispatched', 'accepted']);
  });

  it('hands it back with a reason: the admin is told once, the ticket is the office’s again', async () => {
    const { dispatchId, number } = await handed();
    const request = { reason: 'not-ours', to: 'perkim', words: 'Itu jalan perumahan.', actor: OFFICER } as const;
    await Promise.all([1, 2, 3].map(() => dispatches.returnIt(dispatchId, request)));
    await dispatches.returnIt(dispatchId, request);
    expect(await ticket(number)).toMatchObject({ state: 'returned', agency: null, unit: null, bounces: 1 });
    expect(await events()).toEqual(['dispatched', 'returned']);
    expect(await told()).toEqual(['dispatch pupr', 'returned admin']);
    await world.deliver();
    expect(world.mailSender.sent.at(-1)?.text).toMatch(/bukan urusan[^]*Dinas Perkim[^]*Itu jalan perumahan\./);
    const [row] = await world.sql<{ words: Buffer; reason: string; other: string }>(
      'SELECT return_words_sealed AS words, return_reason AS reason, return_to AS other FROM dispatch',
    );
    expect([row?.reason, row?.other]).toEqual(['not-ours', 'perkim']);
    expect(
      openPortable(world.vault, row?.words ?? Buffer.alloc(0), sealedIn.dispatchReturn(dispatchId)).toString(),
    ).toBe('Itu jalan perumahan.');
    expect(JSON.stringify(await world.sql('SELECT data FROM ticket_event'))).not.toContain('perumahan');
    await expect(dispatches.accept(dispatchId, OFFICER)).rejects.toMatchObject({ code: 'dispatch-ended' });
  });

  it('that hands it back the third time: the office’s head is told', async () => {
    const { number } = await world.complaint();
    for (const agency of ['pupr', 'perkim', 'pupr']) {
      const { dispatchId } = await dispatches.dispatch(number, { agency, actor: ADMIN });
      await dispatches.returnIt(dispatchId, { reason: 'no-authority', actor: OFFICER });
    }
    expect(await ticket(number)).toMatchObject({ bounces: 3, state: 'returned' });
    expect((await told()).filter((line) => /kepala|bounced/.test(line))).toEqual(['bounced kepala']);
    expect((await told()).filter((line) => line === 'dispatch pupr')).toHaveLength(2);
  });

  it('is told where the office takes a ticket back, and the ticket is the office’s again', async () => {
    const { dispatchId, number } = await handed();
    await dispatches.withdraw(dispatchId, ADMIN);
    await dispatches.withdraw(dispatchId, ADMIN);
    expect(await rows()).toEqual(['pupr leads withdrawn']);
    expect(await ticket(number)).toMatchObject({ state: 'returned', agency: null, bounces: 0 });
    expect(await told()).toEqual(['dispatch pupr', 'withdrawn pupr']);
    await expect(dispatches.returnIt(dispatchId, { reason: 'other', actor: OFFICER })).rejects.toMatchObject({ code: 'dispatch-ended' }); // prettier-ignore
    await expect(dispatches.withdraw('01900000-0000-7000-8000-00000000dead', ADMIN)).rejects.toMatchObject({ code: 'dispatch-unknown' }); // prettier-ignore
  });

  it('has it no more once the ticket is answered without it', async () => {
    const { number } = await handed();
    await world.answers.answer(number, 'Sudah diperbaiki.', { by: 'cli' });
    expect(await told()).toEqual(['dispatch pupr', 'withdrawn pupr']);
    expect(await rows()).toEqual(['pupr leads withdrawn']);
    expect(await ticket(number)).toMatchObject({ state: 'answered', agency: 'pupr' });
  });

  it('has it no more once the ticket is archived, even where it has responded', async () => {
    const { number } = await handed();
    await world.sql("UPDATE dispatch SET state = 'responded'");
    await world.actions.apply({ number }, 'archive', ADMIN);
    expect(await rows()).toEqual(['pupr leads withdrawn']);
    expect(await events()).toEqual(expect.arrayContaining(['archived', 'dispatch-withdrawn']));
  });
});

describe('several agencies', () => {
  async function three() {
    const { number } = await world.complaint();
    const ids: string[] = [];
    for (const agency of ['pupr', 'perkim', 'perhubungan'])
      ids.push((await dispatches.dispatch(number, { agency, actor: ADMIN })).dispatchId);
    const [pupr = '', perkim = '', perhubungan = ''] = ids;
    return { number, pupr, perkim, perhubungan };
  }

  it('have one in the lead, and read who else was asked', async () => {
    const { number } = await three();
    expect(await rows()).toEqual(['pupr leads sent', 'perkim sent', 'perhubungan sent']);
    expect(await events()).toEqual(['dispatched', 'dispatch-added', 'dispatch-added']);
    await dispatches.dispatch(number, { agency: 'perkim', lead: true, actor: ADMIN });
    expect(await rows()).toEqual(['pupr sent', 'perkim leads sent', 'perhubungan sent']);
    expect(await ticket(number)).toMatchObject({ agency: 'perkim' });
    await world.deliver();
    expect(world.mailSender.sent[1]?.text).toContain('Koordinatornya Dinas PUPR.');
  });

  it('stay at work when one that does not lead hands back, and the office has it when the lead does', async () => {
    const { number, pupr, perkim, perhubungan } = await three();
    await dispatches.accept(pupr, OFFICER);
    await dispatches.accept(perhubungan, OFFICER);
    await dispatches.returnIt(perkim, { reason: 'not-ours', actor: OFFICER });
    expect(await ticket(number)).toMatchObject({ state: 'in-progress', agency: 'pupr', bounces: 1 });
    await dispatches.returnIt(pupr, { reason: 'not-ours', to: 'perkim', actor: OFFICER });
    expect(await ticket(number)).toMatchObject({ state: 'returned', agency: null, bounces: 2 });
    expect(await rows()).toEqual(['pupr leads returned', 'perkim returned', 'perhubungan accepted']);
    const again = await dispatches.dispatch(number, { agency: 'perkim', actor: ADMIN });
    expect(again).toMatchObject({ lead: true, repeated: false });
    expect(await ticket(number)).toMatchObject({ state: 'dispatched', agency: 'perkim' });
    expect(await events()).toEqual([
      'dispatched', 'dispatch-added', 'dispatch-added', 'accepted', 'accepted', 'dispatch-returned', 'returned', 'dispatched',
    ]); // prettier-ignore
  });

  it('are complete when the last one that is left to respond is taken back', async () => {
    const { number, pupr, perkim, perhubungan } = await three();
    await world.sql("UPDATE dispatch SET state = 'responded' WHERE id IN ($1, $2)", [perkim, perhubungan]);
    await dispatches.withdraw(pupr, ADMIN);
    expect(await ticket(number)).toMatchObject({ state: 'responded', agency: 'perkim' });
    expect(await rows()).toEqual(['pupr withdrawn', 'perkim leads responded', 'perhubungan responded']);
    expect((await events()).slice(-2)).toEqual(['dispatch-withdrawn', 'responded']);
  });
});

describe('what an agency sees', () => {
  const FORM = {
    tenant: 'tanah-bumbu',
    anonymous: false,
    confidential: true,
    replyBy: 'page',
    reporterName: 'Budi Santoso',
  };

  async function confidential(form: object) {
    const { ticketId, number } = await world.complaint(
      'TANAHBUMBU jalan berlubang, saya Budi Santoso, hubungi 0811-0000-0042 atau budi@contoh.example',
    );
    const [message] = await world.sql<{ id: string; key_id: string; event_sealed: Buffer }>(
      'SELECT id, key_id, event_sealed FROM inbound_message WHERE ticket_id = $1',
      [ticketId],
    );
    if (!message) throw new Error('no message');
    const opened = world.vault.openText(message.event_sealed, message.key_id, sealedIn.inboundEvent(message.id));
    const event = { ...(JSON.parse(opened) as object), form };
    const sealed = world.vault.seal(JSON.stringify(event), sealedIn.inboundEvent(message.id));
    await world.sql('UPDATE inbound_message SET event_sealed = $2 WHERE id = $1', [message.id, sealed]);
    await world.sql("UPDATE ticket SET confidential = true, landmark = 'rumah 081100000042' WHERE id = $1", [ticketId]);
    const { dispatchId } = await dispatches.dispatch(number, { agency: 'pupr', actor: ADMIN });
    return { dispatchId, number };
  }

  it('says what and where, and never who, of a confidential ticket', async () => {
    const { dispatchId } = await confidential(FORM);
    const view = await world.dispatching.agencyViews.of(world.database, dispatchId);
    expect(view).toMatchObject({ reporter: 'withheld', category: 'Jalan rusak', place: { landmark: 'rumah […]' } });
    expect(view?.messages.map(({ text }) => text)).toEqual(['jalan berlubang, saya […], hubungi […] atau […]']);
    await world.deliver();
    const mail = world.mailSender.sent[0]?.text ?? '';
    expect(mail).toContain('Pelapor: dirahasiakan atas permintaan pelapor');
    for (const identity of ['Budi', '0811-0000-0042', '081100000042', 'budi@', '6281100000001'])
      expect(mail + JSON.stringify(view)).not.toContain(identity);
  });

  it('has no address or name beside the words of any ticket', async () => {
    const { dispatchId } = await handed();
    const view = await world.dispatching.agencyViews.of(world.database, dispatchId);
    expect(view?.reporter).toBe('known');
    expect(JSON.stringify(view)).not.toMatch(/6281100000001|Budi/);
    expect(
      await world.dispatching.agencyViews.of(world.database, '01900000-0000-7000-8000-00000000dead'),
    ).toBeUndefined();
  });
});
