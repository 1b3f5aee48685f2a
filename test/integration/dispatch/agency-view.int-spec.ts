import type { AgencyView } from '../../../src/dispatch/agency-view.js';
import { placeWords } from '../../../src/dispatch/agency-view.js';
import { sealedIn } from '../../../src/contacts/vault-context.js';
import { newId } from '../../../src/database/new-id.js';
import { CitizenQuestions } from '../../../src/dispatch/citizen-questions.js';
import { write } from '../../kit/dispatched.js';
import { World } from '../../kit/world.js';

const ADMIN = { kind: 'operator', by: 'cli' } as const;
const GATEWAY = { kind: 'gateway', by: 'gateway' } as const;
let world: World;
let clock: Date;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.empty();
  clock = new Date(Date.now() - 86_400_000);
  world.now = () => clock;
});
const turn = (minutes: number): void => void (clock = new Date(clock.getTime() + minutes * 60_000));

async function seen(number: string): Promise<AgencyView> {
  const { dispatchId } = await world.dispatching.dispatches.dispatch(number, { agency: 'pupr', actor: ADMIN });
  const view = await world.dispatching.agencyViews.of(world.database, dispatchId);
  if (!view) throw new Error('there is no such dispatch');
  return view;
}

/** A photo that came with a message of the citizen's. */
async function photo(ticketId: string, inboundId: string): Promise<string> {
  const id = newId();
  const at = world.now();
  await write(world, 'attachment', {
    id, inbound_id: inboundId, ticket_id: ticketId, channel_id: 'sms-1708', content_type: 'image/jpeg', family: 'image',
    key_id: world.vault.keyId, storage_key: `x/${id}`, view_key: `v/${id}`, state: 'stored', next_attempt_at: at, wake_at: at, created_at: at,
  }); // prettier-ignore
  return id;
}

async function ask(number: string, missing: readonly string[] | null): Promise<void> {
  turn(20);
  const question = new CitizenQuestions({
    actions: world.actions,
    reporters: world.reporters,
    composer: world.parts.composer,
    clock: { now: () => world.now() },
  });
  if (missing === null) await question.ask(number, 'Di mana tepatnya?', { actor: ADMIN });
  else await world.actions.apply({ number }, 'ask', GATEWAY, { data: { missing } });
  await world.deliver();
  turn(5);
}

async function reply(number: string, text: string): Promise<string> {
  const id = await world.receive(`${number} ${text}`);
  await world.process();
  expect(await world.inbound(id)).toMatchObject({ outcome: 'follow-up' });
  return id;
}

describe('what an agency sees of a reporter who was asked who they are', () => {
  it.each([[['identity']], [['place', 'identity']], [['identity', 'evidence']]])(
    'is neither what they replied nor its photos: asked for %j',
    async (missing) => {
      const { number, ticketId } = await world.complaint('TANAHBUMBU jalan berlubang di depan SDN 1');
      const [opening] = await world.sql<{ id: string }>('SELECT opening_message_id AS id FROM ticket');
      const before = await photo(ticketId, opening?.id ?? '');
      await ask(number, missing);
      const answer = await reply(number, 'Siti Contoh, NIK 6310010203040005');
      await photo(ticketId, answer);
      turn(2);
      const paper = await reply(number, 'ini KTP saya, Siti Contoh');
      await photo(ticketId, paper);
      turn(60);
      const later = await reply(number, 'lubangnya makin besar');
      const after = await photo(ticketId, later);
      const view = await seen(number);
      expect(view.messages.map(({ text }) => text)).toEqual([
        'jalan berlubang di depan SDN 1',
        expect.stringContaining('lubangnya makin besar') as string,
      ]);
      expect(view.files.map(({ id }) => id)).toEqual([before, after]);
      expect(JSON.stringify(view)).not.toMatch(/Siti|6310010203040005|KTP/);
    },
  );

  it('is what they sent to show what happened, a minute after they said who they are', async () => {
    const { number, ticketId } = await world.complaint('TANAHBUMBU jalan berlubang di depan SDN 1');
    await ask(number, ['identity', 'evidence']);
    await photo(ticketId, await reply(number, 'Siti Contoh'));
    turn(1);
    const shown = await photo(ticketId, await reply(number, 'ini foto lubangnya'));
    await reply(number, 'lubangnya makin besar dan kemarin ada dua motor yang jatuh');
    const view = await seen(number);
    expect(view.messages.slice(1).map(({ text }) => text)).toEqual([
      expect.stringContaining('ini foto lubangnya') as string,
      expect.stringContaining('dua motor') as string,
    ]);
    expect(view.files.map(({ id }) => id)).toEqual([shown]);
    expect(JSON.stringify(view)).not.toContain('Siti');
  });

  it('is what they said to any other question', async () => {
    const { number, ticketId } = await world.complaint('TANAHBUMBU jalan berlubang');
    await ask(number, null);
    const shown = await photo(ticketId, await reply(number, 'di depan pasar Batulicin'));
    const view = await seen(number);
    expect(view.messages.at(-1)?.text).toContain('di depan pasar Batulicin');
    expect(view.files.map(({ id }) => id)).toEqual([shown]);
  });

  it('has no number of an identity card, wherever it was written, and no name in a place', async () => {
    const { number } = await world.complaint('TANAHBUMBU NIK saya 6310 0102 0304 0005, jalan berlubang');
    const [contact] = await world.sql<{ id: string }>('SELECT contact_id AS id FROM ticket');
    const sealed = world.vault.seal('Siti Contoh', sealedIn.contactName(contact?.id ?? ''));
    await world.sql('UPDATE contact SET name_sealed = $1, key_id = $2', [sealed, world.vault.keyId]);
    await world.sql("UPDATE ticket SET landmark = 'Siti Contoh, depan SDN 1, hp 0811-0000-0061'");
    const view = await seen(number);
    expect(view.messages.map(({ text }) => text)).toEqual([expect.stringContaining('[nomor identitas]')]);
    expect(placeWords(view.place)).toMatch(/depan SDN 1/);
    expect(JSON.stringify(view)).not.toMatch(/Siti|0304|0811/);
  });
});
