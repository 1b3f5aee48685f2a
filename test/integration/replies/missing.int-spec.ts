import { sealedIn } from '../../../src/contacts/vault-context.js';
import { MissingAnswers } from '../../../src/replies/missing-answers.js';
import { MissingQuestions } from '../../../src/replies/missing-questions.js';
import { UNANSWERED_QUESTION, WaitingSweep } from '../../../src/replies/waiting-sweep.js';
import { AreaDirectory } from '../../../src/tenants/areas.js';
import { TakeUp } from '../../../src/tickets/take-up.js';
import { LIMITS, smsEvent } from '../../kit/messages.js';
import { shippedConfig } from '../../kit/shipped.js';
import { World } from '../../kit/world.js';

const PHONE = '+6281100000001';
let world: World;
let clock: Date;
let questions: MissingQuestions;
let takeUp: TakeUp;
let resume: WaitingSweep;
beforeAll(async () => {
  world = await World.open();
  const { tenants, locales } = shippedConfig();
  const { database, actions, vault, channels, reporters, bell: doorbell, parts } = world;
  const { logger } = world.logs;
  const areas = new AreaDirectory(tenants.all());
  const common = { database, actions, tenants, logger, vault, channels, reporters, areas, clock: { now: () => clock } };
  expect(locales.has('missing.place')).toBe(true);
  questions = new MissingQuestions({ ...common, composer: parts.composer, limits: LIMITS });
  takeUp = new TakeUp({ ...common, doorbell, listeners: [questions] });
  resume = new WaitingSweep(common, UNANSWERED_QUESTION);
  actions.listen(new MissingAnswers(common));
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.empty();
  clock = new Date(Date.now() - 30 * 86_400_000);
  world.now = () => clock;
});
const turn = (seconds: number): void => void (clock = new Date(clock.getTime() + seconds * 1000));

async function say(text: string, from = PHONE): Promise<string> {
  const id = await world.receive(text, from);
  await world.process();
  await world.deliver();
  return id;
}
async function sweep(): Promise<void> {
  await world.bursts.due(100);
  await takeUp.due(100);
  await questions.due(100);
  await world.deliver();
}
const ticket = async () =>
  (
    await world.sql('SELECT state, agency, category, district_code, village_code, landmark, description FROM ticket')
  )[0];
const asked = async () => (await world.replies()).filter(({ purpose }) => purpose === 'question');

describe('what is missing', () => {
  it('is asked once, when the citizen has written all, and the ticket waits', async () => {
    await say('TANAHBUMBU jalan berlubang');
    await sweep();
    expect(await asked()).toEqual([]);
    turn(61);
    await sweep();
    await sweep();
    expect(await asked()).toEqual([
      { purpose: 'question', text: expect.stringMatching(/^Di mana lokasinya\? .*TBU-\d{6}/) as string },
    ]);
    expect(await ticket()).toMatchObject({ state: 'awaiting-citizen' });
    const [event] = await world.sql(`SELECT actor, data FROM ticket_event WHERE type = 'asked'`);
    expect(event).toMatchObject({ actor: 'gateway', data: { missing: ['place'], waits: true, from: 'received' } });
  });

  it('is not asked where a second message has said it', async () => {
    await say('TANAHBUMBU jalan berlubang');
    turn(40);
    await say('di depan pasar Pagatan');
    turn(61);
    await sweep();
    await sweep();
    expect(await asked()).toEqual([]);
    expect(await ticket()).toMatchObject({ state: 'received' });
  });

  it('names all of it in one message', async () => {
    await say('BADUNG jalan berlubang');
    turn(61);
    await sweep();
    expect((await asked()).map(({ text }) => text)).toEqual([
      'Agar aduan BDG-000001 dapat ditangani, mohon kirim lokasi (jalan atau desa) dan nama lengkap sesuai KTP. Cukup balas pesan ini; kami tanya sekali saja.',
    ]);
  });

  it('in danger it is asked, and nothing waits for it', async () => {
    await say('TANAHBUMBU kebakaran');
    turn(61);
    await sweep();
    const state = await ticket();
    expect(state).toMatchObject({ state: 'received' });
    expect(await asked()).toHaveLength(1);
  });

  it('is not asked of who has heard enough today, or wants silence', async () => {
    await say('TANAHBUMBU jalan berlubang');
    await world.sql(
      `INSERT INTO opt_out (channel_id, address_hash, at) SELECT channel_id, recipient_hash, now() FROM outbound_message LIMIT 1`,
    );
    turn(61);
    await sweep();
    expect(await asked()).toEqual([]);
    expect(await ticket()).toMatchObject({ state: 'received' });
  });
});

describe('the answer', () => {
  it('is recognised without keyword or number; its place is known by name, or in their words', async () => {
    await say('TANAHBUMBU jalan berlubang');
    turn(61);
    await sweep();
    turn(3_600);
    const id = await say('Desa Sungai Lembu, Kusan Hilir, depan masjid');
    expect(await world.inbound(id)).toMatchObject({ outcome: 'follow-up' });
    expect(await ticket()).toMatchObject({
      state: 'received',
      district_code: expect.stringMatching(/^6310/) as string,
      landmark: 'Desa Sungai Lembu, Kusan Hilir, depan masjid',
    });
    expect((await world.balance()).ok).toBe(true);
  });

  it('has its pin on the map taken', async () => {
    await say('TANAHBUMBU jalan berlubang');
    turn(61);
    await sweep();
    const location = { latitude: -3.45, longitude: 115.99 };
    await world.accept([smsEvent('', { location, from: { kind: 'phone', value: PHONE } })]);
    await world.process();
    expect(await world.sql('SELECT state, latitude FROM ticket')).toEqual([{ state: 'received', latitude: -3.45 }]);
  });

  it('keeps who they are sealed, and out of what agencies read', async () => {
    await say('KUBURAYA obat di puskesmas habis');
    turn(61);
    await sweep();
    turn(60);
    await say('Nama saya Budi Santoso NIK 6112011101900001');
    const [row] = await world.sql<{ id: string; key: string; name: Buffer; description: string }>(
      'SELECT c.id, c.key_id AS key, c.name_sealed AS name, t.description FROM ticket t JOIN contact c ON c.id = t.contact_id',
    );
    expect(row && world.vault.openText(row.name, row.key, sealedIn.contactName(row.id))).toBe('Budi Santoso');
    turn(600);
    await sweep();
    expect(JSON.stringify(await ticket())).not.toMatch(/Budi|6112/);
  });

  it('has a ticket sorted again that nobody could be found for', async () => {
    // Conduct of an office: the rule asks for the district, which nobody has said.
    await say('TANAHBUMBU pelayanan lambat di kantor');
    await world.sql(`UPDATE ticket SET state = 'triage', agency = NULL`);
    const [row] = await world.sql<{ id: string }>('SELECT id FROM ticket');
    turn(61);
    await takeUp.due(100);
    await world.actions.apply({ id: row?.id ?? '' }, 'ask', { kind: 'gateway' }, { data: { missing: ['place'] } });
    await world.sql(`INSERT INTO outbound_message (id, idempotency_key, channel_id, kind, tenant, ticket_id, purpose, automatic, audience, recipient_hash, key_id, body_sealed, state, next_attempt_at, wake_at, created_at)
      SELECT gen_random_uuid(), 'q', channel_id, kind, tenant, ticket_id, 'question', true, 'citizen', recipient_hash, key_id, body_sealed, 'sent', now(), now(), $1 FROM outbound_message LIMIT 1`, [clock]); // prettier-ignore
    turn(60);
    await say('Satui, dekat pasar');
    expect(await ticket()).toMatchObject({ state: 'triage', district_code: '631004' });
    turn(600);
    await world.bursts.due(100);
    expect(await ticket()).toMatchObject({ state: 'received', agency: 'kecamatan-satui' });
  });
});

describe('no answer', () => {
  it("lets the ticket go on after the tenant's days, and not before", async () => {
    await say('TANAHBUMBU jalan berlubang');
    turn(61);
    await sweep();
    turn(3 * 86_400 - 60);
    await resume.due(100);
    expect(await ticket()).toMatchObject({ state: 'awaiting-citizen' });
    turn(120);
    await resume.due(100);
    await resume.due(100);
    expect(await ticket()).toMatchObject({ state: 'received', agency: 'pupr' });
    expect(await world.count('ticket_event', "type = 'resumed'")).toBe(1);
  });
});
