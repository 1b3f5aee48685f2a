import { TestGateway } from '../kit/gateway.js';
import { WebVisitor } from '../kit/web-visitor.js';
import { until } from '../kit/wait.js';
import { unescapeHtml } from '../kit/public-client.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.start();
}, 60_000);
afterAll(() => gateway.stop());

const textOf = (html: string): string =>
  unescapeHtml(html.replace(/<(script|style)[\s\S]*?<\/\1>/g, ' ').replace(/<[^>]+>/g, ' ')).replace(/\s+/g, ' ');

/** A tracking code as pages show it. */
const CODE = /[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}/;

describe('the web form without script', () => {
  it('takes a report, shows number and code, tracks it, and publishes the answer', async () => {
    const visitor = new WebVisitor(gateway.url);
    const posted = await visitor.report('/buleleng/lapor', {
      what: 'Hibah pura di Sawan belum cair sejak Maret', identity: 'anonymous', replyBy: 'page',
    }); // prettier-ignore
    expect(posted.status).toBe(200);
    const page = textOf(posted.body);
    const number = /BLL-\d{6}/.exec(page)?.[0] ?? '';
    const code = CODE.exec(page)?.[0] ?? '';
    expect([number, code]).not.toContain('');
    expect(await gateway.ticket(number)).toMatchObject({
      tenant: 'buleleng',
      channelId: 'web-buleleng',
      messages: [{ direction: 'in', text: 'Hibah pura di Sawan belum cair sejak Maret' }],
    });

    await gateway.answer(number, 'Hibah cair pekan depan.');
    await gateway.quiet();
    const elsewhere = new WebVisitor(gateway.url);
    expect(textOf((await elsewhere.post('/buleleng/lacak', { number, code: 'AAAA-AAAA-AAAA' })).body)).not.toContain(
      'Hibah cair',
    );
    expect(textOf((await elsewhere.post('/badung/lacak', { number, code })).body)).not.toContain('Hibah cair');
    const tracked = await elsewhere.post('/buleleng/lacak', {
      number: number.toLowerCase(),
      code: code.toLowerCase().replaceAll('-', ' '),
    });
    expect(tracked.status).toBe(200);
    expect(textOf(tracked.body)).toContain('Hibah cair pekan depan.');
    expect((await gateway.ticket(number)).messages.at(-1)).toMatchObject({ direction: 'out', state: 'delivered' });
    expect((await gateway.reconcile()).ok).toBe(true);
  });

  it('answers by SMS who wants it so', async () => {
    const phone = '+6281100000051';
    const visitor = new WebVisitor(gateway.url);
    const posted = await visitor.report('/tanah-bumbu/lapor', {
      what: 'Jalan berlubang di depan pasar', identity: 'named', name: 'Siti Contoh', phone, replyBy: 'sms', village: '6310012005',
    }); // prettier-ignore
    const page = textOf(posted.body);
    const number = /TBU-\d{6}/.exec(page)?.[0] ?? '';
    const code = CODE.exec(page)?.[0] ?? '';
    expect((await gateway.replyTo(phone)).text).toContain(number);
    await gateway.answer(number, 'Sudah ditambal.');
    expect((await gateway.replyTo(phone, 2)).text).toMatch(/Sudah ditambal\..*Balas/s);
    // How to answer by SMS is for the SMS: the page has the office's own words.
    const tracked = textOf((await visitor.post('/tanah-bumbu/lacak', { number, code })).body);
    expect(tracked).toContain('Sudah ditambal.');
    expect(tracked).not.toContain('Balas');
  });

  it('promise 7: keeps the reporter out of the database in clear', async () => {
    await gateway.quiet();
    const { database } = gateway.gateway.core;
    for (const table of [
      'inbound_message',
      'contact',
      'contact_address',
      'outbound_message',
      'ticket',
      'ticket_event',
      'decision',
    ]) {
      const rows = await database.query<{ line: string }>(`SELECT (x.*)::text AS line FROM ${table} x`);
      expect(rows.length).toBeGreaterThan(0);
      const clear = rows
        .map(({ line }) =>
          line.replace(/\\\\x([0-9a-f]+)/g, (_all, hex: string) => Buffer.from(hex, 'hex').toString('latin1')),
        )
        .join('\n');
      expect([table, /81100000051|Siti/.test(clear)]).toEqual([table, false]);
    }
    expect(gateway.logs.text()).not.toMatch(/81100000051|Siti|Hibah|[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}(?![-\w])/);
  });
});

describe('an aggregator by configuration', () => {
  it('takes a complaint and answers it by the same way, with its receipts', async () => {
    const phone = '+6281100000061';
    await gateway.send(phone, 'BADUNG sampah menumpuk di Mengwi', { channelId: 'sms-aggregator' });
    const reply = await gateway.replyTo(phone);
    expect(reply.channelId).toBe('sms-aggregator');
    const number = /^BDG-\d{6}/.exec(reply.text)?.[0] ?? '';
    await gateway.answer(number, 'Sudah diangkut.');
    expect(await gateway.replyTo(phone, 2)).toMatchObject({
      channelId: 'sms-aggregator',
      text: expect.stringContaining('Sudah diangkut.') as string,
    });
    await until(
      'both receipts',
      async () => (await gateway.ticket(number)).messages.filter(({ state }) => state === 'delivered').length === 2,
    );
  });

  it('refuses who does not know the secret', async () => {
    const answer = await fetch(`${gateway.url}/hooks/sms-aggregator`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-webhook-secret': 'wrong' },
      body: '{"message_id":"1"}',
    });
    expect(answer.status).toBe(403);
  });
});

describe('operations', () => {
  it('tells its health and figures', async () => {
    expect((await fetch(`${gateway.url}/health/ready`)).status).toBe(200);
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(metrics).toContain('inbound_waiting');
    expect(metrics).not.toMatch(/62811|Siti/);
  });
});
