import sharp from 'sharp';
import type { PhoneMessage } from '../../src/sandbox/phone.js';
import { TestGateway } from '../kit/gateway.js';
import { phonePhoto } from '../kit/pictures.js';
import { until } from '../kit/wait.js';
import { WebVisitor } from '../kit/web-visitor.js';

/** An office's answer with a photo (and a paper), on every kind of channel, up to what the citizen's telephone shows. */
const SHORT = 'Jalan sudah ditambal, fotonya kami lampirkan.';
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');

let gateway: TestGateway;
let photo: Buffer;
beforeAll(async () => {
  gateway = await TestGateway.start();
  photo = await phonePhoto({ place: { latitude: -3.44, longitude: 115.99 } });
}, 60_000);
afterAll(() => gateway.stop());

const files = () => [
  { filename: 'sesudah.jpeg', bytes: photo },
  { filename: 'berita acara.pdf', bytes: PDF },
];

/** A complaint up to its acknowledgement. */
async function complaint(
  from: string,
  channelId: string,
  more: { subject?: string; keyword?: string } = {},
): Promise<string> {
  const { keyword = '', ...rest } = more;
  await gateway.send(from, `${keyword}Jalan berlubang di depan pasar ${channelId}`, { channelId, ...rest });
  return /[A-Z]{2,4}-\d{6}/.exec((await gateway.replyTo(from)).text)?.[0] ?? '';
}

/** What came after the acknowledgement, once there are so many messages. */
async function received(from: string, count: number): Promise<PhoneMessage[]> {
  await gateway.replyTo(from, count + 1);
  await gateway.quiet();
  return (await gateway.conversation(from)).filter(({ direction }) => direction === 'out').slice(1);
}

const named = ({ attachments }: PhoneMessage): string[] =>
  attachments.map(({ filename, contentType }) => `${filename} ${contentType}`);
const JPEG = expect.stringMatching(/ image\/jpeg$/) as string;

/** Neither the place nor the telephone of whoever took it goes out. */
async function expectBare(): Promise<void> {
  const { database, attachments } = gateway.gateway.core;
  const [row] = await database.query<{ key: string }>(
    `SELECT storage_key AS key FROM outbound_attachment WHERE content_type = 'image/jpeg' ORDER BY created_at DESC LIMIT 1`,
  );
  const { exif, format } = await sharp(await attachments.get(row?.key ?? '')).metadata();
  expect({ exif, format }).toEqual({ exif: undefined, format: 'jpeg' });
}

it.each([
  ['wa-bangli', '+6281100000711'],
  ['telegram-tanahbumbu', '+6281100000712'],
])('%s: a short answer is the photo’s caption, the paper comes after it', async (channelId, phone) => {
  const number = await complaint(phone, channelId);
  await gateway.answer(number, SHORT, files());
  const [first, second, ...more] = await received(phone, 2);
  expect(more).toEqual([]);
  expect(first?.text).toContain(SHORT);
  expect(first && named(first)).toEqual([JPEG]);
  expect(second).toMatchObject({ text: '', attachments: [{ filename: 'berita acara.pdf', size: PDF.length }] });
  await expectBare();
});

it.each([
  ['wa-bangli', '+6281100000721', 3],
  ['telegram-tanahbumbu', '+6281100000722', 3],
  ['messenger-tanahbumbu', '+6281100000723', 3],
])('%s: what is longer than a caption goes first, and once', async (channelId, phone, count) => {
  const number = await complaint(phone, channelId);
  const long = `${SHORT} ${'Terima kasih atas laporan Anda. '.repeat(35)}`.slice(0, 1_400);
  await gateway.answer(number, long, files());
  const messages = await received(phone, count);
  expect(messages.map(({ attachments }) => attachments.length)).toEqual([0, 1, 1]);
  expect(messages[0]?.text).toContain(long.trim());
  const shown = (await gateway.ticket(number)).messages.filter(({ text }) => text.includes(SHORT));
  expect(shown).toHaveLength(1);
  if (channelId === 'wa-bangli')
    await until('the last receipt', async () =>
      (await gateway.ticket(number)).messages.at(-1)?.state === 'delivered' ? true : undefined,
    );
});

it('mail: all in one, as parts of it', async () => {
  const from = 'warga.berkas@surat.example';
  const number = await complaint(from, 'email-tanahbumbu', { subject: 'Jalan berlubang' });
  await gateway.answer(number, SHORT, files());
  const [mail, ...more] = await received(from, 1);
  expect(more).toEqual([]);
  expect(mail?.text).toContain(SHORT);
  expect(mail && named(mail)).toEqual(['sesudah.jpg image/jpeg', 'berita acara.pdf application/pdf']);
  await expectBare();
});

it('WhatsApp after a day: the template asks, and the whole answer comes with the tap', async () => {
  const phone = '+6281100000731';
  const channelId = 'wa-bangli';
  const number = await complaint(phone, channelId);
  await fetch(`${gateway.url}/sandbox/api/windows`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ channelId, from: phone }),
  });
  await gateway.gateway.core.database.query(
    `UPDATE inbound_message SET received_at = received_at - interval '25 hours' WHERE channel_id = $1`,
    [channelId],
  );
  await gateway.answer(number, SHORT, files());
  const template = await gateway.replyTo(phone, 2);
  expect(template.buttons?.length).toBeGreaterThan(0);
  expect(template.attachments).toEqual([]);
  await fetch(`${gateway.url}/sandbox/api/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ channelId, from: phone, text: '', quotes: template.id, button: template.buttons?.[0] }),
  });
  const messages = await received(phone, 3);
  expect(messages.slice(1).map(({ attachments }) => attachments.length)).toEqual([1, 1]);
  expect(messages[1]?.text).toContain(SHORT);
});

it('SMS: the text names the page, which shows the files to whoever has the code', async () => {
  const phone = '+6281100000741';
  const number = await complaint(phone, 'sms-1708', { keyword: 'TANAHBUMBU ' });
  await gateway.answer(number, SHORT, files());
  const { text } = await gateway.replyTo(phone, 2);
  const code = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(text)?.[0] ?? '';
  const visitor = new WebVisitor(gateway.url);
  const page = (await visitor.post('/tanah-bumbu/lacak', { number, code })).body;
  const links = [...page.matchAll(/href="(\/berkas\/[^"]+)"/g)].map(([, path = '']) => path);
  expect(links).toHaveLength(2);
  expect(page).toContain('berita acara.pdf');
  const [shown, paper] = await Promise.all(links.map((path) => fetch(gateway.url + path)));
  expect(shown?.headers.get('content-type')).toBe('image/jpeg');
  expect(Buffer.from((await paper?.arrayBuffer()) ?? new ArrayBuffer(0))).toEqual(PDF);
  const forged = `${links[0]?.slice(0, -3) ?? ''}AAA`;
  expect((await fetch(gateway.url + forged)).status).toBe(404);
});

it('promise 10: neither names of files nor their bytes are logged', () => {
  expect(gateway.logs.text()).not.toMatch(/berita acara|sesudah|berkas\/[0-9a-f-]{36}~/);
});
