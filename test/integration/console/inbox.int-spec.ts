import { INBOX_GROUPS, type InboxGroup } from '../../../src/console/inbox/inbox-group.js';
import { InboxQueries } from '../../../src/console/inbox/inbox.queries.js';
import type { TicketState } from '../../../src/tickets/transitions.js';
import { OwnerlessMessages } from '../../../src/watch/ownerless.js';
import { owedRow, saidRow, ticketRow } from '../../kit/console-tickets.js';
import { World } from '../../kit/world.js';

const NOW = new Date('2026-11-25T04:00:00Z');
const HOUR = 3_600_000;
const before = (hours: number): Date => new Date(NOW.getTime() - hours * HOUR);

let world: World;
let inbox: InboxQueries;
beforeAll(async () => {
  world = await World.open();
  world.now = () => NOW;
  inbox = new InboxQueries({ database: world.database, vault: world.vault, clock: { now: () => NOW } });
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.sql('TRUNCATE ticket_deadline CASCADE');
  await world.empty();
});

/** In which groups a ticket stands. */
async function groupsOf(number: string): Promise<InboxGroup[]> {
  const parts = await inbox.groups('tanah-bumbu', 100);
  return parts.filter(({ rows }) => rows.some((row) => row.number === number)).map(({ group }) => group);
}

interface Case {
  what: string;
  state: TicketState;
  urgency?: string;
  /** Hours ago; negative: to come. */
  due?: number;
  deadline?: Record<string, unknown>;
  said?: readonly [state: string, hoursAgo: number][];
  groups: InboxGroup[];
}

const CASES: readonly Case[] = [
  { what: 'just come', state: 'received', groups: ['new'] },
  { what: 'nobody knows where to', state: 'triage', groups: ['sorting'] },
  { what: 'handed back', state: 'returned', groups: ['sorting'] },
  { what: 'not fixed', state: 'reopened', urgency: 'high', groups: ['sorting'] },
  { what: 'an agency has said something', state: 'responded', groups: ['responses'] },
  { what: 'with an agency, in time', state: 'in-progress', due: -5, groups: [] },
  { what: 'with an agency, late', state: 'in-progress', due: 5, groups: ['overdue'] },
  { what: 'just come, and late all the same', state: 'received', due: 1, groups: ['overdue'] },
  { what: 'a response that waits too long', state: 'responded', due: 1, groups: ['overdue'] },
  { what: 'late, but it is the citizen’s turn', state: 'awaiting-citizen', due: 5, groups: [] },
  { what: 'a step that was met late', state: 'dispatched', due: 5, deadline: { met_at: before(2) }, groups: [] },
  { what: 'a step that is owed no more', state: 'dispatched', due: 5, deadline: { ended_at: before(2) }, groups: [] },
  { what: 'somebody is in danger', state: 'dispatched', urgency: 'danger', groups: ['danger'] },
  { what: 'danger stands once, late or not', state: 'triage', urgency: 'danger', due: 3, groups: ['danger'] },
  { what: 'danger that was answered', state: 'answered', urgency: 'danger', groups: [] },
  { what: 'a late answer that was given', state: 'answered', due: 5, groups: [] },
  { what: 'an answer that failed', state: 'answered', said: [['failed', 3]], groups: ['undelivered'] },
  { what: 'nobody knows whether it left', state: 'answered', said: [['unknown', 3]], groups: ['undelivered'] },
  { what: 'held until the citizen writes', state: 'in-progress', said: [['waiting', 3]], groups: ['undelivered'] },
  { what: 'failed, then said again', state: 'answered', said: [['failed', 3], ['delivered', 2]], groups: [] }, // prettier-ignore
  { what: 'arrived, then one failed', state: 'answered', said: [['delivered', 3], ['failed', 2]], groups: ['undelivered'] }, // prettier-ignore
  { what: 'failed long ago', state: 'closed', said: [['failed', 31 * 24]], groups: [] },
  { what: 'failed, and set aside', state: 'archived', said: [['failed', 3]], groups: [] },
  { what: 'failed, and still to be sorted: both', state: 'triage', said: [['failed', 3]], groups: ['sorting', 'undelivered'] }, // prettier-ignore
  { what: 'closed', state: 'closed', groups: [] },
  { what: 'merged into another', state: 'merged', due: 5, groups: [] },
];

it.each(CASES)('$what: $groups', async ({ state, urgency = 'normal', due, deadline, said = [], groups }) => {
  const { id, number } = await ticketRow(world, { state, urgency, opened_at: before(48) });
  if (due !== undefined) await owedRow(world, id, before(due), deadline);
  for (const [how, hours] of said) await saidRow(world, id, how, before(hours));
  expect(await groupsOf(number)).toEqual(groups);
});

it('belongs to one office', async () => {
  for (const [state, urgency] of [
    ['received', 'normal'],
    ['triage', 'normal'],
    ['responded', 'normal'],
    ['received', 'danger'],
  ])
    // prettier-ignore
    await ticketRow(world, { state, urgency });
  const late = await ticketRow(world, { state: 'in-progress' });
  await owedRow(world, late.id, before(4));
  const failed = await ticketRow(world, { state: 'answered' });
  await saidRow(world, failed.id, 'failed', before(1));
  const counts = async (tenant: string): Promise<number[]> => (await inbox.groups(tenant, 5)).map(({ count }) => count);
  expect(await counts('tanah-bumbu')).toEqual(INBOX_GROUPS.map(() => 1));
  expect(await counts('badung')).toEqual(INBOX_GROUPS.map(() => 0));
  expect(await inbox.pressing('tanah-bumbu')).toBe(2);
  expect(await inbox.pressing('badung')).toBe(0);
});

it('counts no further than a hundred, and shows the first', async () => {
  for (let hours = 1; hours <= 105; hours += 1) await ticketRow(world, { opened_at: before(hours) });
  const fresh = (await inbox.groups('tanah-bumbu', 3)).find(({ group }) => group === 'new');
  expect(fresh?.count).toBe(100);
  expect(fresh?.rows.map(({ openedAt }) => openedAt)).toEqual([before(1), before(2), before(3)]);
});

it('says of a row what is owed next, and how the last message stands', async () => {
  const { id } = await ticketRow(world, { state: 'dispatched', agency: 'pupr' });
  await owedRow(world, id, before(-30));
  await owedRow(world, id, before(-3), { step: 'accept', budget_unit: 'hours' });
  await owedRow(world, id, before(-1), { step: 'met', met_at: before(2) });
  await saidRow(world, id, 'failed', before(1));
  const [row] = (await inbox.group('undelivered', 'tanah-bumbu')).rows;
  expect(row).toMatchObject({ dueAt: before(-3), dueUnit: 'hours', undelivered: 'failed', agency: 'pupr', assignedTo: null }); // prettier-ignore
});

it('shows central admins what came without an office', async () => {
  await world.receive('jalan rusak di kampung saya', '+6281100000042');
  await world.process();
  await world.receive('TANAHBUMBU lampu mati', '+6281100000043');
  await world.process();
  world.now = () => new Date();
  const { count, messages } = await new InboxQueries({
    database: world.database,
    vault: world.vault,
    clock: { now: () => new Date() },
  }).ownerless(5);
  world.now = () => NOW;
  expect(count).toBe(1);
  expect(messages[0]).toMatchObject({ channelId: 'sms-1708', text: 'jalan rusak di kampung saya' });
});

it.each([
  ['was ignored', "UPDATE inbound_message SET outcome = 'ignored', reason = 'hand-spam' WHERE id = $1"],
  ['is at an office', "UPDATE inbound_message SET tenant = 'badung' WHERE id = $1"],
  ['is on its way', "UPDATE inbound_message SET state = 'pending' WHERE id = $1"],
  ['was destroyed', 'UPDATE inbound_message SET event_sealed = NULL WHERE id = $1'],
  ['was decided anew', 'UPDATE decision SET undone_at = now() WHERE inbound_id = $1'],
])('lists no message that central admins can do nothing with: it %s', async (_what, change) => {
  const { database, vault, bell } = world;
  const clock = { now: () => NOW };
  const listed = new InboxQueries({ database, vault, clock });
  const triage = new OwnerlessMessages({ database, vault, doorbell: bell, clock });
  const id = await world.receive('jalan rusak di kampung saya', '+6281100000042');
  await world.process();
  expect([(await listed.ownerless(5)).count, (await triage.find(id))?.id]).toEqual([1, id]);
  await world.sql(change, [id]);
  expect([(await listed.ownerless(5)).count, await triage.find(id)]).toEqual([0, undefined]);
});
