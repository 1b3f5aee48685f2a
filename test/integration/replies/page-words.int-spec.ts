import { sealedIn } from '../../../src/contacts/vault-context.js';
import { DatabasePublicTickets } from '../../../src/public/database-public-tickets.js';
import type { PublicTicketView } from '../../../src/public/public-tickets.js';
import type { VerdictInput } from '../../../src/public/verdict-input.js';
import { TicketMessages } from '../../../src/public/ticket-messages.js';
import { VerdictService } from '../../../src/public/verdict.service.js';
import { Surveys } from '../../../src/replies/surveys.js';
import { smsEvent, webForm } from '../../kit/messages.js';
import { shippedConfig } from '../../kit/shipped.js';
import { World } from '../../kit/world.js';

const WEB = 'web-tanahbumbu';
const CLERK = { kind: 'operator', by: 'cli' } as const;

let world: World;
let verdicts: VerdictService;
let surveys: Surveys;
let tickets: DatabasePublicTickets;
beforeAll(async () => {
  world = await World.open();
  const { actions, citizenWords, database, vault, keys, parts } = world;
  const { tenants } = shippedConfig();
  verdicts = new VerdictService(new TicketMessages(world.intake, parts.clock));
  surveys = new Surveys({ actions, citizenWords, tenants, clock: parts.clock });
  tickets = new DatabasePublicTickets(database, vault, keys, tenants);
});
afterAll(() => world.close());
beforeEach(() => world.empty());

/** An anonymous report of the web form, answered; as its reporter's page reads it. */
async function answered(): Promise<PublicTicketView> {
  const [inboundId = ''] = await world.accept(
    [smsEvent('jalan berlubang', { from: null, form: webForm({ anonymous: true }) })],
    WEB,
  );
  await world.process();
  const { number } = await look(inboundId);
  await world.answers.answer(number, 'Sudah kami tambal.');
  return look(inboundId);
}
async function look(inboundId: string): Promise<PublicTicketView> {
  const view = await tickets.byInbound(inboundId);
  if (!view) throw new Error('no ticket was opened');
  return view;
}
async function say(view: PublicTicketView, said: Pick<VerdictInput, 'says'> & Partial<VerdictInput>): Promise<void> {
  await verdicts.submit(WEB, view, { words: '', round: view.verdict?.round ?? -1, ...said });
  await world.process();
}
const feedback = () => world.sql('SELECT round, fixed, mark, elements, channel_id FROM feedback ORDER BY round');

describe('what an anonymous reporter says on the tracking page', () => {
  it('closes the ticket with its mark, once', async () => {
    const view = await answered();
    expect(view.verdict).toMatchObject({ round: 0, closedAt: null, fixed: null, mark: null, surveyed: false });
    await say(view, { says: 'fixed', mark: 4 });
    await say(view, { says: 'fixed', mark: 4 });
    const after = await look(view.inboundId);
    expect(after).toMatchObject({ state: 'closed', verdict: { fixed: true, mark: 4 } });
    expect(after.events.map(({ kind }) => kind)).toEqual(['opened', 'answered', 'rated', 'confirmed-fixed']);
    expect(await feedback()).toEqual([{ round: 0, fixed: true, mark: 4, elements: null, channel_id: WEB }]);
    // It is no report of its own, and nothing but the ticket's own messages went out.
    expect(await world.count('ticket')).toBe(1);
    expect((await world.balance()).ok).toBe(true);
  });

  it.each(['Masih berlubang', 'Sudah ditambal 3 kali, beres sebentar lalu rusak lagi. STOP', 'x'.repeat(2_000)])(
    'opens it again before others, and the office reads the words: %.40s',
    async (words) => {
      const view = await answered();
      await say(view, { says: 'not-fixed', words });
      await say(view, { says: 'not-fixed', words });
      const after = await look(view.inboundId);
      expect(after).toMatchObject({ state: 'reopened', verdict: { round: 1, fixed: null } });
      expect(after.events.map(({ kind }) => kind)).toEqual(['opened', 'answered', 'not-fixed']);
      expect(await world.sql('SELECT urgency FROM ticket')).toEqual([{ urgency: 'high' }]);
      const shown = await world.queries.show(view.number);
      expect(shown?.messages.filter(({ direction }) => direction === 'in').map(({ text }) => text)).toEqual([
        'jalan berlubang',
        `BELUM. ${words}`,
      ]);
      expect(await world.count('opt_out')).toBe(0);
      // Sealed: in no column as it was written, in no event.
      expect(JSON.stringify(await world.sql('SELECT data FROM ticket_event'))).not.toContain(words);
    },
  );

  it('counts for the round that it speaks of: the same words after the next answer are said anew', async () => {
    const view = await answered();
    await say(view, { says: 'not-fixed', words: 'Masih berlubang' });
    await world.answers.answer(view.number, 'Kini sudah.');
    await say(await look(view.inboundId), { says: 'not-fixed', words: 'Masih berlubang' });
    expect(await look(view.inboundId)).toMatchObject({ state: 'reopened', verdict: { round: 2 } });
    expect(await feedback()).toMatchObject([
      { round: 0, fixed: false },
      { round: 1, fixed: false },
    ]);
  });

  it('of a ticket that another one speaks for: its reporter was told the answer and says what they think of it', async () => {
    const leader = await world.complaint();
    const [inboundId = ''] = await world.accept(
      [smsEvent('jalan berlubang', { from: null, form: webForm({ anonymous: true }) })],
      WEB,
    );
    await world.process();
    const { number } = await look(inboundId);
    await world.overruling.merging.merge(number, leader.number, 'cli');
    expect((await look(inboundId)).verdict).toBeUndefined();
    await world.answers.answer(leader.number, 'Sudah kami tambal.');
    const view = await look(inboundId);
    expect(view).toMatchObject({ state: 'answered', verdict: { round: 0, fixed: null } });
    expect(await surveys.take(number, { channelId: WEB, elements: { U1: 4 } })).toBe(true);
    await say(view, { says: 'not-fixed', words: 'Masih berlubang' });
    expect(await world.sql('SELECT state FROM ticket WHERE number = $1', [leader.number])).toEqual([
      { state: 'reopened' },
    ]);
    expect(await feedback()).toMatchObject([{ round: 0, fixed: false, elements: { U1: 4 } }]);
  });
});

describe('the form of the nine elements', () => {
  const survey = { channelId: WEB, elements: { U1: 4, U3: 2 }, comment: 'Lekas, kata Bu Contoh.' };

  it('is kept once a round, its remark sealed; sent again it changes nothing', async () => {
    const view = await answered();
    expect(await surveys.take(view.number, survey)).toBe(true);
    expect(await surveys.take(view.number, survey)).toBe(true);
    expect(await feedback()).toEqual([
      { round: 0, fixed: null, mark: null, elements: { U1: 4, U3: 2 }, channel_id: WEB },
    ]);
    const after = await look(view.inboundId);
    expect(after).toMatchObject({ state: 'answered', verdict: { surveyed: true } });
    expect(after.events.filter(({ kind }) => kind === 'rated')).toHaveLength(1);
    const [row] = await world.sql<{ id: string; keyId: string; sealed: Buffer }>(
      'SELECT id, key_id AS "keyId", comment_sealed AS sealed FROM feedback',
    );
    expect(row && world.vault.openText(row.sealed, row.keyId, sealedIn.feedbackComment(row.id))).toBe(survey.comment);
    // Corrected, the last one stands.
    await surveys.take(view.number, { channelId: WEB, elements: { U1: 3 } });
    expect(await feedback()).toMatchObject([{ elements: { U1: 3 } }]);
  });

  it('is not taken before there is an answer, nor of a ticket that is open again or unknown', async () => {
    const view = await answered();
    await world.actions.apply({ number: view.number }, 'reopen', CLERK);
    expect(await surveys.take(view.number, survey)).toBe(false);
    expect(await surveys.take('TBU-999999', survey)).toBe(false);
    expect(await feedback()).toEqual([]);
  });
});
