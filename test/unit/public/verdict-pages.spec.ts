import { randomUUID } from 'node:crypto';
import type { MessageEvent } from '../../../src/messaging/inbound-event.js';
import { LOOKS } from '../../../src/public/attempt-limiter.js';
import type { PublicTicketView } from '../../../src/public/public-tickets.js';
import { startPublicApp } from '../../kit/public-app.js';
import type { PublicApp } from '../../kit/public-app.js';
import { FormBrowser } from '../../kit/public-client.js';

const DAY = 86_400_000;
const NOW = new Date('2026-11-26T03:00:00Z');
const TRACK = '/tanah-bumbu/lacak';

let running: PublicApp;
let browser: FormBrowser;
let visitor = 0;
let now = NOW;
beforeAll(async () => {
  running = await startPublicApp({ clock: { now: () => now } });
});
afterAll(() => running.app.close());
beforeEach(() => {
  running.tickets.views.clear();
  running.intake.accepted.length = 0;
  running.intake.broken = false;
  running.surveys.taken.clear();
  running.surveys.broken = false;
  browser = new FormBrowser(running.app, `203.0.113.${String((visitor += 1))}`);
});

function ticket(overrides: Partial<PublicTicketView> = {}): PublicTicketView {
  const answeredAt = new Date(NOW.getTime() - DAY);
  const view: PublicTicketView = {
    number: 'TBU-000123',
    tenant: 'tanah-bumbu',
    inboundId: randomUUID(),
    state: 'answered',
    openedAt: new Date(NOW.getTime() - 3 * DAY),
    dueAt: new Date(NOW.getTime() + DAY),
    events: [],
    replies: [{ at: answeredAt, text: 'Sudah kami tambal.' }],
    verdict: { round: 1, answeredAt, closedAt: null, fixed: null, mark: null, surveyed: false },
    ...overrides,
  };
  running.tickets.views.set(view.inboundId, view);
  return view;
}
/** Shows the code, as the reporter does. */
async function opened(overrides: Partial<PublicTicketView> = {}): Promise<PublicTicketView> {
  const view = ticket(overrides);
  await browser.postUrlencoded(TRACK, { number: view.number, code: running.tickets.trackingCode(view.inboundId) });
  return view;
}
const say = (fields: Record<string, string>) => browser.postUrlencoded(`${TRACK}/kabar`, { round: '1', ...fields });
const events = (): MessageEvent[] => running.intake.accepted.map(({ event }) => event as MessageEvent);

describe('the word on an answer', () => {
  it('that it is fixed goes with its mark to the ticket, once however often it is posted', async () => {
    await opened();
    const answer = await say({ kabar: 'sudah', mark: '4' });
    expect([answer.status, answer.headers['location']]).toEqual([303, `${TRACK}?kabar=1`]);
    await say({ kabar: 'sudah', mark: '4' });
    const [event, ...more] = events();
    expect(more).toEqual([]);
    expect(event).toMatchObject({ from: null, text: 'SUDAH 4', form: { anonymous: true, replyBy: 'page', followUpTo: 'TBU-000123', verdict: { fixed: true, mark: 4 } } }); // prettier-ignore
    // Until a worker has taken it the forms are not offered again.
    const page = await browser.get(`${TRACK}?kabar=1`);
    expect(page.body).toContain('Kabar Anda sudah kami terima');
    expect(page.body).not.toContain('name="kabar"');
  });

  it('that it is not fixed wants words: without them 422, with too many 422 and none is lost', async () => {
    await opened();
    const empty = await say({ kabar: 'belum', words: '  ' });
    expect(empty.status).toBe(422);
    expect(empty.body).toContain('href="#words"');
    const long = await say({ kabar: 'belum', words: `<b>masih</b> ${'x'.repeat(2_000)}` });
    expect(long.status).toBe(422);
    expect(long.body).toContain('&lt;b>masih');
    expect(events()).toEqual([]);
    expect((await say({ kabar: 'belum', words: 'Masih berlubang di depan SDN 1' })).status).toBe(303);
    expect(events()).toMatchObject([{ text: 'BELUM. Masih berlubang di depan SDN 1', form: { verdict: { fixed: false } } }]); // prettier-ignore
  });

  it('is kept on the page while the intake is away', async () => {
    await opened();
    running.intake.broken = true;
    const answer = await say({ kabar: 'belum', words: 'Masih berlubang' });
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('30');
    expect(answer.body).toContain('Masih berlubang</textarea>');
  });

  it.each<[string, Partial<PublicTicketView>]>([
    ['that is not answered', { state: 'in-progress' }],
    ['that is open again', { state: 'reopened' }],
    ['that was closed too long ago', { state: 'closed', verdict: { round: 1, answeredAt: new Date(NOW.getTime() - 40 * DAY), closedAt: new Date(NOW.getTime() - 31 * DAY), fixed: null, mark: null, surveyed: false } }],
  ])('of a ticket %s is neither offered nor taken', async (_, overrides) => {
    await opened(overrides);
    expect((await browser.get(TRACK)).body).not.toContain('name="kabar"');
    const answer = await say({ kabar: 'sudah' });
    expect([answer.status, answer.headers['location']]).toEqual([303, TRACK]);
    expect((await browser.get(`${TRACK}/penilaian`)).headers['location']).toBe(TRACK);
    expect(events()).toEqual([]);
  }); // prettier-ignore

  it('of an earlier round, without a pass, or that no form of ours sends is not taken', async () => {
    const view = ticket();
    expect((await say({ kabar: 'sudah' })).headers['location']).toBe(TRACK);
    await browser.postUrlencoded(TRACK, { number: view.number, code: running.tickets.trackingCode(view.inboundId) });
    const strange: Record<string, string>[] = [
      { kabar: 'sudah', round: '0' },
      { kabar: 'constructor' },
      { kabar: '' },
      { kabar: 'sudah', round: '' },
    ];
    for (const fields of strange) expect((await say(fields)).headers['location']).toBe(TRACK);
    expect(events()).toEqual([]);
    // Who presses without choosing a mark is asked for it.
    expect((await say({ kabar: 'nilai' })).status).toBe(422);
  });

  it('of a closed ticket is a mark, or that it is back again', async () => {
    const answeredAt = new Date(NOW.getTime() - 2 * DAY);
    await opened({ state: 'closed', verdict: { round: 1, answeredAt, closedAt: NOW, fixed: true, mark: null, surveyed: true } }); // prettier-ignore
    const { body } = await browser.get(`${TRACK}?kabar=1`);
    expect(body).toContain('Terima kasih atas kabar Anda.');
    expect(body).toContain('Muncul lagi?');
    expect(body).not.toContain('Ya, sudah beres');
    expect(body).not.toContain('penilaian"');
    await say({ kabar: 'nilai', mark: '3' });
    expect(events()).toMatchObject([{ text: '3', form: { verdict: { mark: 3 } } }]);
    expect(events()[0]?.form?.verdict).not.toHaveProperty('fixed');
  });
});

describe('the form of the nine elements', () => {
  const post = (fields: Record<string, string>) => browser.postUrlencoded(`${TRACK}/penilaian`, fields);

  it('takes what is marked, and nothing else', async () => {
    await opened();
    expect((await browser.get(`${TRACK}/penilaian`)).body.match(/<fieldset/g)).toHaveLength(9);
    const answer = await post({ U1: '4', U3: '1', U9: '5', U10: '2', comment: ' Lekas sekali ' });
    expect([answer.status, answer.headers['location']]).toEqual([303, `${TRACK}?kabar=1`]);
    expect([...running.surveys.taken]).toEqual([
      ['TBU-000123', { channelId: 'web-own', elements: { U1: 4, U3: 1 }, comment: 'Lekas sekali' }],
    ]);
  });

  it('keeps a remark where nothing is marked, and everything while the database is away', async () => {
    await opened();
    const empty = await post({ comment: 'Lekas' });
    expect(empty.status).toBe(422);
    expect(empty.body).toContain('href="#U1"');
    expect(empty.body).toContain('Lekas</textarea>');
    running.surveys.broken = true;
    const away = await post({ U2: '3', comment: 'Lekas' });
    expect(away.status).toBe(503);
    expect(away.body).toMatch(/id="U2-3"[^>]*checked/);
    expect(running.surveys.taken.size).toBe(0);
  });
});

describe('a report is taken back', () => {
  const waiting = { state: 'dispatched' as const, replies: [], cancellable: { round: 0 } };
  const cancel = () => browser.postUrlencoded(`${TRACK}/batal`, {});

  it('by its reporter, once however often it is posted, and the page says that it was heard', async () => {
    await opened(waiting);
    expect((await browser.get(TRACK)).body).toContain(`action="${TRACK}/batal"`);
    const answer = await cancel();
    expect([answer.status, answer.headers['location']]).toEqual([303, `${TRACK}?batal=1`]);
    await cancel();
    const [event, ...more] = events();
    expect(more).toEqual([]);
    expect(event).toMatchObject({ from: null, form: { anonymous: true, followUpTo: 'TBU-000123', cancels: true } });
    const page = await browser.get(`${TRACK}?batal=1`);
    expect(page.body).toContain('Permintaan batal Anda sudah kami terima');
    expect(page.body).not.toContain(`action="${TRACK}/batal"`);
  });

  it('but not one that is answered, nor by a browser that has not shown the code', async () => {
    ticket(waiting);
    expect((await cancel()).headers['location']).toBe(TRACK);
    await opened();
    expect((await browser.get(TRACK)).body).not.toContain(`action="${TRACK}/batal"`);
    expect((await cancel()).headers['location']).toBe(TRACK);
    expect(events()).toEqual([]);
  });

  it('is told to try again while the intake is away', async () => {
    await opened(waiting);
    running.intake.broken = true;
    const answer = await cancel();
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '30']);
    expect(answer.body).toContain('belum kami terima');
  });
});

describe('something is added to a report', () => {
  const at = new Date(NOW.getTime() - DAY);
  const asked = {
    state: 'awaiting-citizen' as const,
    replies: [],
    events: [{ at, kind: 'asked', by: 'officer' as const, waits: true, said: { text: 'Tiang <b>nomor</b> berapa?' } }],
  };
  const add = (tambahan: string, after = '1') => browser.postUrlencoded(`${TRACK}/keterangan`, { tambahan, after });

  it('where its reporter was asked the question stands above the form, and the answer goes to the ticket, once', async () => {
    await opened(asked);
    const { body } = await browser.get(TRACK);
    expect(body).toContain('Tiang &lt;b>nomor&lt;/b> berapa?');
    expect(body).toContain('Kirim jawaban');
    expect((await add('  Nomor 7 ')).headers['location']).toBe(`${TRACK}?keterangan=1`);
    await add('Nomor 7');
    expect(events()).toMatchObject([{ from: null, text: 'Nomor 7', form: { anonymous: true, followUpTo: 'TBU-000123' } }]);
    expect(events()[0]?.form).not.toHaveProperty('verdict');
    // The same words to the next question are another message.
    await add('Nomor 7', '3');
    expect(events()).toHaveLength(2);
    expect((await browser.get(`${TRACK}?keterangan=1`)).body).toContain('Keterangan Anda sudah kami terima');
  }); // prettier-ignore

  it('is refused with what was typed kept: empty, too long, the intake away', async () => {
    await opened({ state: 'dispatched', replies: [] });
    const empty = await add(' ');
    expect([empty.status, empty.body.includes('Keterangan belum diisi')]).toEqual([422, true]);
    expect(empty.body).toContain('href="#tambahan"');
    const long = await add('x'.repeat(2_001));
    expect([long.status, long.body.includes('Paling banyak 2000')]).toEqual([422, true]);
    running.intake.broken = true;
    const away = await add('Tolong &amp; cepat');
    expect([away.status, away.headers['retry-after']]).toEqual([503, '30']);
    expect(away.body).toContain('Tolong &amp;amp; cepat</textarea>');
    expect(events()).toEqual([]);
  });

  it('not where nobody is at work on it, nor by a browser that has not shown the code', async () => {
    ticket({ state: 'dispatched', replies: [] });
    expect((await add('Halo')).headers['location']).toBe(TRACK);
    await opened();
    expect((await browser.get(TRACK)).body).not.toContain('/keterangan');
    expect((await add('Halo')).headers['location']).toBe(TRACK);
    expect(events()).toEqual([]);
  });
});

describe('looks at a ticket', () => {
  const waiting = { state: 'dispatched' as const, replies: [], cancellable: { round: 0 } };
  afterEach(() => {
    now = NOW;
  });

  it('without end are refused in words wherever it is opened, and a neighbour goes on reading theirs', async () => {
    const { inboundId } = await opened(waiting);
    for (let look = 0; look < LOOKS.ofTicket.max; look += 1) expect((await browser.get(TRACK)).status).toBe(200);
    now = new Date(NOW.getTime() + 60_000);
    const read = jest.spyOn(running.tickets, 'byInbound');
    const refused = await browser.get(TRACK);
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '840']);
    expect(refused.body).toContain('Coba lagi 14 menit lagi');
    for (const path of ['/tanah-bumbu/lapor/diterima', `${TRACK}/penilaian`])
      expect((await browser.get(path)).status).toBe(429);
    for (const form of ['batal', 'keterangan', 'kabar', 'penilaian'])
      expect((await browser.postUrlencoded(`${TRACK}/${form}`, {})).status).toBe(429);
    expect(read).not.toHaveBeenCalled();
    read.mockRestore();

    const tooEager = browser;
    browser = new FormBrowser(running.app, `203.0.113.${String(visitor)}`);
    expect((await browser.get(TRACK)).status).toBe(200);
    expect((await opened(waiting)).inboundId).not.toBe(inboundId);
    expect((await browser.get(TRACK)).body).toContain(`action="${TRACK}/batal"`);
    now = new Date(NOW.getTime() + LOOKS.ofTicket.windowMs);
    expect((await tooEager.get(TRACK)).body).toContain(`action="${TRACK}/batal"`);
  });
});
