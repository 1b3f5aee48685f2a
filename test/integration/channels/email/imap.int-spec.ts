import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { ImapConnection } from '../../../../src/channels/email/imap/imap.connection.js';
import { imapProvider } from '../../../../src/channels/email/imap.provider.js';
import { MailSettings } from '../../../../src/channels/email/mail.settings.js';
import { CodedError } from '../../../../src/messaging/errors.js';
import { eventually, MailStore, storeDown } from '../../../kit/mail-context.js';
import { MailImapServer, type MailServerFolder } from '../../../kit/mail-imap-server.js';
import { FaultyProxy } from '../../../kit/mail-proxy.js';

const mail = (name: string, rest = ''): string =>
  `From: Budi Contoh <budi@warga.example>\r\nTo: lapor@desa.example\r\nSubject: ${name}\r\nMessage-ID: <${name}@warga.example>\r\n` +
  `Date: Sat, 21 Nov 2026 08:00:00 +0700\r\n${rest}\r\nAduan ${name}\r\n`;
const id = (name: string): string => `<${name}@warga.example>`;

let server: MailImapServer;
let proxy: FaultyProxy;
let store: MailStore;
let connection: ImapConnection | undefined;

async function serve(folder: MailServerFolder): Promise<void> {
  server = await MailImapServer.open(folder);
  proxy = await FaultyProxy.open(() => server.port);
}

function settings(changes: { imap?: object } & Record<string, unknown> = {}): MailSettings {
  const { imap, ...rest } = changes;
  return plainToInstance(MailSettings, {
    imap: {
      host: '127.0.0.1',
      port: imap !== undefined && 'port' in imap ? 0 : proxy.port,
      secure: 'none',
      auth: { user: 'budi', password: 'rahasia' },
      ...imap,
    },
    pollSeconds: 1,
    watchdogSeconds: 1,
    ...rest,
  });
}

async function start(changes: Parameters<typeof settings>[0] = {}): Promise<ImapConnection> {
  connection = new ImapConnection(
    { id: 'email-desa', address: 'lapor@desa.example', settings: settings(changes) },
    {},
    undefined,
    {
      firstRetryMs: 20,
      goodbyeMs: 1_000,
    },
  );
  await connection.start(store.context);
  return connection;
}

const failures = (): (string | undefined)[] =>
  store.reports.filter(({ state }) => state === 'failing').map(({ code }) => code);

beforeEach(() => {
  store = new MailStore();
});
afterEach(async () => {
  await connection?.stop();
  connection = undefined;
  await proxy.close();
  await server.close();
});

describe('a mailbox kept open', () => {
  it('takes what is unread and what comes while it listens, and flags each after it is stored', async () => {
    await serve({ uidvalidity: 7, messages: [{ raw: mail('satu') }, { raw: mail('dua') }] });
    let flaggedTooEarly = false;
    store.before = (event) => {
      const at = server.messages().find(({ raw }) => event.type === 'message' && raw.includes(event.externalId));
      flaggedTooEarly ||= at?.flags.includes('\\Seen') ?? true;
    };
    await start();
    await eventually('both', () => store.messages.size === 2);
    server.append(mail('tiga'));
    await eventually('the new one', () => store.messages.size === 3);
    await eventually('the flags', () => server.messages().every(({ flags }) => flags.includes('\\Seen')));
    expect(flaggedTooEarly).toBe(false);
    expect(store.texts()).toEqual(['Aduan satu', 'Aduan dua', 'Aduan tiga']);
    await eventually('the cursor', () => store.cursor === '7:3:2026-11-21');
    expect(store.reports.at(-1)).toEqual({
      state: 'connected',
      words: 'Connected to 127.0.0.1; reading folder INBOX.',
    });
    await connection?.stop();
    expect(store.reports.at(-1)).toEqual({ state: 'stopped' });
  });

  it('leaves mails alone that were read before it first came', async () => {
    const old = { flags: ['\\Seen'], internaldate: '01-Jan-2020 00:00:00 +0000' };
    await serve({
      uidvalidity: 7,
      messages: [{ raw: mail('lama'), ...old }, { raw: mail('baru') }, { raw: mail('lama2'), ...old }],
    });
    await start();
    await eventually('the cursor', () => store.cursor === '7:3:2026-11-21');
    server.append(mail('esok'));
    await eventually('the next', () => store.messages.size === 2);
    expect(store.texts()).toEqual(['Aduan baru', 'Aduan esok']);
  });

  it('goes on where it stopped, whether read by somebody else or not', async () => {
    await serve({
      uidvalidity: 7,
      messages: [{ raw: mail('satu') }, { raw: mail('dua'), flags: ['\\Seen'] }, { raw: mail('tiga') }],
    });
    store.cursor = '7:1:2026-11-20';
    await start();
    await eventually('two', () => store.messages.size === 2);
    expect(store.texts()).toEqual(['Aduan dua', 'Aduan tiga']);
    await eventually('the cursor', () => store.cursor === '7:3:2026-11-20');
  });

  it('moves mails away where told to, and makes the folder', async () => {
    await serve({ uidvalidity: 7, messages: [{ raw: mail('satu') }, { raw: mail('dua') }] });
    await start({ imap: { after: 'move', moveTo: 'Selesai' } });
    await eventually('the move', () => server.messages('Selesai').length === 2);
    expect(server.messages()).toEqual([]);
    expect(store.messages.size).toBe(2);
  });

  it('reads everything again under a new UIDVALIDITY, and keeps each mail once', async () => {
    await serve({ uidvalidity: 7, messages: [{ raw: mail('satu') }, { raw: mail('dua') }] });
    await start();
    await eventually('both', () => store.cursor === '7:2:2026-11-21');
    const port = server.port;
    await server.close();
    server = await MailImapServer.open(
      {
        uidvalidity: 99,
        messages: [
          { raw: mail('dua'), flags: ['\\Seen'] },
          { raw: mail('satu'), flags: ['\\Seen'] },
          { raw: mail('tiga'), flags: ['\\Seen'] },
        ],
      },
      port,
    );
    await eventually('the rescan', () => store.cursor?.startsWith('99:3:') === true);
    expect([...store.messages.keys()]).toEqual([id('satu'), id('dua'), id('tiga')]);
    expect(failures()).not.toHaveLength(0);
    // Of what is stored the identity was asked for, and nothing was fetched again.
    expect(store.offered).toBe(3);
  });

  it('fetches what has no Message-ID again under a new UIDVALIDITY, and keeps it once', async () => {
    const nameless = mail('tanpa').replace(/^Message-ID:.*\r?\n/im, '');
    expect(nameless).not.toMatch(/^message-id:/im);
    await serve({ uidvalidity: 7, messages: [{ raw: nameless }, { raw: mail('dua') }] });
    await start();
    await eventually('both', () => store.cursor === '7:2:2026-11-21');
    const port = server.port;
    await server.close();
    server = await MailImapServer.open({ uidvalidity: 99, messages: [{ raw: mail('dua') }, { raw: nameless }] }, port);
    await eventually('the rescan', () => store.cursor?.startsWith('99:2:') === true);
    expect(store.messages.size).toBe(2);
    expect(store.offered).toBe(3);
    expect(server.messages().every(({ flags }) => flags.includes('\\Seen'))).toBe(true);
  });

  it('promise 5: keeps a mail that can not be read as failed and goes on', async () => {
    await serve({ uidvalidity: 7, messages: [{ raw: 'ini bukan surat\r\n' }, { raw: mail('dua') }] });
    await start();
    await eventually('the good one', () => store.messages.size === 1);
    expect(store.rejected).toMatchObject([{ error: { code: 'malformed-payload', field: 'header' } }]);
    expect(store.rejected[0]?.raw.bytes.toString()).toBe('ini bukan surat\r\n');
    expect(failures()).toEqual([]);
  });

  it('promise 5: keeps a mail that the store refuses for good, and goes on', async () => {
    await serve({ uidvalidity: 7, messages: [{ raw: mail('satu') }, { raw: mail('dua') }] });
    store.before = (event) => {
      if (event.type === 'message' && event.externalId === id('satu'))
        throw new CodedError('event-invalid', 'never to be stored', false);
    };
    await start();
    await eventually('the good one', () => store.cursor?.startsWith('7:2:') === true);
    expect([...store.messages.keys()]).toEqual([id('dua')]);
    expect(store.rejected).toMatchObject([{ error: { code: 'event-invalid' } }]);
    expect(store.rejected[0]?.raw.bytes.toString()).toBe(mail('satu'));
    expect(failures()).toEqual([]);
  });

  it('flags nothing while nothing can be stored, and takes all of it afterwards', async () => {
    await serve({ uidvalidity: 7, messages: [{ raw: mail('satu') }, { raw: mail('dua') }] });
    let down = true;
    store.before = (event) => {
      if (down && event.type === 'message' && event.externalId === id('dua')) throw storeDown();
    };
    await start();
    await eventually('trouble', () => failures().length > 1);
    expect(server.messages().map(({ flags }) => flags.includes('\\Seen'))).toEqual([true, false]);
    expect(new Set(failures())).toEqual(new Set(['store-unavailable']));
    down = false;
    await eventually(
      'the second',
      () => store.messages.size === 2 && server.messages().every(({ flags }) => flags.includes('\\Seen')),
    );
    expect(store.rejected).toEqual([]);
  });

  it('stores files before the message that names them', async () => {
    const parts = `MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n\r\nFoto.\r\n--B\r\nContent-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--B--\r\n`;
    await serve({ uidvalidity: 7, messages: [{ raw: mail('foto', parts) }] });
    let storedFirst = false;
    store.before = () => {
      storedFirst = store.files.size === 1;
    };
    await start();
    await eventually('the mail', () => store.messages.size === 1);
    expect(storedFirst).toBe(true);
    const [file] = store.message(id('foto')).attachments;
    expect(file).toMatchObject({ filename: 'a.png', size: 8, stored: true });
    expect(store.files.get(file?.ref ?? '')).toEqual(Buffer.from('iVBORw0KGgo=', 'base64'));
  });

  it('reads the words of a mail over the limit and keeps all of it as a file', async () => {
    await serve({
      uidvalidity: 7,
      messages: [{ raw: mail('besar', `X-Isi: ${'x'.repeat(900)}\r\n`.repeat(15)) }, { raw: mail('kecil') }],
    });
    await start({ maxBytes: 10_000 });
    await eventually('both', () => store.messages.size === 2);
    const besar = store.message(id('besar'));
    expect(besar).toMatchObject({
      text: 'Aduan besar',
      remarks: ['over-limit'],
      attachments: [{ contentType: 'message/rfc822', stored: true }],
    });
    expect(store.files.get(besar.attachments[0]?.ref ?? '')?.length).toBe(besar.attachments[0]?.size);
    expect(store.message(id('kecil')).remarks).toBeUndefined();
  });
});

describe('a mailbox in bad weather', () => {
  it('connects again when the server says BYE or the line is cut, and misses nothing', async () => {
    await serve({ uidvalidity: 7, messages: [{ raw: mail('satu') }] });
    await start();
    await eventually('the first', () => store.messages.size === 1);
    proxy.faults.push({ when: /SEARCH/, what: 'bye', times: 1 }, { when: /FETCH/, what: 'cut', times: 2 });
    server.append(mail('dua'));
    server.append(mail('tiga'));
    await eventually('the others', () => store.messages.size === 3);
    await eventually('the flags', () => server.messages().every(({ flags }) => flags.includes('\\Seen')));
    expect(proxy.connections).toBeGreaterThan(2);
    expect(store.texts()).toEqual(['Aduan satu', 'Aduan dua', 'Aduan tiga']);
  });

  it('notices a fetch that hangs', async () => {
    await serve({ uidvalidity: 7, messages: [{ raw: mail('satu') }] });
    proxy.faults.push({ when: /FETCH.*BODY/, what: 'hang', times: 1 });
    await start();
    await eventually('the mail', () => store.messages.size === 1);
    expect(failures()).toEqual(['imap-hung']);
  });

  it('lets one mail that can never be fetched block nobody', async () => {
    await serve({
      uidvalidity: 7,
      messages: [
        { raw: mail('macet'), uid: 5 },
        { raw: mail('lancar'), uid: 6 },
      ],
      uidnext: 7,
    });
    proxy.faults.push({ when: /FETCH 5 .*BODY/, what: 'cut', times: 100 });
    await start();
    await eventually('the other one', () => store.messages.size === 1);
    expect(store.rejected).toMatchObject([{ error: { code: 'imap-fetch-failed' } }]);
    expect(store.texts()).toEqual(['Aduan lancar']);
  });

  it('flags a mail that was stored when the line broke, and does not fetch it again', async () => {
    await serve({ uidvalidity: 7, messages: [{ raw: mail('satu') }] });
    proxy.faults.push({ when: /UID STORE/, what: 'cut', times: 1 });
    await start();
    await eventually('the flag', () => server.messages().every(({ flags }) => flags.includes('\\Seen')));
    expect(store.offered).toBe(1);
    expect(store.messages.size).toBe(1);
  });

  it('says in words what is wrong, and never how the password reads', async () => {
    await serve({ uidvalidity: 7, messages: [] });
    await start({ imap: { auth: { user: 'budi', password: 'salah-sekali' } } });
    await eventually('the refusal', () => failures().includes('imap-auth-refused'));
    await connection?.stop();
    await start({ imap: { mailbox: 'TidakAda' } });
    await eventually('the folder', () => failures().includes('imap-no-mailbox'));
    await connection?.stop();
    const { port } = proxy;
    await proxy.close();
    await start({ imap: { port } });
    await eventually('the port', () => failures().includes('imap-refused'));
    expect(JSON.stringify(store.reports)).not.toMatch(/salah-sekali|rahasia|budi/);
  });

  it('stops at once while it waits to try again', async () => {
    await serve({ uidvalidity: 7, messages: [] });
    const given = settings();
    await proxy.close();
    const waiting = new ImapConnection({ id: 'x', settings: given }, {}, undefined, {
      firstRetryMs: 60_000,
      goodbyeMs: 100,
    });
    await waiting.start(store.context);
    await eventually('the failure', () => failures().length === 1);
    await waiting.stop();
    expect(store.reports.at(-1)?.state).toBe('stopped');
  });
});

describe('the probe of a mailbox', () => {
  it('reads nothing, changes nothing, and names what is missing', async () => {
    await serve({ uidvalidity: 7, messages: [{ raw: mail('satu') }] });
    const probe = (changes: Parameters<typeof settings>[0]): Promise<{ ok: boolean; words: string }> | undefined =>
      imapProvider.create({ id: 'x', settings: settings(changes) }).probe?.probe();
    expect(await probe({})).toEqual({
      ok: true,
      words: 'Reading from 127.0.0.1 works: 1 mails in INBOX. Sending is not set up (no smtp).',
    });
    expect(server.messages()[0]?.flags).toEqual([]);
    expect(await probe({ imap: { auth: { user: 'budi', password: 'x' } } })).toMatchObject({
      ok: false,
      words: expect.stringContaining('refuses user name or password') as string,
    });
    expect(await probe({ smtp: { host: '127.0.0.1', port: 1, secure: 'none' } })).toMatchObject({
      ok: false,
      words: expect.stringContaining('Sending through 127.0.0.1') as string,
    });
  });
});
