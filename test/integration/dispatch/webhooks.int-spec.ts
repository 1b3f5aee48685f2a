import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { openDispatching, type Dispatching } from '../../../src/app/open-dispatching.js';
import { openResponses, type ResponseDesk } from '../../../src/app/open-responses.js';
import { withWebhooks } from '../../../src/app/webhook-channels.js';
import { AgencyWebhookSender } from '../../../src/channels/agency-webhook/webhook.sender.js';
import { AgencyWebhooks } from '../../../src/dispatch/agency-webhooks.js';
import { webhookGone } from '../../../src/dispatch/webhook-gone.js';
import type { OutboundMessage } from '../../../src/messaging/outbound-message.js';
import { Outbox } from '../../../src/outbox/outbox.service.js';
import { seedStaff } from '../../kit/staff.js';
import { shippedConfig, shippedTenant } from '../../kit/shipped.js';
import { World } from '../../kit/world.js';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const ADMIN = { kind: 'operator', by: 'cli' } as const;

interface Received {
  id: string;
  type: string;
  data: Record<string, unknown>;
}

/** An agency's system: it checks signatures and answers as the test says. */
class Receiver {
  readonly received: Received[] = [];
  status = 204;
  headers: Record<string, string> = {};
  private readonly server: Server = createServer((request, response) => {
    void read(request).then((body) => {
      const headers = request.headers as Record<string, string>;
      const event = new Webhook(SECRET).verify(body, headers) as Omit<Received, 'id'>;
      this.received.push({ id: headers['webhook-id'] ?? '', ...event });
      response.writeHead(this.status, this.headers).end('x'.repeat(200_000));
    });
  });

  async listen(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}/hook`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

let world: World;
let receiver: Receiver;
let url: string;
let outbox: Outbox;
let dispatching: Dispatching;
let responding: ResponseDesk;

beforeAll(async () => {
  world = await World.open();
  receiver = new Receiver();
  url = await receiver.listen();
  const tenant = shippedTenant('tanah-bumbu');
  const agencies = tenant.agencies.map((agency) => (agency.slug === 'pupr' ? { ...agency, webhook: { url, secret: SECRET } } : agency)); // prettier-ignore
  const { database, vault, keys, actions, staff, staffNotices } = world;
  const clock = { now: () => world.now() };
  const gone = webhookGone.bind(undefined, {
    actions,
    staff,
    notices: staffNotices,
    locales: shippedConfig().locales,
    clock,
  });
  const made = withWebhooks(world.channels, [{ ...tenant, agencies }], { clock, allowPrivate: true, gone });
  outbox = new Outbox({
    database, vault, channels: made.channels, receipts: world.receipts, logger: world.logs.logger,
    files: { read: (key) => world.store.get(key), url: (id) => `https://aduan.example/berkas/${id}` },
    leaseSeconds: 60, concurrency: 4, claimAlong: 0, automaticMessagesPerDay: 20, clock,
  }); // prettier-ignore
  dispatching = openDispatching({
    configuration: shippedConfig(), vault, keys, clock, actions, staff, staffNotices,
    publicUrl: 'https://aduan.example',
    webhooks: (views) =>
      new AgencyWebhooks({ database, vault, clock, views, channels: made.channels, agencies: made.agencies, ringAfterSeconds: 15 }),
  }); // prettier-ignore
  if (dispatching.agencyWebhooks) actions.listen(dispatching.agencyWebhooks);
  responding = openResponses({
    ...dispatching, database, vault, clock, actions, staff, staffNotices,
    configuration: shippedConfig(),
    composer: world.parts.composer,
    answers: world.answers,
    reporters: world.reporters,
    attachments: world.store,
    publicUrl: 'https://aduan.example',
    ringAfterSeconds: 15,
  }); // prettier-ignore
});
afterAll(async () => {
  receiver.close();
  await world.close();
});
beforeEach(async () => {
  await world.empty();
  await world.sql('DELETE FROM channel_state');
  await seedStaff(world);
  receiver.received.length = 0;
  receiver.status = 204;
  receiver.headers = {};
});

/** Sends what was rung for to agencies' systems. */
async function deliver(): Promise<void> {
  const ids = world.bell.rung.filter(({ queue }) => queue === 'outbox.webhook').map(({ id }) => id);
  world.bell.rung.length = 0;
  if (ids.length > 0) await outbox.process(ids);
}

async function row(): Promise<{ state: string; error_code: string | null; wait: number }> {
  const [found] = await world.sql<{ state: string; error_code: string | null; wait: number }>(
    `SELECT state, error_code, extract(epoch FROM next_attempt_at - now())::float8 AS wait FROM outbound_message WHERE kind = 'webhook'`,
  );
  if (!found) throw new Error('nothing was queued');
  return found;
}

describe('an agency’s own system', () => {
  it('is told of what it is handed, signed, as it may see it', async () => {
    const { number } = await world.complaint('TANAHBUMBU jalan berlubang di depan SDN 1');
    const { dispatchId } = await dispatching.dispatches.dispatch(number, {
      agency: 'pupr',
      note: 'Mohon dicek',
      actor: ADMIN,
    });
    await dispatching.dispatches.dispatch(number, { agency: 'perkim', actor: ADMIN });
    await deliver();
    expect(receiver.received).toHaveLength(1);
    const [event] = receiver.received;
    expect(event).toMatchObject({
      type: 'dispatch.created',
      data: { dispatchId, number, note: 'Mohon dicek', reporter: 'known' },
    });
    expect(event?.data.messages).toMatchObject([{ text: 'jalan berlubang di depan SDN 1' }]);
    expect(JSON.stringify(event)).not.toContain('6281100000001');
    expect(await row()).toMatchObject({ state: 'delivered' });
  });

  it('is told of what happens then, each once: added words, sent back, answered, taken back', async () => {
    const { number, ticketId } = await world.complaint();
    const dispatched = await dispatching.dispatches.dispatch(number, { agency: 'pupr', actor: ADMIN });
    await world.sql(
      `INSERT INTO ticket_event (id, ticket_id, type, actor, data, at) VALUES ($1, $2, 'message-added', 'citizen', '{}', now())`,
      [randomUUID(), ticketId],
    );
    const rung = (await Promise.all([dispatching.agencyWebhooks?.due(10), dispatching.agencyWebhooks?.due(10)])).flat();
    for (const ring of rung) if (ring) world.bell.rung.push(ring);
    expect(await dispatching.agencyWebhooks?.due(10)).toEqual([]);
    const { dispatchId } = dispatched;
    await responding.responses.submit({ dispatchId, text: 'Sudah.', via: 'api', actor: { kind: 'officer' } });
    await responding.responseChecks.sendBack(number, 'Kapan selesainya?', 'cli');
    await world.answers.answer(number, 'Sudah diperbaiki.', { by: 'cli' });
    await deliver();
    expect(receiver.received.map(({ type }) => type).sort()).toEqual([
      'dispatch.created', 'response.sent-back', 'ticket.answered', 'ticket.message-added',
    ]); // prettier-ignore
  });

  it('is told of many added words once each, by however many sweeps at once', async () => {
    const { number, ticketId } = await world.complaint();
    await dispatching.dispatches.dispatch(number, { agency: 'pupr', actor: ADMIN });
    await world.sql(
      `INSERT INTO ticket_event (id, ticket_id, type, actor, data, at) SELECT gen_random_uuid(), $1, 'message-added', 'citizen', '{}', now() FROM generate_series(1, 8)`,
      [ticketId],
    );
    const sweeps = Array.from({ length: 5 }, async () => dispatching.agencyWebhooks?.due(10));
    expect((await Promise.all(sweeps)).flat()).toHaveLength(8);
  });

  it('is told once of a reply to a question, which the timeline has twice', async () => {
    const { number, ticketId } = await world.complaint();
    await dispatching.dispatches.dispatch(number, { agency: 'pupr', actor: ADMIN });
    for (const type of ['message-added', 'citizen-replied'])
      await world.sql(
        `INSERT INTO ticket_event (id, ticket_id, type, actor, data, at, inbound_id)
         SELECT $1, id, $3, 'citizen', '{}', now(), opening_message_id FROM ticket WHERE id = $2`,
        [randomUUID(), ticketId, type],
      );
    expect(await dispatching.agencyWebhooks?.due(10)).toHaveLength(1);
  });

  it('is not told that another agency was asked again, and is told as often as it is itself', async () => {
    const { number } = await world.complaint();
    const own = await dispatching.dispatches.dispatch(number, { agency: 'pupr', actor: ADMIN });
    const other = await dispatching.dispatches.dispatch(number, { agency: 'perkim', actor: ADMIN });
    const say = ({ dispatchId }: { dispatchId: string }) =>
      responding.responses.submit({ dispatchId, text: 'Sudah.', via: 'api', actor: { kind: 'officer' } });
    await say(other);
    await responding.responseChecks.sendBack(number, 'Kapan?', 'cli', { agency: 'perkim' });
    for (const round of ['Kapan?', 'Di mana?']) {
      await say(own);
      await responding.responseChecks.sendBack(number, round, 'cli', { agency: 'pupr' });
    }
    await deliver();
    const told = receiver.received.filter(({ type }) => type === 'response.sent-back');
    expect(told.map(({ data }) => data.dispatchId)).toEqual([own.dispatchId, own.dispatchId]);
    // The ticket has been with another agency all the while, which has not responded: it was never `responded`.
    expect(told.every(({ data }) => data.state === 'accepted')).toBe(true);
  });

  it('that has it no more gets no word of the citizen', async () => {
    const { number } = await world.complaint('TANAHBUMBU jalan berlubang di depan SDN 1');
    const { dispatchId } = await dispatching.dispatches.dispatch(number, { agency: 'pupr', note: 'Mohon', actor: ADMIN }); // prettier-ignore
    await dispatching.dispatches.withdraw(dispatchId, ADMIN);
    await deliver();
    const withdrawn = receiver.received.find(({ type }) => type === 'dispatch.withdrawn');
    expect(withdrawn?.data).toMatchObject({ dispatchId, state: 'withdrawn', messages: [], place: {}, note: null });
  });

  it('that answers anything but 2xx is tried again later, longer each time, under the same id', async () => {
    receiver.status = 302;
    receiver.headers = { location: url };
    const { number } = await world.complaint();
    await dispatching.dispatches.dispatch(number, { agency: 'pupr', actor: ADMIN });
    await deliver();
    expect(receiver.received).toHaveLength(1);
    expect(await row()).toMatchObject({ state: 'queued', error_code: 'webhook:302' });
    // A day old, it waits another day.
    await world.sql("UPDATE outbound_message SET created_at = now() - interval '20 hours' WHERE kind = 'webhook'");
    receiver.status = 503;
    await world.timePasses('outbound_message');
    await outbox.process((await world.sql<{ id: string }>("SELECT id FROM outbound_message WHERE kind = 'webhook'")).map(({ id }) => id)); // prettier-ignore
    expect((await row()).wait).toBeGreaterThan(19 * 3600);
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
  });

  it('that is gone gets nothing more, and the office’s admin is told once', async () => {
    receiver.status = 410;
    const first = await world.complaint('TANAHBUMBU jalan berlubang', '+6281100000041');
    const second = await world.complaint('TANAHBUMBU jembatan rusak', '+6281100000042');
    await dispatching.dispatches.dispatch(first.number, { agency: 'pupr', actor: ADMIN });
    await deliver();
    expect(await row()).toMatchObject({ state: 'failed', error_code: 'webhook:410' });
    await dispatching.dispatches.dispatch(second.number, { agency: 'pupr', actor: ADMIN });
    expect(await world.count('outbound_message', "kind = 'webhook'")).toBe(1);
    expect(await world.count('outbound_message', "idempotency_key LIKE 'webhook-gone:%'")).toBe(1);
    // Its officer is told as before.
    expect(await world.count('outbound_message', "idempotency_key LIKE 'dispatch:%'")).toBe(2);
  });
});

describe('an address that leads inside', () => {
  const message = { id: randomUUID(), channelId: 'x', to: null, text: '{}', purpose: 'dispatch', createdAt: new Date().toISOString() } as OutboundMessage; // prettier-ignore

  it.each(['http://127.0.0.1:1/', 'https://[::1]/', 'https://localhost/', 'https://169.254.169.254/latest'])(
    '%s is not connected to',
    async (inside) => {
      const target = { url: inside === 'http://127.0.0.1:1/' ? url : inside, secret: SECRET };
      const parts = { clock: { now: () => new Date() }, allowPrivate: false, gone: async () => undefined };
      const sender = new AgencyWebhookSender(target, parts);
      expect(await sender.send(message)).toMatchObject({ outcome: 'rejected', code: 'webhook:address-refused' });
      expect(receiver.received).toEqual([]);
      await sender.close();
    },
  );
});
