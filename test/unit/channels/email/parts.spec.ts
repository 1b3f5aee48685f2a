import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { backoffMs } from '../../../../src/channels/email/imap/backoff.js';
import { decideSearch, readCursor, writeCursor } from '../../../../src/channels/email/imap/cursor.js';
import { MailSettings } from '../../../../src/channels/email/mail.settings.js';
import { TokenSource } from '../../../../src/channels/email/oauth.js';
import { replyAddress } from '../../../../src/channels/email/reply-address.js';
import { failureOutcome } from '../../../../src/channels/email/smtp/smtp.outcome.js';

describe('the cursor of a mailbox', () => {
  it('reads what it wrote, and takes anything else for none', () => {
    const cursor = { uidValidity: 4_294_967_295n, uid: 12, since: '2026-11-21' };
    expect(readCursor(writeCursor(cursor))).toEqual(cursor);
    expect(readCursor('7:3')).toEqual({ uidValidity: 7n, uid: 3, since: '1970-01-01' });
    for (const text of [undefined, '', '7', 'a:b', '7:3:kemarin']) expect(readCursor(text)).toBeUndefined();
  });

  it('counts under its own UIDVALIDITY only', () => {
    const cursor = { uidValidity: 7n, uid: 3, since: '2026-11-01' };
    const search = (from: typeof cursor | undefined, uidValidity: bigint, uidNext = 100): unknown =>
      decideSearch(from, { uidValidity, uidNext }, '2026-11-21');
    expect(search(undefined, 7n)).toEqual({ kind: 'rescan', since: '2026-11-21' });
    expect(search(cursor, 7n)).toEqual({ kind: 'after', uid: 3 });
    expect(search(cursor, 7n, 4)).toEqual({ kind: 'after', uid: 3 });
    expect(search(cursor, 8n)).toEqual({ kind: 'rescan', since: '2026-11-01' });
    // A folder made anew under the old UIDVALIDITY: its UIDs have begun again.
    expect(search(cursor, 7n, 3)).toEqual({ kind: 'rescan', since: '2026-11-01' });
  });
});

it('waits longer each time, five minutes at most, and from a minute on where a person must act', () => {
  expect([1, 2, 3, 4].map((tries) => backoffMs(tries, 1_000, false, 0.5))).toEqual([1_000, 2_000, 4_000, 8_000]);
  expect(backoffMs(60, 1_000, false, 1)).toBe(330_000);
  expect(backoffMs(1, 1_000, true, 0)).toBe(54_000);
});

it('makes no reply address that a mail server would refuse', () => {
  const id = '019ab000-0000-7000-8000-000000000001';
  const secret = 'rahasia-alamat-balasan';
  const longest = replyAddress(id, 'a@b.example', { address: 'kesrasetdakabupatenbuleleng@gmail.com', secret });
  expect(longest?.indexOf('@')).toBe(64);
  expect(replyAddress(id, 'a@b.example', { address: 'x'.repeat(28) + '@desa.example', secret })).toBeUndefined();
  expect(replyAddress('no-uuid', 'a@b.example', { address: 'a@b.example', secret })).toBeUndefined();
});

describe('the settings of a mailbox', () => {
  const GOOD = { imap: { host: 'imap.gmail.com', auth: { user: 'desa@gmail.com', password: 'x' } } };
  const faults = (settings: object): string =>
    JSON.stringify(
      validateSync(plainToInstance(MailSettings, settings), { whitelist: true, forbidNonWhitelisted: true }).map(said),
    );
  const said = ({ constraints, children }: ValidationError): unknown => [constraints, children?.map(said)];

  it('need little', () => {
    expect(faults(GOOD)).toBe('[]');
    expect(
      faults({
        ...GOOD,
        smtp: {
          host: 'smtp.gmail.com',
          port: '587',
          secure: 'starttls',
          auth: { user: 'a', oauth2: { clientId: 'c', refreshToken: 'r' } },
        },
      }),
    ).toBe('[]');
  });

  it.each<[string, object]>([
    ['imap must be given', {}],
    ['auth must be given', { imap: { host: 'imap.gmail.com' } }],
    ['password (for Gmail an app password) or oauth2 must be given', { imap: { host: 'h', auth: { user: 'a' } } }],
    ['secure may be none only for a server on this machine', { imap: { ...GOOD.imap, secure: 'none' } }],
    ['moveTo must name a folder', { imap: { ...GOOD.imap, after: 'move' } }],
    ['moveTo must be another folder', { imap: { ...GOOD.imap, after: 'move', moveTo: 'INBOX' } }],
    ['replySecret must have 16 characters', { ...GOOD, replySecret: 'pendek' }],
    [
      'oauth2 must not be given together with password',
      { imap: { host: 'h', auth: { user: 'a', password: 'b', oauth2: { clientId: 'c', refreshToken: 'r' } } } },
    ],
    ['from must be a mailbox', { ...GOOD, smtp: { host: 'h', from: 'bukan' } }],
  ])('%s', (words, settings) => {
    expect(faults(settings)).toContain(words);
  });
});

it('holds no address in the reason of a refusal', () => {
  const refused = failureOutcome(
    { responseCode: 550, response: '550 5.1.1 <budi@warga.example>: "Budi Contoh" is unknown', command: 'RCPT TO' },
    false,
  );
  expect(refused).toMatchObject({ outcome: 'rejected', code: 'smtp:5.1.1' });
  expect(JSON.stringify(refused)).not.toMatch(/budi/i);
});

it('renews access tokens shortly before they end, once for all who wait', async () => {
  let asked = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      asked += 1;
      response.writeHead(asked > 2 ? 400 : 200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify(
          asked > 2 ? { error: 'invalid_grant' } : { access_token: `t${String(asked)}`, expires_in: 3600 },
        ),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  let now = new Date('2026-11-21T01:00:00Z');
  const tokenUrl = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/token`;
  const source = new TokenSource({ clientId: 'c', refreshToken: 'rahasia-sekali', tokenUrl }, { now: () => now });
  try {
    expect(await Promise.all([source.token(), source.token()])).toEqual(['t1', 't1']);
    now = new Date('2026-11-21T01:58:00Z');
    expect(await source.token()).toBe('t1');
    now = new Date('2026-11-21T01:59:30Z');
    expect(await source.token()).toBe('t2');
    source.forget();
    await expect(source.token()).rejects.toThrow('no access token (invalid_grant)');
    expect(asked).toBe(3);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});
