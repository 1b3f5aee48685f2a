import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { ImapFlow } from 'imapflow';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { ImapConnection } from '../../../../src/channels/email/imap/imap.connection.js';
import { MailSettings } from '../../../../src/channels/email/mail.settings.js';
import { TokenSource } from '../../../../src/channels/email/oauth.js';
import { systemClock } from '../../../../src/observability/clock.js';
import { eventually, MailStore } from '../../../kit/mail-context.js';
import { FaultyProxy } from '../../../kit/mail-proxy.js';
import { Dovecot } from '../../../kit/mail-servers/dovecot.js';
import { selfMadeCertificate } from '../../../kit/mail-servers/server-process.js';
import { TokenServer } from '../../../kit/mail-servers/token-server.js';
import { describeIfDovecot } from '../../../kit/require.js';

const PASSWORD = 'rahasia-desa';
const USERS = Object.fromEntries(
  ['desa', 'tls', 'token', 'mati', 'nomor', 'pindah', 'orang', 'gantung', 'sandi', 'penuh', 'baca', 'racun', 'diam', 'dua', 'tujuan', 'tertutup'].map(
    (user) => [user, PASSWORD],
  ),
); // prettier-ignore

const id = (name: string): string => `<${name}@warga.example>`;
const mail = (name: string, words = `Aduan ${name}`): string =>
  `From: Budi Contoh <budi@warga.example>\r\nTo: lapor@desa.example\r\nSubject: ${name}\r\nMessage-ID: ${id(name)}\r\n` +
  `Date: Sat, 21 Nov 2026 08:00:00 +0700\r\n\r\n${words}\r\n`;

/** Dovecot looks at its files' times, and makes UIDVALIDITY of the time, in whole seconds. */
const nextSecond = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1_100));

describeIfDovecot('a mailbox of Dovecot', () => {
  let dovecot: Dovecot;
  let tokens: TokenServer;
  let store: MailStore;
  const closing: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    tokens = await TokenServer.open();
    dovecot = await Dovecot.start({
      users: USERS,
      connectionsPerUser: 3,
      introspectionUrl: `${tokens.url}/who?token=`,
    });
  });
  afterAll(async () => {
    await dovecot.stop();
    await tokens.close();
  });
  beforeEach(() => {
    store = new MailStore();
    store.now = new Date();
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  interface Changes {
    imap?: object;
    [key: string]: unknown;
  }
  async function open(user: string, { imap, ...rest }: Changes = {}, kept: MailStore = store): Promise<ImapConnection> {
    const settings = plainToInstance(MailSettings, {
      imap: { host: '127.0.0.1', port: dovecot.port, secure: 'none', auth: { user, password: PASSWORD }, ...imap },
      pollSeconds: 1,
      watchdogSeconds: 1,
      ...rest,
    });
    const { oauth2 } = settings.imap.auth;
    const connection = new ImapConnection(
      { id: 'email-desa', address: 'lapor@desa.example', settings },
      {},
      oauth2 === undefined ? undefined : new TokenSource(oauth2, systemClock),
      { firstRetryMs: 20, goodbyeMs: 1_000, finishMs: 300 },
    );
    closing.push(() => connection.stop());
    await connection.start(kept.context);
    return connection;
  }

  async function proxied(): Promise<FaultyProxy> {
    const proxy = await FaultyProxy.open(() => dovecot.port);
    closing.push(() => proxy.close());
    return proxy;
  }

  /** Somebody else in the same mailbox: a clerk's mail program. */
  async function somebody(user: string, folder = 'INBOX'): Promise<ImapFlow> {
    const client = new ImapFlow({
      host: '127.0.0.1',
      port: dovecot.port,
      secure: false,
      doSTARTTLS: false,
      auth: { user, pass: PASSWORD },
      logger: false,
    });
    client.on('error', () => undefined);
    await client.connect();
    await client.mailboxOpen(folder);
    closing.push(async () => client.close());
    return client;
  }

  const taken = (count: number): Promise<void> =>
    eventually(`${String(count)} mails`, () => store.messages.size === count);
  const failures = (): (string | undefined)[] =>
    store.reports.flatMap(({ code }) => (code === undefined ? [] : [code]));
  const connected = (): Promise<void> => eventually('a connection', () => store.reports.at(-1)?.state === 'connected');
  const allSeen = (user: string): Promise<void> =>
    eventually('the flags', () => dovecot.mails(user).every(({ flags }) => flags.includes('S')));

  it('is read over STARTTLS and over TLS, where its authority is trusted and only there', async () => {
    const { cert } = selfMadeCertificate();
    dovecot.deliver('tls', mail('satu'));
    await open('tls', { imap: { secure: 'starttls', ca: cert } });
    await taken(1);
    dovecot.deliver('tls', mail('dua'));
    await taken(2);
    await closing.pop()?.();
    dovecot.deliver('tls', mail('tiga'));
    await open('tls', { imap: { secure: 'tls', port: dovecot.tlsPort, ca: cert } });
    await taken(3);
    expect(failures()).toEqual([]);
    await open('tls', { imap: { secure: 'tls', port: dovecot.tlsPort } });
    await eventually('the refusal', () => failures().includes('imap-certificate'));
  });

  it('takes access tokens, and a new one after the old one is no longer good', async () => {
    const oauth2 = {
      clientId: 'ktg',
      clientSecret: 'rahasia-klien',
      refreshToken: 'penyegar',
      tokenUrl: `${tokens.url}/token`,
    };
    const proxy = await proxied();
    dovecot.deliver('token', mail('satu'));
    await open('token', { imap: { port: proxy.port, auth: { user: 'token', oauth2 } } });
    await taken(1);
    tokens.revoke();
    proxy.cutAll();
    dovecot.deliver('token', mail('dua'));
    await taken(2);
    expect(failures()).toContain('imap-auth-refused');
    expect(tokens.forms.at(-1)).toMatchObject({ grant_type: 'refresh_token', refresh_token: 'penyegar' });
  });

  it('loses and doubles nothing while the server is killed again and again, and mails go on coming', async () => {
    await open('mati');
    let next = 0;
    for (let round = 0; round < 4; round += 1) {
      for (let mails = 0; mails < 8; mails += 1) dovecot.deliver('mati', mail(`mati-${String((next += 1))}`));
      if (round > 0) await eventually('some of them', () => store.messages.size > (round - 1) * 8);
      await dovecot.kill();
      dovecot.deliver('mati', mail(`mati-${String((next += 1))}`));
      await dovecot.restart();
    }
    await taken(next);
    await allSeen('mati');
    expect(new Set(store.messages.keys())).toEqual(
      new Set(Array.from({ length: next }, (_, at) => id(`mati-${String(at + 1)}`))),
    );
    expect(dovecot.mails('mati')).toHaveLength(next);
  });

  it('is read anew under another UIDVALIDITY, and each mail kept once, read or not', async () => {
    for (const name of ['satu', 'dua']) dovecot.deliver('nomor', mail(name));
    await open('nomor');
    await taken(2);
    await eventually('the cursor', () => store.cursor?.split(':')[1] === '2');
    const before = store.cursor?.split(':')[0];
    await dovecot.halt();
    await nextSecond();
    dovecot.forgetUids('nomor');
    dovecot.deliver('nomor', mail('tiga'));
    await dovecot.restart();
    await taken(3);
    await eventually('the new cursor', () => store.cursor?.startsWith(`${String(before)}:`) === false);
    expect([...store.messages.keys()].sort()).toEqual([id('dua'), id('satu'), id('tiga')]);
    expect(store.offered).toBe(3);
  });

  it('may be another folder, renamed, replaced and brought back', async () => {
    const clerk = await somebody('pindah');
    await clerk.mailboxCreate('Aduan');
    await clerk.append('Aduan', mail('satu'));
    await open('pindah', { imap: { mailbox: 'Aduan' } });
    await taken(1);
    await clerk.mailboxRename('Aduan', 'Arsip');
    await clerk.append('Arsip', mail('dua'));
    await eventually('its absence', () => failures().includes('imap-no-mailbox'));
    await clerk.mailboxCreate('Aduan');
    await clerk.append('Aduan', mail('tiga'));
    await eventually('the mail in the new one', () => store.messages.has(id('tiga')));
    await clerk.mailboxRename('Aduan', 'Sementara');
    await clerk.mailboxRename('Arsip', 'Aduan');
    await taken(3);
  });

  it('may be read by people at the same time, who move and delete mails under our hands', async () => {
    for (const name of ['satu', 'dua', 'tiga', 'empat']) dovecot.deliver('orang', mail(name));
    const clerk = await somebody('orang');
    await clerk.mailboxCreate('Dibaca');
    let moved = false;
    store.before = async (event) => {
      if (moved || event.type !== 'message' || event.externalId !== id('satu')) return;
      moved = true;
      // Between its fetch and its flag the first mail is moved away; the next is gone before it is fetched.
      await clerk.messageMove('1', 'Dibaca');
      await clerk.messageDelete('1');
    };
    await open('orang', { imap: { after: 'move', moveTo: 'Selesai' } });
    await eventually('the last', () => store.messages.has(id('empat')) && store.messages.has(id('tiga')));
    await eventually('the folder', () => dovecot.mails('orang', 'Selesai').length === 2);
    expect(dovecot.mails('orang')).toEqual([]);
    expect([...store.messages.keys()]).toEqual([id('satu'), id('tiga'), id('empat')]);
    expect(failures()).toEqual([]);
    // What a clerk takes back is known.
    await clerk.mailboxOpen('Dibaca');
    await clerk.messageMove('1', 'INBOX');
    await eventually('its way to the folder', () => dovecot.mails('orang', 'Selesai').length === 3);
    expect(store.messages.size).toBe(3);
    expect(store.offered).toBe(4);
  });

  it.each([
    ['before the login', /LOGIN|AUTHENTICATE/],
    ['while the folder is opened', /SELECT/],
    ['in the middle of a look', /SEARCH/],
  ])('is left and called again where the server hangs %s', async (_when, when) => {
    const proxy = await proxied();
    proxy.faults.push({ when, what: 'hang', times: 1 });
    dovecot.deliver('gantung', mail('satu'));
    await open('gantung', { imap: { port: proxy.port } });
    await taken(1);
    expect(proxy.connections).toBe(2);
  });

  it('is left in time when we stop while the server hangs', async () => {
    const proxy = await proxied();
    proxy.faults.push({ when: /SEARCH/, what: 'hang', times: 1 });
    const connection = await open('gantung', { imap: { port: proxy.port }, watchdogSeconds: 600 });
    await connected();
    await eventually('the hang', () => proxy.faults[0]?.times === 0);
    await connection.stop();
    expect(store.reports.at(-1)).toEqual({ state: 'stopped' });
  });

  it('is called again where the server says nothing at all, or only goodbye', async () => {
    const moods: ((socket: Socket) => void)[] = [() => undefined, (socket) => socket.end('* BYE Too busy\r\n')];
    const moody = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      const mood = moods.shift();
      if (mood !== undefined) return mood(socket);
      socket.end('* BYE Too many connections\r\n');
    });
    moody.listen(0, '127.0.0.1');
    await once(moody, 'listening');
    closing.push(() => new Promise((resolve) => moody.close(resolve)));
    await open('gantung', { imap: { port: (moody.address() as AddressInfo).port } });
    await eventually('three tries', () => failures().length >= 3);
    await closing.pop()?.();
    expect(failures().slice(0, 3)).toEqual(['imap-no-greeting', 'imap-busy', 'imap-busy']);
  });

  it('opens again when a refused password is the right one again', async () => {
    const proxy = await proxied();
    await open('sandi', { imap: { port: proxy.port } });
    await connected();
    dovecot.passwords({ ...USERS, sandi: 'diganti-orang-lain' });
    await nextSecond();
    proxy.cutAll();
    await eventually('the refusal', () => failures().includes('imap-auth-refused'));
    dovecot.deliver('sandi', mail('satu'));
    dovecot.passwords(USERS);
    await taken(1);
    expect(JSON.stringify(store.reports)).not.toContain(PASSWORD);
  });

  it('waits where all connections are taken, and does not blame the password', async () => {
    const others = [await somebody('penuh'), await somebody('penuh'), await somebody('penuh')];
    dovecot.deliver('penuh', mail('satu'));
    await open('penuh');
    await eventually('the refusal', () => failures().length > 0);
    expect(new Set(failures())).toEqual(new Set(['imap-busy']));
    others[0]?.close();
    await taken(1);
  });

  it('that can only be read is read once, and says so once', async () => {
    await dovecot.halt();
    dovecot.readOnly('baca', true);
    await dovecot.restart();
    for (const name of ['satu', 'dua']) dovecot.deliver('baca', mail(name));
    const proxy = await proxied();
    await open('baca', { imap: { port: proxy.port } });
    await taken(2);
    await eventually('the second', () => store.cursor?.endsWith(`:2:${store.now.toISOString().slice(0, 10)}`) === true);
    expect(failures()).toEqual(['imap-flag-refused']);
    proxy.cutAll();
    dovecot.deliver('baca', mail('tiga'));
    await taken(3);
    expect(store.offered).toBe(3);
    expect(dovecot.mails('baca').filter(({ flags }) => flags.includes('S'))).toEqual([]);
  });

  it('whose mails can not be moved keeps none of them waiting', async () => {
    const proxy = await proxied();
    for (const name of ['satu', 'dua', 'tiga']) dovecot.deliver('tertutup', mail(name));
    // No folder may have this name.
    await open('tertutup', { imap: { port: proxy.port, after: 'move', moveTo: `${'a'.repeat(300)}/x` } });
    await taken(3);
    await allSeen('tertutup');
    expect(failures()).toEqual(['imap-move-refused']);
    expect(store.offered).toBe(3);
  });

  it('is made a target folder, and mails lie there with what they held', async () => {
    dovecot.deliver('tujuan', mail('satu', 'Jembatan retak'));
    await open('tujuan', { imap: { after: 'move', moveTo: 'Arsip/Aduan 2026' } });
    await taken(1);
    await eventually('the move', () => dovecot.mails('tujuan').length === 0);
    const [moved] = dovecot.mails('tujuan', 'Arsip.Aduan 2026');
    expect(readFileSync(moved?.file ?? '', 'utf8')).toContain('Jembatan retak');
  });

  it('goes on behind a mail that can not be read', async () => {
    dovecot.deliver('racun', Buffer.from([0, 0xff, 0xfe, 0, 0x0d]));
    dovecot.deliver('racun', mail('satu'));
    await open('racun');
    await taken(1);
    expect(store.rejected).toHaveLength(1);
    await allSeen('racun');
  });

  it('is looked into although the server announces nothing', async () => {
    const proxy = await proxied();
    await open('diam', { imap: { port: proxy.port }, pollSeconds: 2 });
    await connected();
    await eventually('the first look', () => store.cursor !== undefined);
    // Until it listens (the library waits for 200 ms).
    await new Promise((resolve) => setTimeout(resolve, 500));
    proxy.unheard = /^\* \d+ (?:EXISTS|RECENT)\r\n(?:\* \d+ RECENT\r\n)?$/;
    dovecot.deliver('diam', mail('satu'));
    const began = performance.now();
    await taken(1);
    // Not at once, as by IDLE, and on the same connection.
    expect(performance.now() - began).toBeGreaterThan(500);
    expect(proxy.connections).toBe(1);
    // And where the whole connection is dead without anybody's word.
    proxy.unheard = /[^]/;
    dovecot.deliver('diam', mail('dua'));
    await eventually('notice', () => failures().includes('imap-hung'));
    proxy.unheard = undefined;
    await taken(2);
  });

  it('stands beside another one at the same server', async () => {
    const other = new MailStore();
    await open('dua', {});
    await open('desa', {}, other);
    dovecot.deliver('dua', mail('satu'));
    dovecot.deliver('desa', mail('satu'));
    await taken(1);
    await eventually('the other one', () => other.messages.size === 1);
  });
});
