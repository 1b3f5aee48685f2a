import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiKeys, SCOPES } from '../../src/api/api-keys.js';
import { register as registerTask } from '../../src/app/cli/task.command.js';
import { register as registerTicket } from '../../src/app/cli/ticket.command.js';
import { systemClock } from '../../src/observability/clock.js';
import type { TicketDetail } from '../../src/replies/ticket-queries.js';
import { runCommand } from '../kit/command-line.js';
import { TestGateway } from '../kit/gateway.js';
import { phonePhoto } from '../kit/pictures.js';
import { unescapeHtml } from '../kit/public-client.js';

/** How an office gives files with its answers, by the command line and the API, and how those who carry an answer have them. */
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
const PROGRAM = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]);

let gateway: TestGateway;
let photo: Buffer;
let folder: string;
let key: string;
beforeAll(async () => {
  gateway = await TestGateway.start();
  photo = await phonePhoto();
  folder = mkdtempSync(join(tmpdir(), 'kentongan-files-'));
  const { database, keys } = gateway.gateway.core;
  key = (await new ApiKeys({ database, keys, clock: systemClock }).create({ name: 'uji', scopes: SCOPES, ratePerMinute: 10_000 })).key; // prettier-ignore
}, 60_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await gateway.stop();
});

function file(name: string, bytes: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const ticket = (...words: string[]) => runCommand(registerTicket, gateway.env, ['ticket', ...words]);

interface Answer {
  status: number;
  body: Record<string, unknown>;
}

async function call(path: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> {
  const answer = await fetch(`${gateway.url}/api/v1/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }), ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

async function complaint(from: string, channelId = 'wa-bangli'): Promise<string> {
  await gateway.send(from, `Jalan berlubang di depan pasar ${from.slice(-3)}`, { channelId });
  return /[A-Z]{2,4}-\d{6}/.exec((await gateway.replyTo(from)).text)?.[0] ?? '';
}

/** A report that a clerk took down. */
async function entry(channelId: string, text: string): Promise<string> {
  const reporter = { name: 'Siti Contoh', phone: '0811-0000-0761', postalAddress: 'Jalan Contoh 1\nBatulicin 72171' };
  return String((await call('tickets', { channelId, text, reporter })).body['number']);
}

const given = () => [
  { filename: 'sesudah.jpeg', base64: photo.toString('base64') },
  { filename: 'berita acara.pdf', base64: PDF.toString('base64') },
];
const JPEG = { filename: 'sesudah.jpg', contentType: 'image/jpeg', size: expect.any(Number) as number };
const PAPER = { filename: 'berita acara.pdf', contentType: 'application/pdf', size: PDF.length };

let refusals = 0;
/** Messages to the citizen that are queued or gone. */
const sent = async (number: string): Promise<number> =>
  (await gateway.ticket(number)).messages.filter(({ direction }) => direction === 'out').length;

describe('kentongan ticket answer --attach', () => {
  it('brings the files to the citizen, and ticket show names them under the answer', async () => {
    const phone = '+6281100000751';
    const number = await complaint(phone);
    const attach = [file('sesudah.jpeg', photo), file('berita acara.pdf', PDF)].flatMap((path) => ['--attach', path]);
    const { out } = await ticket('answer', number, '--text', 'Sudah ditambal.', ...attach);
    expect(out).toBe(`The answer to ${number} is on its way by wa-bangli.\n`);
    expect((await gateway.replyTo(phone, 2)).attachments).toMatchObject([{ contentType: 'image/jpeg' }]);
    expect((await gateway.replyTo(phone, 3)).attachments).toMatchObject([PAPER]);

    const { messages } = JSON.parse((await ticket('show', number, '--json')).out) as TicketDetail;
    const listed = messages.map(({ direction, files }) => [direction, files]);
    expect(listed).toEqual([
      ['in', undefined],
      ['out', []],
      [
        'out',
        [
          { ...JPEG, carried: true },
          { ...PAPER, carried: true },
        ],
      ],
    ]);
    const shown = (await ticket('show', number)).out;
    expect(shown).toMatch(/Sudah ditambal\.[^\n]*\n {4}\+ sesudah\.jpg {2}image\/jpeg {2}\d+ bytes\n {4}\+ berita acara\.pdf {2}application\/pdf {2}\d+ bytes\n/); // prettier-ignore
    expect(shown).not.toContain('tracking page only');
  });

  it('says which file can not go, and sends nothing then', async () => {
    const number = await complaint('+6281100000752');
    const before = await sent(number);
    const attach = ['--attach', file('bagus.pdf', PDF), '--attach', file('alat.exe', PROGRAM)];
    await expect(ticket('answer', number, '--text', 'Sudah.', ...attach)).rejects.toThrow(
      /^Nothing was sent:\n {2}attachments\[1\]: \S.+$/,
    );
    await expect(ticket('answer', number, '--text', 'Sudah.', '--attach', join(folder, 'tiada.pdf'))).rejects.toThrow(
      'tiada.pdf',
    );
    expect(await sent(number)).toBe(before);
  });

  it('names what only the tracking page has', async () => {
    const phone = '+6281100000753';
    await gateway.send(phone, 'TANAHBUMBU jalan berlubang di Satui', { channelId: 'sms-1708' });
    const number = /TBU-\d{6}/.exec((await gateway.replyTo(phone)).text)?.[0] ?? '';
    await ticket('answer', number, '--text', 'Sudah.', '--attach', file('laporan.pdf', PDF));
    expect((await ticket('show', number)).out).toMatch(/\+ laporan\.pdf .* bytes {2}\(tracking page only\)\n/);
  });
});

describe('attachments of an answer through the API', () => {
  it('go out once under one key, and stand in the ticket with their message', async () => {
    const phone = '+6281100000754';
    const number = await complaint(phone);
    const body = { text: 'Sudah ditambal.', attachments: given() };
    const headers = { 'idempotency-key': 'jawaban-1' };
    expect((await call(`tickets/${number}/answers`, body, headers)).status).toBe(201);
    expect(await call(`tickets/${number}/answers`, body, headers)).toMatchObject({ status: 200, body: { repeated: true } });
    await gateway.replyTo(phone, 3);
    await gateway.quiet();
    // The repeat's files were written before it was known as one: they wait for their removal, the first one's do not.
    const left = 'SELECT key, EXISTS (SELECT 1 FROM outbound_attachment WHERE storage_key = key) AS taken FROM object_removal';
    const noted = await gateway.gateway.core.database.query<{ taken: boolean }>(left);
    expect(noted.map(({ taken }) => taken)).toEqual([false, false]);
    const out = (await gateway.conversation(phone)).filter(({ direction }) => direction === 'out');
    expect(out.map(({ attachments }) => attachments.length)).toEqual([0, 1, 1]);
    const { messages } = (await call(`tickets/${number}`)).body as unknown as Pick<TicketDetail, 'messages'>;
    expect(messages.map(({ files }) => files)).toEqual([
      undefined,
      [],
      [{ ...JPEG, carried: true }, { ...PAPER, carried: true }],
    ]);
    expect(messages[2]?.text).toContain('Sudah ditambal.');
  }); // prettier-ignore

  it.each<[string, () => object[], string, string]>([
    ['no Base64', () => [...given(), { base64: 'bukan base64!' }], 'attachments[2].base64', 'base64'],
    ['nothing in it', () => [{ filename: 'kosong.pdf', base64: '' }], 'attachments[0]', 'emptyFile'],
    ['a program', () => [...given(), { filename: 'foto.jpg', base64: PROGRAM.toString('base64') }], 'attachments[2]', 'notSendable'],
    ['no photo behind the name', () => [{ filename: 'foto.jpg', base64: Buffer.from('ffd8ffe000104a464946', 'hex').toString('base64') }], 'attachments[0]', 'unreadablePhoto'],
    ['too many', () => Array.from({ length: 40 }, () => ({ base64: PDF.toString('base64') })), 'attachments', 'tooMany'],
    ['a member that there is not', () => [{ base64: '', url: 'https://foto.example' }], 'attachments[0].url', 'unknownField'],
  ])('are refused with the field and why, and nothing is sent: %s', async (_what, attachments, field, code) => {
    const number = await complaint(`+62811000008${String(10 + (refusals += 1))}`);
    const before = await sent(number);
    const refused = await call(`tickets/${number}/answers`, { text: 'Sudah.', attachments: attachments() });
    expect(refused).toMatchObject({ status: 422, body: { code: 'invalid' } });
    expect(refused.body['errors']).toEqual([expect.objectContaining({ field, code, detail: expect.stringMatching(/\S/) as string })]);
    expect(await sent(number)).toBe(before);
  }); // prettier-ignore
});

describe('files of an answer that people carry', () => {
  it('are named to who calls, with links that open them', async () => {
    const number = await entry('manual-tanahbumbu', 'Lampu jalan mati di Simpang Empat');
    const answered = await call(`tickets/${number}/answers`, { text: 'Sudah menyala.', attachments: given() });
    const id = String(answered.body['outboundId']);
    const task = (await call(`tasks/${id}`)).body;
    const url = expect.stringContaining(`${gateway.url}/berkas/`) as string;
    expect(task).toMatchObject({
      method: 'call',
      letterUrl: null,
      files: [
        { ...JPEG, url },
        { ...PAPER, url },
      ],
    });
    const [, paper] = task['files'] as { url: string }[];
    const opened = await fetch(paper?.url ?? '');
    expect(Buffer.from(await opened.arrayBuffer())).toEqual(PDF);
    const { out } = await runCommand(registerTask, gateway.env, ['task', 'show', id]);
    expect(out).toMatch(/\nFiles\n {2}sesudah\.jpg .*\n {2}berita acara\.pdf {2}application\/pdf {2}\d+ bytes\n$/);
    expect((await call('tasks')).body).not.toHaveProperty('tasks[0].files');
  });

  it.each([
    ['one', 1, '1 berkas'],
    ['two', 2, '2 berkas'],
  ])('are counted in a letter and open beside it: %s', async (_how, count, words) => {
    const number = await entry('manual-tanahbumbu-surat', `Jembatan gantung rusak ${words}`);
    const body = { text: 'Sudah diperbaiki.', attachments: given().slice(-count) };
    const id = String((await call(`tickets/${number}/answers`, body)).body['outboundId']);
    const { letterUrl } = (await call(`tasks/${id}`)).body;
    const page = await (await fetch(String(letterUrl))).text();
    const [beside = '', sheet = ''] = page.split('<main');
    expect(sheet).toContain(`<dt>Lampiran</dt><dd>${words}</dd>`);
    expect(sheet).not.toMatch(/berkas\/|berita acara/);
    const links = [...beside.matchAll(/href="(\/berkas\/[^"]+)"/g)].map(([, path = '']) => unescapeHtml(path));
    expect(links).toHaveLength(count);
    const opened = await fetch(gateway.url + (links.at(-1) ?? ''));
    expect(Buffer.from(await opened.arrayBuffer())).toEqual(PDF);
  });

  it('are not spoken of where there are none', async () => {
    const number = await entry('manual-tanahbumbu-surat', 'Drainase mampet di Batulicin');
    const id = String((await call(`tickets/${number}/answers`, { text: 'Sudah lancar.' })).body['outboundId']);
    const task = (await call(`tasks/${id}`)).body;
    expect(task['files']).toEqual([]);
    const page = await (await fetch(String(task['letterUrl']))).text();
    expect(page).not.toMatch(/Lampiran|berkas/);
    expect((await runCommand(registerTask, gateway.env, ['task', 'show', id])).out).not.toContain('Files');
  });

  it('are of tickets that a list without typing errors names', async () => {
    const { out } = await ticket('list', '--tenant', 'tanah-bumbu', '--json');
    expect((JSON.parse(out) as { tenant: string }[])[0]).toMatchObject({ tenant: 'tanah-bumbu' });
    await expect(ticket('list', '--tenant', 'tanahbumbu')).rejects.toThrow(/There is no tenant tanahbumbu; there are .*tanah-bumbu/);
    await expect(ticket('list', '--state', 'answred')).rejects.toThrow(/There is no state answred; there are .*answered/);
  }); // prettier-ignore

  it('promise 10: are named in no log, nor are their links', () => {
    expect(gateway.logs.text()).not.toMatch(/berita acara|sesudah|berkas\/[0-9a-f-]{36}~/);
  });
});
