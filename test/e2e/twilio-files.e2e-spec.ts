import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestGateway } from '../kit/gateway.js';
import { phonePhoto } from '../kit/pictures.js';
import { CONFIG_DIRECTORY } from '../kit/shipped.js';
import { until } from '../kit/wait.js';

/** Kubu Raya's WhatsApp number at Twilio in Meta's place, which fetches files from the address that it is given. */
const PUBLIC_URL = 'https://aduan.example';
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
const SHORT = 'Obat sudah tersedia, fotonya kami lampirkan.';

let gateway: TestGateway;
let config: string;
beforeAll(async () => {
  config = mkdtempSync(join(tmpdir(), 'kentongan-twilio-'));
  cpSync(CONFIG_DIRECTORY, config, { recursive: true });
  const path = join(config, 'gateway.yaml');
  const [before = '', own = '', ...more] = readFileSync(path, 'utf8').split('  - id: wa-kuburaya');
  const [twilio = '', ...rest] = more;
  const on = [
    before,
    own.replace('enabled: true', 'enabled: false'),
    twilio.replace('enabled: false', 'enabled: true'),
  ];
  writeFileSync(path, [...on, ...rest].join('  - id: wa-kuburaya'));
  gateway = await TestGateway.start({ env: { KENTONGAN_CONFIG: config, KENTONGAN_PUBLIC_URL: PUBLIC_URL } });
}, 60_000);
afterAll(async () => {
  await gateway.stop();
  rmSync(config, { recursive: true, force: true });
});

async function complaint(from: string): Promise<string> {
  await gateway.send(from, 'Obat habis di Puskesmas', { channelId: 'wa-kuburaya-twilio' });
  return /[A-Z]{2,4}-\d{6}/.exec((await gateway.replyTo(from)).text)?.[0] ?? '';
}

it('Twilio fetches each file by its signed link, and the telephone shows it', async () => {
  const phone = '+6281100000781';
  const number = await complaint(phone);
  const photo = await phonePhoto();
  await gateway.answer(number, SHORT, [
    { filename: 'sesudah.jpeg', bytes: photo },
    { filename: 'berita acara.pdf', bytes: PDF },
  ]);
  await gateway.replyTo(phone, 3);
  await gateway.quiet();
  const shown = async () => (await gateway.conversation(phone)).filter(({ direction }) => direction === 'out').slice(1);
  // It takes a message first and fetches what belongs to it then.
  await until('the files', async () => (await shown()).every(({ attachments }) => attachments.length === 1));
  const [first, second, ...more] = await shown();
  expect(more).toEqual([]);
  expect(first).toMatchObject({ attachments: [{ contentType: 'image/jpeg' }] });
  expect(first?.text).toContain(SHORT);
  expect(second).toMatchObject({ text: '', attachments: [{ filename: 'berita acara.pdf', size: PDF.length }] });
  await until('the last receipt', async () => (await gateway.ticket(number)).messages.at(-1)?.state === 'delivered');
});

it('a file that Twilio can not fetch is a failure of its message', async () => {
  const phone = '+6281100000782';
  const number = await complaint(phone);
  const { database } = gateway.gateway.core;
  // The link is good; behind it there is nothing any more.
  await database.query(`CREATE FUNCTION lost() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.storage_key := '00/none'; RETURN NEW; END $$`);
  await database.query('CREATE TRIGGER lost BEFORE INSERT ON outbound_attachment FOR EACH ROW EXECUTE FUNCTION lost()');
  await gateway.answer(number, SHORT, [{ filename: 'berita acara.pdf', bytes: PDF }]);
  await until('the failure', async () => (await gateway.ticket(number)).messages.at(-1)?.state === 'failed');
  const out = (await gateway.conversation(phone)).filter(({ direction }) => direction === 'out');
  expect(out.flatMap(({ attachments }) => attachments)).toEqual([]);
  const [row] = await database.query('SELECT error_code AS code FROM outbound_message WHERE ticket_id = (SELECT id FROM ticket WHERE number = $1) ORDER BY created_at DESC LIMIT 1', [number]); // prettier-ignore
  expect(row).toEqual({ code: 'twilio:63019' });
}); // prettier-ignore
