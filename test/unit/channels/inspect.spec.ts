import 'reflect-metadata';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openChannel, type InspectedChannel } from '../../../src/app/cli/inspect-channel.js';
import { inspectFiles, type FileOptions, type Inspection } from '../../../src/app/cli/inspect-files.js';
import { httpSmsProvider } from '../../../src/channels/sms/http/http.provider.js';
import { twilioProvider } from '../../../src/channels/sms/twilio/twilio.provider.js';
import type { WebhookPort } from '../../../src/messaging/ports.js';
import { GET_SETTINGS } from './sms/http-get.harness.js';
import { hmacSigned, JSON_SETTINGS } from './sms/http-json.harness.js';
import { fixture as httpFixture, httpSettings } from './sms/http.samples.js';
import { fixture, HOOK, signed, twilioSettings } from './sms/twilio.harness.js';
import { APP_SECRET, signed as metaSigned } from './whatsapp/meta.samples.js';

const folder = mkdtempSync(join(tmpdir(), 'kentongan-inspect-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

async function inspectChannel(
  channel: InspectedChannel,
  files: string[],
  options: Partial<FileOptions> = {},
): Promise<{ clean: boolean; lines: Inspection[] }> {
  const lines: Inspection[] = [];
  const clean = await inspectFiles(channel, files, { header: [], verify: true, ...options }, (line) =>
    lines.push(JSON.parse(line) as Inspection),
  );
  return { clean, lines };
}

function inspect(
  webhook: WebhookPort | undefined,
  files: string[],
  options: Partial<FileOptions> = {},
): Promise<{ clean: boolean; lines: Inspection[] }> {
  if (webhook === undefined) throw new Error('no webhook');
  return inspectChannel({ webhook, url: 'http://127.0.0.1:3000/hooks/x' }, files, options);
}

const twilio = twilioProvider.create({ id: 'x', settings: twilioSettings() }).webhook;
const getHttp = httpSmsProvider.create({ id: 'x', settings: httpSettings(GET_SETTINGS) }).webhook;
const jsonHttp = httpSmsProvider.create({ id: 'x', settings: httpSettings(JSON_SETTINGS) }).webhook;
const plain = fixture('message-plain');
const SIGNATURE = `X-Twilio-Signature: ${signed(plain).headers['x-twilio-signature'] ?? ''}`;

describe('kentongan inspect', () => {
  it('checks the signature for the URL that is given', async () => {
    const path = file('plain.form', plain);
    expect(await inspect(twilio, [path], { header: [SIGNATURE], url: HOOK })).toMatchObject({
      clean: true,
      lines: [{ file: path, events: [{ type: 'message' }] }],
    });
    expect(await inspect(twilio, [path], { header: [SIGNATURE], url: `${HOOK}/` })).toMatchObject({
      clean: false,
      lines: [{ events: [], error: expect.stringContaining('signature-mismatch') as string }],
    });
    expect((await inspect(twilio, [path])).lines[0]?.error).toContain('signature-missing');
  });

  it('goes on after a file that can not be read or understood, and says so in the end', async () => {
    const paths = [
      join(folder, 'none'),
      folder,
      file('bad.form', fixture('malformed-no-from')),
      file('good.form', plain),
    ];
    const { clean, lines } = await inspect(twilio, paths, { verify: false });
    expect(clean).toBe(false);
    expect(lines.map(({ error }) => error)).toEqual([
      'file-unreadable: there is no such file',
      'file-unreadable: it is a directory',
      'malformed-payload: From: expected a telephone number; it is missing',
      undefined,
    ]);
    expect(lines.map((line) => line.file)).toEqual(paths);
  });

  it('takes the query string of a channel that is called with GET', async () => {
    const path = file('get.query', Buffer.concat([httpFixture('get-message.query'), Buffer.from('\n')]));
    expect(await inspect(getHttp, [path])).toMatchObject({
      clean: true,
      lines: [{ events: [{ type: 'message', externalId: 'IN-1001' }] }],
    });
    const report = file('report.query', httpFixture('get-status-delivrd.query'));
    expect(await inspect(getHttp, [report])).toMatchObject({
      clean: true,
      lines: [{ events: [{ type: 'receipt', providerId: 'OUT-2001' }] }],
    });
  });

  it('turns the clock for checks of staleness', async () => {
    const body = httpFixture('json-batch-of-three.json');
    const path = file('batch.json', body);
    const header = Object.entries(hmacSigned(body).headers).map(([name, value]) => `${name}: ${value ?? ''}`);
    expect(await inspect(jsonHttp, [path], { header, now: '2026-11-21T08:01:00Z' })).toMatchObject({ clean: true });
    expect((await inspect(jsonHttp, [path], { header, now: '2026-11-21T09:00:00Z' })).lines[0]?.error).toContain(
      'timestamp-stale',
    );
  });

  it.each([
    [{ header: ['no colon'] }, '--header'],
    [{ now: 'tomorrow' }, '--now'],
    [{ now: '2026-02-31T08:00:00Z' }, '--now'],
    [{ url: '/hooks/x' }, '--url'],
  ])('refuses %j in words', async (options, words) => {
    await expect(inspect(twilio, [], options)).rejects.toThrow(words);
  });
});

describe('kentongan inspect, on channels of the shipped configuration that are switched off', () => {
  const NOW = '2026-11-21T08:00:00Z';
  const open = async (id: string, env: Record<string, string> = {}): Promise<InspectedChannel> => {
    const before = process.env;
    process.env = { ...before, KENTONGAN_SANDBOX: '1', ...env };
    try {
      return await openChannel(id);
    } finally {
      process.env = before;
    }
  };
  const under = (directory: string, names: string[]): string[] =>
    names.map((name) => join('test/fixtures', directory, name));

  it('reads mails: words without quotes and files, machine mail, bounces', async () => {
    const files = under('email', ['plain.eml', 'inline-image.eml', 'auto-submitted.eml', 'dsn-permanent.eml']);
    const { clean, lines } = await inspectChannel(await open('email-kuburaya'), files, { now: NOW });
    expect(clean).toBe(true);
    expect(lines.map((line) => line.file)).toEqual(files);
    expect(lines.map(({ events }) => events)).toMatchObject([
      [{ type: 'message', nature: 'person', attachments: [] }],
      [{ type: 'message', nature: 'person' }],
      [{ type: 'message', nature: 'auto-reply' }],
      [
        { type: 'receipt', state: 'failed', error: { code: 'smtp:5.1.1', permanent: true } },
        { type: 'message', nature: 'bounce' },
      ],
    ]);
    expect(lines[1]?.events[0]).toMatchObject({ attachments: [expect.anything()] });
  });

  it('says of a mail that is none what was expected, and goes on', async () => {
    const files = under('email', ['header-missing.eml', 'none.eml', 'plain.eml']);
    const { clean, lines } = await inspectChannel(await open('email-kuburaya'), files);
    expect(clean).toBe(false);
    expect(lines.map(({ error }) => error)).toEqual([
      expect.stringMatching(/^malformed-payload: header: expected a mail/),
      'file-unreadable: there is no such file',
      undefined,
    ]);
    expect(lines.map(({ events }) => events.length)).toEqual([0, 0, 1]);
  });

  it('reads PDUs in octets and in hexadecimal digits, parts put together', async () => {
    const files = under('smpp', [
      'message-gsm.pdu',
      'message-gsm.hex',
      'message-three-parts-out-of-order.hex',
      'receipt-text.hex',
      'malformed-cut.hex',
    ]);
    const { clean, lines } = await inspectChannel(await open('sms-smsc'), files, { now: NOW });
    expect(clean).toBe(false);
    expect(lines.map(({ events }) => events.map(({ type }) => type))).toEqual([
      ['message'],
      ['message'],
      ['message'],
      ['receipt'],
      [],
    ]);
    expect(lines[0]?.events).toEqual(lines[1]?.events);
    expect(lines[1]?.events[0]).toMatchObject({ text: 'TANAHBUMBU jembatan {retak} €' });
    expect(lines[4]?.error).toContain('command_length');
  });

  it('reads sms-1708 by SMPP where that is chosen', async () => {
    const chosen = await open('sms-1708', { KENTONGAN_SMS_1708: 'smpp' });
    expect(await inspectChannel(chosen, under('smpp', ['message-ucs2.hex']))).toMatchObject({
      clean: true,
      lines: [{ events: [{ type: 'message' }] }],
    });
  });

  it("checks Meta's signature, unless told not to", async () => {
    const files = under('meta', ['text.json']);
    const signature = metaSigned(readFileSync(files[0] ?? '')).headers['x-hub-signature-256'] ?? '';
    const header = [`X-Hub-Signature-256: ${signature}`];
    const message = { clean: true, lines: [{ events: [{ type: 'message' }] }] };
    const known = await open('wa-bangli', { WA_APP_SECRET: APP_SECRET });
    expect(await inspectChannel(known, files, { header })).toMatchObject(message);
    expect((await inspectChannel(known, files)).lines[0]?.error).toContain('signature-missing');
    const unset = await open('wa-bangli', { WA_APP_SECRET: '' });
    expect((await inspectChannel(unset, files, { header })).lines[0]?.error).toContain('signature-mismatch');
    expect(await inspectChannel(unset, files, { verify: false })).toMatchObject(message);
  });

  it('refuses in words a channel that has nothing to read, and one that is not there', async () => {
    await expect(open('web-badung')).rejects.toThrow('has no payloads to read');
    await expect(open('wa-nowhere')).rejects.toThrow('There is no channel "wa-nowhere"');
  });
});
