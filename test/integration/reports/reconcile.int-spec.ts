import { randomUUID } from 'node:crypto';
import { addsUp } from '../../../src/reports/reconcile.js';
import { smsEvent } from '../../kit/messages.js';
import { World } from '../../kit/world.js';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());
beforeEach(() => world.empty());

const shared = async () => (await world.balance()).channels.find(({ channelId }) => channelId === 'sms-1708');

/** One message for each bucket. */
async function everyKind(): Promise<{ number: string; ticketId: string; inboundId: string }> {
  const opened = await world.complaint('TANAHBUMBU jalan berlubang');
  await world.receive('TANAHBUMBU jalan berlubang');
  await world.receive(`TANAHBUMBU TAMBAH ${opened.number} makin dalam`);
  await world.receive('TANAHBUMBU terima kasih');
  await world.receive('TANAHBUMBU BANTUAN');
  await world.receive('halo', '+6281100000002');
  await world.accept([{ type: 'opt-out', from: { kind: 'phone', value: '+6281100000003' } }]);
  await world.accept([{ type: 'ignored', reason: 'typing' }]);
  await world.accept([smsEvent('cuti', { nature: 'auto-reply' })]);
  await world.intake.reject(
    'sms-1708',
    { contentType: 'text/plain', bytes: Buffer.from('?') },
    { code: 'malformed-payload' },
  );
  await world.process();
  await world.receive('TANAHBUMBU belum diproses');
  world.bell.take('inbound');
  return opened;
}

describe('promise 4: everything ends somewhere', () => {
  it('adds up over every way that a message can end', async () => {
    await everyKind();
    expect(await shared()).toEqual({
      channelId: 'sms-1708',
      received: 11,
      ticket: 1,
      followUp: 2,
      duplicate: 1,
      command: 3,
      canary: 0,
      ignored: 2,
      failed: 1,
      pending: 1,
    });
    const { ok, channels } = await world.balance();
    expect(ok).toBe(true);
    expect(channels.map(({ channelId }) => channelId)).toEqual(world.channels.all().map(({ id }) => id).sort()); // prettier-ignore
    expect(channels.every(addsUp)).toBe(true);
  });

  it.each([
    ['a ticket was deleted', (t: { ticketId: string }) => [
      `UPDATE outbound_message SET ticket_id = NULL`, `DELETE FROM ticket_event WHERE ticket_id = '${t.ticketId}' AND type = 'opened'`,
      `DELETE FROM ticket_event`, `DELETE FROM ticket WHERE id = '${t.ticketId}'`]],
    ["a follow-up's event was deleted", () => [`DELETE FROM ticket_event WHERE type = 'thanked'`]],
    ['a command lost its decision', () => [`DELETE FROM decision WHERE step = 'command' AND outcome = 'help'`]],
    ['a message was marked done without evidence', () => [`UPDATE inbound_message SET state = 'done', outcome = 'ticket' WHERE state = 'pending'`]],
    ['a message was ignored without a reason', () => [`UPDATE inbound_message SET reason = NULL WHERE outcome = 'ignored'`]],
    ['a message was deleted', () => [`DELETE FROM inbound_message WHERE state = 'pending'`]],
    ['the ledger lost a batch', () => [`DELETE FROM intake_ledger WHERE id = (SELECT id FROM intake_ledger LIMIT 1)`]],
    ['a message was counted twice', (t: { inboundId: string; ticketId: string }) => [
      `INSERT INTO ticket_event (id, ticket_id, type, actor, inbound_id, at) VALUES ('${randomUUID()}', '${t.ticketId}', 'message-added', 'citizen', '${t.inboundId}', now())`]],
  ] as [string, (made: { ticketId: string; inboundId: string }) => string[]][])('sees that %s', async (_what, damage) => {
    const made = await everyKind();
    expect((await world.balance()).ok).toBe(true);
    for (const statement of damage(made)) await world.sql(statement);
    expect((await world.balance()).ok).toBe(false);
  }); // prettier-ignore

  it('does not count a redelivery', async () => {
    const event = smsEvent('TANAHBUMBU jalan berlubang');
    for (let index = 0; index < 3; index += 1) await world.accept([event]);
    await world.process();
    expect(await shared()).toMatchObject({ received: 1, ticket: 1 });
  });
});
