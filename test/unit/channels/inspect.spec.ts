import 'reflect-metadata';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspectFiles, type FileOptions, type Inspection } from '../../../src/app/cli/inspect-files.js';
import { httpSmsProvider } from '../../../src/channels/sms/http/http.provider.js';
import { twilioProvider } from '../../../src/channels/sms/twilio/twilio.provider.js';
import type { WebhookPort } from '../../../src/messaging/ports.js';
import { GET_SETTINGS } from './sms/http-get.harness.js';
import { hmacSigned, JSON_SETTINGS } from './sms/http-json.harness.js';
import { fixture as httpFixture, httpSettings } from './sms/http.samples.js';
import { fixture, HOOK, signed, twilioSettings } from './sms/twilio.harness.js';

const folder = mkdtempSync(join(tmpdir(), 'kentongan-inspect-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

function inspect(
  webhook: WebhookPort | undefined,
  files: string[],
  options: Partial<FileOptions> = {},
): { clean: boolean; lines: Inspection[] } {
  if (webhook === undefined) throw new Error('no webhook');
  const lines: Inspection[] = [];
  const clean = inspectFiles(
    { webhook, url: 'http://127.0.0.1:3000/hooks/x' },
    files,
    { header: [], verify: true, ...options },
    (line) => lines.push(JSON.parse(line) as Inspection),
  );
  return { clean, lines };
}

const twilio = twilioProvider.create({ id: 'x', settings: twilioSettings() }).webhook;
const getHttp = httpSmsProvider.create({ id: 'x', settings: httpSettings(GET_SETTINGS) }).webhook;
const jsonHttp = httpSmsProvider.create({ id: 'x', settings: httpSettings(JSON_SETTINGS) }).webhook;
const plain = fixture('message-plain');
const SIGNATURE = `X-Twilio-Signature: ${signed(plain).headers['x-twilio-signature'] ?? ''}`;

describe('kentongan inspect', () => {
  it('checks the signature for the URL that is given', () => {
    const path = file('plain.form', plain);
    expect(inspect(twilio, [path], { header: [SIGNATURE], url: HOOK })).toMatchObject({
      clean: true,
      lines: [{ file: path, events: [{ type: 'message' }] }],
    });
    expect(inspect(twilio, [path], { header: [SIGNATURE], url: `${HOOK}/` })).toMatchObject({
      clean: false,
      lines: [{ events: [], error: expect.stringContaining('signature-mismatch') as string }],
    });
    expect(inspect(twilio, [path]).lines[0]?.error).toContain('signature-missing');
  });

  it('goes on after a file that can not be read or understood, and says so in the end', () => {
    const paths = [
      join(folder, 'none'),
      folder,
      file('bad.form', fixture('malformed-no-from')),
      file('good.form', plain),
    ];
    const { clean, lines } = inspect(twilio, paths, { verify: false });
    expect(clean).toBe(false);
    expect(lines.map(({ error }) => error)).toEqual([
      'file-unreadable: there is no such file',
      'file-unreadable: it is a directory',
      'malformed-payload: From: expected a telephone number; it is missing',
      undefined,
    ]);
    expect(lines.map((line) => line.file)).toEqual(paths);
  });

  it('takes the query string of a channel that is called with GET', () => {
    const path = file('get.query', Buffer.concat([httpFixture('get-message.query'), Buffer.from('\n')]));
    expect(inspect(getHttp, [path])).toMatchObject({
      clean: true,
      lines: [{ events: [{ type: 'message', externalId: 'IN-1001' }] }],
    });
    const report = file('report.query', httpFixture('get-status-delivrd.query'));
    expect(inspect(getHttp, [report])).toMatchObject({
      clean: true,
      lines: [{ events: [{ type: 'receipt', providerId: 'OUT-2001' }] }],
    });
  });

  it('turns the clock for checks of staleness', () => {
    const body = httpFixture('json-batch-of-three.json');
    const path = file('batch.json', body);
    const header = Object.entries(hmacSigned(body).headers).map(([name, value]) => `${name}: ${value ?? ''}`);
    expect(inspect(jsonHttp, [path], { header, now: '2026-11-21T08:01:00Z' })).toMatchObject({ clean: true });
    expect(inspect(jsonHttp, [path], { header, now: '2026-11-21T09:00:00Z' }).lines[0]?.error).toContain(
      'timestamp-stale',
    );
  });

  it.each([
    [{ header: ['no colon'] }, '--header'],
    [{ now: 'tomorrow' }, '--now'],
    [{ url: '/hooks/x' }, '--url'],
  ])('refuses %j in words', (options, words) => {
    expect(() => inspect(twilio, [], options)).toThrow(words);
  });
});
