import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConsoleClient } from '../kit/console-client.js';
import { TestGateway } from '../kit/gateway.js';
import { CONFIG_DIRECTORY } from '../kit/shipped.js';
import { until } from '../kit/wait.js';

const PHONE = '+6281100000098';
const MAILBOX = 'pantul@aduan.example';

let folder: string;
let gateway: TestGateway;

jest.setTimeout(120_000);

/** The shipped configuration with two canaries: an SMS and a mail channel's. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kentongan-canary-'));
  cpSync(CONFIG_DIRECTORY, folder, { recursive: true });
  const file = join(folder, 'gateway.yaml');
  const canary = (to: string): string => `    canary: { everyMinutes: 1440, withinMinutes: 10, to: '${to}' }`;
  const text = readFileSync(file, 'utf8')
    .replace('  - id: sms-tanahbumbu\n', `$&${canary(PHONE)}\n`)
    .replace('  - id: email-tanahbumbu\n', `$&${canary(MAILBOX)}\n`);
  writeFileSync(file, text);
  gateway = await TestGateway.start({ env: { KENTONGAN_CONFIG: folder } });
});
afterAll(async () => {
  await gateway.stop();
  rmSync(folder, { recursive: true, force: true });
});

it.each([
  ['sms-tanahbumbu', PHONE],
  ['email-tanahbumbu', MAILBOX],
])('goes round by %s: out to the far end, in again, and ends there', async (channelId, address) => {
  const { text } = await gateway.replyTo(address);
  expect(text).toMatch(/kanari-[0-9a-z]+-[0-9a-f]{32}/);
  await gateway.send(address, text, { channelId });
  const row = await until(`the test message of ${channelId} to be back`, async () => {
    const { channels } = await gateway.reconcile();
    const balance = channels.find((channel) => channel.channelId === channelId);
    return balance?.canary === 1 ? balance : undefined;
  });
  expect(row).toMatchObject({ received: 1, ticket: 0, command: 0, ignored: 0 });
  expect((await gateway.reconcile()).ok).toBe(true);
  await gateway.quiet();
  expect((await gateway.conversation(address)).filter(({ direction }) => direction === 'out')).toHaveLength(1);
});

it('shows on the channel’s card, and in the metrics', async () => {
  const admin = await ConsoleClient.signIn(gateway, 'admin');
  const card = (await admin.get('/console/kanal/sms-tanahbumbu')).body;
  expect(card).toMatch(/Pesan uji<\/dt><dd>kembali [^<]+, setelah kurang dari 1 menit/);
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  expect(metrics).toMatch(/channel_canary_missing\{[^}]*channel="email-tanahbumbu"[^}]*\} 0/);
  expect(metrics).toMatch(/channel_canary_seconds\{[^}]*channel="sms-tanahbumbu"[^}]*\} \d/);

  await gateway.gateway.core.database.query(
    `INSERT INTO canary_alarm (channel_id, slot, begun_at, noticed_at) VALUES ('sms-tanahbumbu', now(), now(), now())`,
  );
  const { body } = await admin.get('/console/kanal');
  expect(body).toContain('Pesan uji tidak kembali');
  expect(body.indexOf('kanal-sms-tanahbumbu')).toBeLessThan(body.indexOf('kanal-email-tanahbumbu'));
  expect(await (await fetch(`${gateway.url}/metrics`)).text()).toMatch(/channel_canary_missing\{[^}]*channel="sms-tanahbumbu"[^}]*\} 1/); // prettier-ignore
  expect(JSON.stringify(await (await fetch(`${gateway.url}/health/ready`)).json())).toContain('test messages not back: sms-tanahbumbu'); // prettier-ignore
});
