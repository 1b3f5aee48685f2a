import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { imapProvider } from '../../../../src/channels/email/imap.provider.js';
import { MailSettings } from '../../../../src/channels/email/mail.settings.js';
import type { OutboundMessage } from '../../../../src/messaging/outbound-message.js';
import type { SenderPort } from '../../../../src/messaging/ports.js';
import { Dovecot } from '../../../kit/mail-servers/dovecot.js';
import { Exim } from '../../../kit/mail-servers/exim.js';
import { selfMadeCertificate } from '../../../kit/mail-servers/server-process.js';
import { describeIfMailServers } from '../../../kit/require.js';
import { until } from '../../../kit/wait.js';

const USERS = { lapor: 'rahasia-desa', budi: 'rahasia-warga' };

describeIfMailServers('mail through Exim', () => {
  let dovecot: Dovecot;
  let exim: Exim;
  const senders: SenderPort[] = [];

  beforeAll(async () => {
    dovecot = await Dovecot.start({ users: USERS });
    exim = await Exim.start({ users: USERS, mailFolder: dovecot.mailFolder, domains: ['warga.example'] });
  });
  afterAll(async () => {
    for (const sender of senders) await sender.close?.();
    await exim.stop();
    await dovecot.stop();
  });

  function open(changes: object = {}): SenderPort {
    const settings = plainToInstance(MailSettings, {
      imap: { host: '127.0.0.1', auth: { user: 'lapor', password: 'x' } },
      smtp: {
        host: '127.0.0.1',
        port: exim.port,
        secure: 'starttls',
        ca: selfMadeCertificate().cert,
        auth: { user: 'lapor', password: USERS.lapor },
        timeoutMs: 5_000,
        ...changes,
      },
    });
    const { sender } = imapProvider.create({ id: 'email-desa', address: 'lapor@desa.example', settings });
    if (sender === undefined) throw new Error('no sender');
    senders.push(sender);
    return sender;
  }
  const message = (to: string, text = 'TBU-000123 diterima.'): OutboundMessage => ({
    id: '019ab000-0000-7000-8000-000000000001',
    channelId: 'email-desa',
    to: { kind: 'email', value: to },
    text,
    purpose: 'acknowledgement',
    createdAt: '2026-11-21T01:00:00Z',
  });

  it.each([
    ['STARTTLS', {}],
    ['TLS', { tls: true }],
  ])('leaves by %s', async (_name, { tls }: { tls?: boolean }) => {
    const before = dovecot.mails('budi').length;
    const sender = open(tls === true ? { secure: 'tls', port: exim.tlsPort } : {});
    expect(await sender.send(message('budi@warga.example'))).toMatchObject({ outcome: 'sent' });
    await until('the mail', () => dovecot.mails('budi').length === before + 1);
  });

  it('is refused for good, for now, and by a grey list', async () => {
    const sender = open();
    expect(await sender.send(message('tiada@warga.example'))).toMatchObject({
      outcome: 'rejected',
      code: 'smtp:5.1.1',
    });
    expect(await sender.send(message('penuh@warga.example'))).toMatchObject({ outcome: 'retry', code: 'smtp:4.2.2' });
    expect(await sender.send(message('nanti@warga.example'))).toMatchObject({
      outcome: 'retry',
      code: 'smtp:4.7.1',
      afterMs: 300_000,
    });
  });

  it('is refused for good where it is too large (552), and the next one goes', async () => {
    const sender = open();
    expect(await sender.send(message('budi@warga.example', 'x '.repeat(90_000)))).toMatchObject({
      outcome: 'rejected',
    });
    expect(await sender.send(message('budi@warga.example'))).toMatchObject({ outcome: 'sent' });
  });

  it('waits where our login is wrong, or the certificate is nobody’s', async () => {
    expect(
      await open({ auth: { user: 'lapor', password: 'salah' } }).send(message('budi@warga.example')),
    ).toMatchObject({
      outcome: 'retry',
      reason: expect.stringContaining('check smtp.auth') as string,
    });
    expect(await open({ ca: undefined }).send(message('budi@warga.example'))).toMatchObject({ outcome: 'retry' });
  });

  it('goes again after the server was killed, over a new connection', async () => {
    const sender = open();
    expect(await sender.send(message('budi@warga.example'))).toMatchObject({ outcome: 'sent' });
    await exim.kill();
    expect(await sender.send(message('budi@warga.example'))).toMatchObject({ outcome: 'retry' });
    await exim.restart();
    expect(await sender.send(message('budi@warga.example'))).toMatchObject({ outcome: 'sent' });
  });
});
