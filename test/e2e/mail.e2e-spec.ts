import { simpleParser, type ParsedMail } from 'mailparser';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport, type Transporter } from 'nodemailer';
import { parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import { tryChannels } from '../../src/channels/channel-trial.js';
import { TestGateway } from '../kit/gateway.js';
import { Dovecot } from '../kit/mail-servers/dovecot.js';
import { Exim } from '../kit/mail-servers/exim.js';
import { selfMadeCertificate } from '../kit/mail-servers/server-process.js';
import { describeIfMailServers } from '../kit/require.js';
import { CONFIG_DIRECTORY } from '../kit/shipped.js';
import { until } from '../kit/wait.js';

const CHANNEL = 'email-kuburaya';
const OFFICE = 'lapor@desa.example';
const USERS = { lapor: 'rahasia-desa', budi: 'rahasia-warga', gagal: 'rahasia-lain' };

describeIfMailServers('mail through Exim and Dovecot', () => {
  let dovecot: Dovecot;
  let exim: Exim;
  let configDir: string;
  let gateway: TestGateway;
  let citizens: Transporter;

  beforeAll(async () => {
    dovecot = await Dovecot.start({ users: USERS });
    exim = await Exim.start({
      users: USERS,
      mailFolder: dovecot.mailFolder,
      domains: ['desa.example', 'warga.example'],
    });
    configDir = mkdtempSync(join(tmpdir(), 'kentongan-mail-config-'));
    cpSync(CONFIG_DIRECTORY, configDir, { recursive: true });
    pointAtServers(join(configDir, 'gateway.yaml'));
    gateway = await TestGateway.start({ env: { KENTONGAN_CONFIG: configDir } });
    citizens = createTransport({
      host: '127.0.0.1',
      port: exim.port,
      requireTLS: true,
      tls: { ca: selfMadeCertificate().cert },
      auth: { user: 'budi', pass: USERS.budi },
    });
  }, 60_000);
  afterAll(async () => {
    await gateway.stop();
    citizens.close();
    await exim.stop();
    await dovecot.stop();
    rmSync(configDir, { recursive: true, force: true });
  });

  /** The shipped channel at our servers, read over STARTTLS and sent over TLS. */
  function pointAtServers(file: string): void {
    const document = parseDocument(readFileSync(file, 'utf8'));
    const channels = document.get('channels') as YAMLSeq<YAMLMap>;
    const channel = channels.items.find((item) => item.get('id') === CHANNEL);
    const auth = { user: 'lapor', password: USERS.lapor };
    const ca = selfMadeCertificate().cert;
    channel?.set('address', OFFICE);
    channel?.set(
      'settings',
      document.createNode({
        imap: { host: '127.0.0.1', port: dovecot.port, secure: 'starttls', ca, auth },
        smtp: { host: '127.0.0.1', port: exim.tlsPort, secure: 'tls', ca, auth },
        replySecret: 'rahasia-alamat-balasan',
      }),
    );
    writeFileSync(file, document.toString());
  }

  async function inboxOf(user: string): Promise<ParsedMail[]> {
    return Promise.all(dovecot.mails(user).map(({ file }) => simpleParser(readFileSync(file))));
  }

  const connection = async (): Promise<string> => {
    const answer = await fetch(`${gateway.url}/health/ready`);
    const { status, checks } = (await answer.json()) as { status: string; checks: Record<string, { detail?: string }> };
    return `${status} ${checks['channels']?.detail ?? 'all connected'}`;
  };

  it('comes in as a complaint, is acknowledged and answered in the same conversation', async () => {
    const { messageId } = await citizens.sendMail({
      from: 'Budi Contoh <budi@warga.example>',
      to: OFFICE,
      subject: 'Puskesmas tutup',
      text: 'Puskesmas Sungai Raya tutup sejak hari Senin.',
    });
    const acknowledgement = await until('the acknowledgement', async () => (await inboxOf('budi'))[0]);
    expect(acknowledgement.inReplyTo).toBe(messageId);
    expect(acknowledgement.headers.get('auto-submitted')).toBe('auto-replied');
    const number = /\b[A-Z]{2,4}-\d{6}\b/.exec(acknowledgement.text ?? '')?.[0] ?? '';
    expect(await gateway.ticket(number)).toMatchObject({ tenant: 'kubu-raya', channelId: CHANNEL });

    await gateway.answer(number, 'Puskesmas sudah buka kembali.');
    const answer = await until('the answer', async () =>
      (await inboxOf('budi')).find(({ text }) => text?.includes('sudah buka kembali')),
    );
    expect(answer.headers.has('auto-submitted')).toBe(false);
    // Only now, and as configured, it is marked as read.
    await until('the flag', () => dovecot.mails('lapor').every(({ flags }) => flags.includes('S')));
  });

  it('that can not be delivered comes back as a bounce, and the reply counts as failed', async () => {
    await citizens.sendMail({
      from: 'gagal@warga.example',
      to: OFFICE,
      subject: 'Antrean',
      text: 'Antrean di loket terlalu panjang.',
    });
    await until('the bounce', async () => {
      const [row] = await gateway.gateway.core.database.query<{ failed: number }>(
        `SELECT count(*)::int AS failed FROM outbound_message WHERE channel_id = $1 AND state = 'failed'`,
        [CHANNEL],
      );
      return row?.failed === 1;
    });
    const { channels } = await gateway.reconcile();
    // The bounce itself is stored and ignored: it is no complaint, and nobody answers it.
    await until('the balance', async () => {
      const own = (await gateway.reconcile()).channels.find(({ channelId }) => channelId === CHANNEL);
      return own?.received === 3 && own.ticket === 2 && own.ignored === 1;
    });
    expect(channels.length).toBeGreaterThan(1);
  });

  it('is tried by the command, and a server that is away shows where operators look', async () => {
    const { channels } = gateway.gateway.core;
    const channel = channels.get(CHANNEL);
    if (channel === undefined) throw new Error('no channel');
    expect(await tryChannels([channel])).toMatchObject([{ ok: true, tested: true }]);
    await until('a connection', async () => !(await connection()).includes(CHANNEL));
    await dovecot.kill();
    await until('its loss', async () => (await connection()).includes(`${CHANNEL} imap-`));
    expect(await connection()).toMatch(/^ok /);
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(metrics).toContain(`channel_connected{channel="${CHANNEL}"} 0`);
    expect(metrics).toMatch(new RegExp(`last_heard_timestamp_seconds\\{channel="${CHANNEL}"\\} \\d`));
    const [failed] = await tryChannels([channel]);
    expect(failed).toMatchObject({ ok: false, words: expect.stringContaining('Nobody answers') as string });
    expect(JSON.stringify(failed)).not.toContain(USERS.lapor);
    await dovecot.restart();
    await until('the connection', async () => !(await connection()).includes(CHANNEL));
  });
});
