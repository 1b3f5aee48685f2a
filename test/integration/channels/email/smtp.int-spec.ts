import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { simpleParser } from 'mailparser';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { imapProvider } from '../../../../src/channels/email/imap.provider.js';
import { MailSettings } from '../../../../src/channels/email/mail.settings.js';
import { readMail } from '../../../../src/channels/email/read-mail.js';
import type { OutboundMessage, SendOutcome } from '../../../../src/messaging/outbound-message.js';
import type { SenderPort } from '../../../../src/messaging/ports.js';
import { CONFORMANCE_CHECKS } from '../../../kit/conformance/conformance.js';
import type { ReceivingEnd } from '../../../kit/conformance/far-end.js';
import type { ConformanceHarness } from '../../../kit/conformance/harness.js';
import { FaultyProxy } from '../../../kit/mail-proxy.js';

const SECRET = 'rahasia-alamat-balasan';
const ID = '019ab000-0000-7000-8000-000000000001';
const MESSAGE: OutboundMessage = {
  id: ID,
  channelId: 'email-desa',
  to: { kind: 'email', value: 'budi@warga.example' },
  text: 'TBU-000123 diterima.\n\nCek: https://lapor.example/lacak/ABC <segera>',
  purpose: 'acknowledgement',
  automatic: true,
  answers: { externalId: '<satu@warga.example>', subject: 'Jalan rusak', references: ['<awal@warga.example>'] },
  createdAt: '2026-11-21T01:00:00Z',
};

let server: SMTPServer | undefined;
let proxy: FaultyProxy | undefined;
let sender: SenderPort | undefined;
let received: Buffer[];

async function serve(options: SMTPServerOptions = {}): Promise<number> {
  received = [];
  const far = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _session, done) =>
      username === 'desa' && password === 'benar'
        ? done(null, { user: 'desa' })
        : done(new Error('Invalid username or password for desa')),
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        received.push(Buffer.concat(chunks));
        done();
      });
    },
    ...options,
  });
  far.on('error', () => undefined);
  await new Promise<void>((resolve) => far.listen(0, '127.0.0.1', resolve));
  server = far;
  return (far.server.address() as AddressInfo).port;
}

function open(port: number, smtp: object = {}, more: object = {}): SenderPort {
  const settings = plainToInstance(MailSettings, {
    imap: { host: 'imap.example', auth: { user: 'desa', password: 'x' } },
    smtp: {
      host: '127.0.0.1',
      port,
      secure: 'none',
      auth: { user: 'desa', password: 'benar' },
      fromName: 'Lapor Desa',
      timeoutMs: 2_000,
      ...smtp,
    },
    replySecret: SECRET,
    ...more,
  });
  const made = imapProvider.create({ id: 'email-desa', address: 'lapor@desa.example', settings }).sender;
  if (made === undefined) throw new Error('no sender');
  sender = made;
  return made;
}

const refusing = (responseCode: number, words: string): Error => Object.assign(new Error(words), { responseCode });

afterEach(async () => {
  await sender?.close?.();
  await proxy?.close();
  proxy = undefined;
  const far = server;
  server = undefined;
  if (far !== undefined) await new Promise<void>((resolve) => far.close(() => resolve()));
});

/** The mail server as the conformance suite asks: each mail is a request, with what its reader sees. */
async function receivingEnd(): Promise<ReceivingEnd> {
  const seen: { url: string; headers: object; body: string }[] = [];
  const port = await serve({
    onData: (stream, session, done) => {
      void simpleParser(stream).then(({ text = '', attachments }) => {
        const files = attachments.map(({ filename = '', content }) => `${filename}\n${content.toString()}`);
        seen.push({
          url: session.envelope.rcptTo.map(({ address }) => address).join(),
          headers: {},
          body: [text, ...files].join('\n'),
        });
        done();
      }, done);
    },
  });
  return {
    url: `smtp://127.0.0.1:${String(port)}`,
    received: seen as ReceivingEnd['received'],
    answer: () => {
      seen.length = 0;
    },
    // With the server of the test.
    close: async () => undefined,
  };
}

const HARNESS: ConformanceHarness = {
  create: (farEnd) => ({ sender: open(Number(new URL(farEnd).port)) }),
  secrets: [SECRET],
  sender: {
    message: { ...MESSAGE, text: 'TBU-000123 sudah ditambal.' },
    answers: [],
    lost: 'unknown',
    files: { answer: { status: 250, body: '' }, paths: ['budi@warga.example'], open: receivingEnd },
    request: () => [],
  },
};

describe('mail going out', () => {
  it('sends a file with its message, and the words once, as the conformance suite asks of every channel', async () => {
    const check = CONFORMANCE_CHECKS['sends a file with its message, and the words once'];
    expect(await check?.(HARNESS)).toEqual([]);
  });

  it('is one mail with a fixed identity, threaded, marked as automatic, in text and HTML', async () => {
    const out = open(await serve());
    const sent: SendOutcome = { outcome: 'sent', providerId: `<${ID}@desa.example>` };
    expect(await out.send(MESSAGE)).toEqual(sent);
    expect(await out.send(MESSAGE)).toEqual(sent);
    expect(received).toHaveLength(2);
    const mail = await simpleParser(received[0]!);
    expect(mail.messageId).toBe(`<${ID}@desa.example>`);
    expect(mail.inReplyTo).toBe('<satu@warga.example>');
    expect(mail.references).toEqual(['<awal@warga.example>', '<satu@warga.example>']);
    expect(mail.subject).toBe('Re: Jalan rusak');
    expect(mail.from?.value).toEqual([{ name: 'Lapor Desa', address: 'lapor@desa.example' }]);
    expect(mail.headers.get('auto-submitted')).toBe('auto-replied');
    expect(mail.headers.get('x-kentongan-loop')).toBe('email-desa');
    expect(mail.text?.trim()).toBe(MESSAGE.text);
    expect(mail.html).toContain(
      '<a href="https://lapor.example/lacak/ABC">https://lapor.example/lacak/ABC</a> &lt;segera&gt;',
    );
  });

  it('brings its own answer back to it, and only from the one it went to', async () => {
    const out = open(await serve());
    await out.send({ ...MESSAGE, automatic: false });
    const mail = await simpleParser(received[0]!);
    expect(mail.headers.has('auto-submitted')).toBe(false);
    const [replyTo] = mail.replyTo?.value ?? [];
    expect(replyTo?.address).toMatch(/^lapor\+[a-z2-7]{36}@desa\.example$/);
    const answer = (from: string, to: string): string | undefined => {
      const raw = Buffer.from(`From: ${from}\r\nTo: ${to}\r\nMessage-ID: <a@b.example>\r\n\r\nBelum beres.\r\n`);
      const [event] = readMail(raw, { replies: { address: 'lapor@desa.example', secret: SECRET } }).events;
      return event?.type === 'message' ? event.thread.replyToken : 'none';
    };
    const address = replyTo?.address ?? '';
    expect(answer('Budi <BUDI@warga.example>', address)).toBe(ID);
    expect(answer('Ani <ani@lain.example>', address)).toBeUndefined();
    const other = address.includes('+a') ? address.replace('+a', '+b') : address.replace(/\+./, '+a');
    expect(answer('budi@warga.example', other)).toBeUndefined();
  });

  it('comes back to us as a machine, never as a citizen', async () => {
    const out = open(await serve());
    await out.send({ ...MESSAGE, automatic: false });
    expect(readMail(received[0]!).events).toMatchObject([
      { type: 'message', nature: 'auto-reply', remarks: ['from-a-gateway'] },
    ]);
  });

  it.each<[string, Partial<SMTPServerOptions>, object, Partial<SendOutcome>]>([
    [
      'an unknown recipient',
      { onRcptTo: (_a, _s, done) => done(refusing(550, '5.1.1 <budi@warga.example>: user unknown')) },
      {},
      { outcome: 'rejected', code: 'smtp:5.1.1' },
    ],
    [
      'a full mailbox',
      { onRcptTo: (_a, _s, done) => done(refusing(552, '5.2.2 mailbox full')) },
      {},
      { outcome: 'rejected', code: 'smtp:5.2.2' },
    ],
    [
      'a busy server',
      { onRcptTo: (_a, _s, done) => done(refusing(451, '4.3.0 try again later')) },
      {},
      { outcome: 'retry', code: 'smtp:4.3.0' },
    ],
    [
      'a grey list',
      { onRcptTo: (_a, _s, done) => done(refusing(450, '4.7.1 Greylisted')) },
      {},
      { outcome: 'retry', code: 'smtp:4.7.1', afterMs: 300_000 },
    ],
    [
      'a refused sender',
      { onMailFrom: (_a, _s, done) => done(refusing(553, '5.7.1 not yours')) },
      {},
      { outcome: 'rejected', code: 'smtp:5.7.1' },
    ],
    [
      'content refused for good',
      {
        onData: (stream, _s, done) => {
          stream.resume();
          stream.on('end', () => done(refusing(554, '5.7.1 spam')));
        },
      },
      {},
      { outcome: 'rejected', code: 'smtp:5.7.1' },
    ],
    [
      'content refused for now',
      {
        onData: (stream, _s, done) => {
          stream.resume();
          stream.on('end', () => done(refusing(451, '4.3.0 disk full')));
        },
      },
      {},
      { outcome: 'retry', code: 'smtp:4.3.0' },
    ],
    [
      'a wrong password',
      {},
      { auth: { user: 'desa', password: 'salah-sekali' } },
      { outcome: 'retry', code: 'smtp:535', afterMs: 900_000 },
    ],
    [
      'a closed port',
      {},
      { port: 1 },
      { outcome: 'retry', reason: 'no connection to the mail server; nothing was sent' },
    ],
    [
      'silence after the content',
      {
        onData: (stream) => {
          stream.resume();
        },
      },
      {},
      { outcome: 'unknown', code: 'smtp:ETIMEDOUT' },
    ],
  ])('knows %s', async (_name, far, smtp, outcome) => {
    const out = open(await serve(far), smtp);
    const result = await out.send(MESSAGE);
    expect(result).toMatchObject(outcome);
    expect(JSON.stringify(result)).not.toMatch(/budi|warga|salah-sekali|benar/);
  });

  it('is unknown when the line breaks after the content has left, and a retry before', async () => {
    const port = await serve({ onData: (stream) => stream.on('data', () => proxy?.cutAll()) });
    proxy = await FaultyProxy.open(() => port);
    const out = open(proxy.port);
    expect(await out.send(MESSAGE)).toMatchObject({ outcome: 'unknown' });
    proxy.faults.push({ when: /RCPT TO|DATA/, what: 'cut', times: 1 });
    expect(await out.send(MESSAGE)).toMatchObject({
      outcome: 'retry',
      reason: 'no connection to the mail server; nothing was sent',
    });
  });

  it('is not sent to what is no mailbox, nor without a sender', async () => {
    const out = open(await serve());
    expect(await out.send({ ...MESSAGE, to: { kind: 'phone', value: '+6281100000001' } })).toMatchObject({
      outcome: 'rejected',
      code: 'smtp:not-a-mailbox',
    });
    expect(
      await out.send({ ...MESSAGE, to: { kind: 'email', value: 'a@b.example\r\nBcc: x@y.example' } }),
    ).toMatchObject({ outcome: 'rejected' });
    expect(await out.send({ ...MESSAGE, to: null })).toMatchObject({ outcome: 'rejected' });
    expect(received).toHaveLength(0);
  });

  it('carries no header that a citizen wrote into a subject', async () => {
    const out = open(await serve());
    await out.send({
      ...MESSAGE,
      subject: 'Halo\r\nBcc: korban@lain.example',
      answers: { externalId: '<x>\r\nBcc: a@b>' },
    });
    const mail = await simpleParser(received[0]!);
    expect(mail.subject).toBe('Halo Bcc: korban@lain.example');
    expect(mail.bcc).toBeUndefined();
    expect(mail.inReplyTo).toBeUndefined();
  });
});
