import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { imapProvider } from '../../../src/channels/email/imap.provider.js';
import { MailSettings } from '../../../src/channels/email/mail.settings.js';
import type { MessageEvent } from '../../../src/messaging/inbound-event.js';
import type { OutboundMessage } from '../../../src/messaging/outbound-message.js';
import type { ChannelAdapter } from '../../../src/messaging/ports.js';
import { MailStandIn } from '../../../src/sandbox/mail/mail-stand-in.js';
import { MessageLog } from '../../../src/sandbox/message-log.js';
import type { CitizenMessage } from '../../../src/sandbox/stand-in.js';
import type { ChannelConfig } from '../../../src/settings/gateway-config.js';
import { eventually, MailStore } from '../../kit/mail-context.js';

const SECRET = 'rahasia-alamat-balasan';
const SARI = 'sari.dewi@warga.example';
const MAIL: CitizenMessage = { from: SARI, text: 'Lampu jalan mati.', subject: 'Lampu', media: [], times: 1 };
const ACKNOWLEDGEMENT: OutboundMessage = {
  id: '019ab000-0000-7000-8000-000000000001',
  channelId: 'email-desa',
  to: { kind: 'email', value: SARI },
  text: 'TBU-000123 diterima.',
  purpose: 'acknowledgement',
  automatic: true,
  createdAt: '2026-11-21T01:00:00Z',
};

describe('the mail provider, met by the real adapter', () => {
  let log: MessageLog;
  let standIn: MailStandIn;
  let desa: ChannelConfig;
  let kota: ChannelConfig;
  let adapters: ChannelAdapter[];

  const channel = (name: string, over: { password?: string; user?: string } = {}): ChannelConfig => {
    const [imap, smtp] = [standIn.env['EMAIL_IMAP_PORT'], standIn.env['EMAIL_SMTP_PORT']];
    const auth = { user: over.user ?? `${name}@kantor.example`, password: over.password ?? `sandi-${name}` };
    const server = { host: '127.0.0.1', secure: 'none', auth };
    const settings = plainToInstance(MailSettings, {
      imap: { ...server, port: imap },
      smtp: { ...server, port: smtp },
      replySecret: SECRET,
    });
    const address = `${name}@kantor.example`;
    return { id: `email-${name}`, kind: 'email', provider: 'imap', enabled: true, address, settings };
  };
  const adapterOf = ({ id, address, settings }: ChannelConfig): ChannelAdapter => {
    const adapter = imapProvider.create({ id, address, settings: settings as MailSettings });
    adapters.push(adapter);
    return adapter;
  };
  const reading = async (of: ChannelConfig): Promise<MailStore> => {
    const store = new MailStore();
    await adapterOf(of).connected?.start(store.context);
    return store;
  };
  const first = (store: MailStore): MessageEvent => {
    const [event] = store.messages.values();
    if (event?.type !== 'message') throw new Error('no mail came');
    return event;
  };

  beforeEach(async () => {
    adapters = [];
    log = new MessageLog();
    standIn = new MailStandIn(log);
    await standIn.start();
    [desa, kota] = [channel('desa'), channel('kota')];
    standIn.prepare([desa, kota, { ...channel('lama'), enabled: false }]);
  });
  afterEach(async () => {
    for (const { connected, sender } of adapters) {
      await connected?.stop();
      await sender?.close?.();
    }
    await standIn.stop();
  });

  it('keeps each mailbox to itself: a mail reaches the office that it was written to, and is marked as read', async () => {
    const [atDesa, atKota] = [await reading(desa), await reading(kota)];
    const { id, answers } = await standIn.send(desa, MAIL);
    expect(answers.map(({ status }) => status)).toEqual([200]);
    await eventually('the mail', () => atDesa.messages.size === 1);
    expect(first(atDesa)).toMatchObject({
      externalId: id,
      from: { value: SARI, name: 'Sari Dewi' },
      to: ['desa@kantor.example'],
      subject: 'Lampu',
      text: 'Lampu jalan mati.',
    });
    await eventually('the read mark', () => log.get(id)?.state === 'received');
    expect(standIn.mails('desa@kantor.example')[0]?.flags).toContain('\\Seen');
    expect(atKota.messages.size).toBe(0);
  });

  it('has what came while nobody read, attachments with their bytes', async () => {
    const media = [{ filename: 'foto.png', contentType: 'image/png', bytes: Buffer.from([137, 80, 78, 71, 0, 255]) }];
    await standIn.send(desa, { ...MAIL, media });
    const store = await reading(desa);
    await eventually('the mail', () => store.messages.size === 1);
    expect([...store.files.values()]).toEqual([media[0]?.bytes]);
  });

  it('the same mail three times is one message', async () => {
    const store = await reading(desa);
    await standIn.send(desa, { ...MAIL, times: 3 });
    await eventually('three mails', () => store.offered === 3);
    expect(store.messages.size).toBe(1);
  });

  it('refuses another password at both doors', async () => {
    const stranger = channel('desa', { password: 'salah' });
    const adapter = adapterOf(stranger);
    const store = new MailStore();
    await adapter.connected?.start(store.context);
    await eventually('the refusal', () => store.reports.some(({ code }) => code === 'imap-auth-refused'));
    expect(await adapter.sender?.send(ACKNOWLEDGEMENT)).toMatchObject({ outcome: 'retry', code: 'smtp:5.7.8' });
    expect(log.all()).toEqual([]);
  });

  it('lets nobody send in the name of another mailbox', async () => {
    const forged = { ...channel('kota', { user: 'desa@kantor.example', password: 'sandi-desa' }) };
    expect(await adapterOf(forged).sender?.send(ACKNOWLEDGEMENT)).toMatchObject({
      outcome: 'rejected',
      code: 'smtp:5.7.1',
    });
  });

  it('shows our mail in the citizen’s mailbox, and leads the answer back by the reply address', async () => {
    const sender = adapterOf(desa).sender;
    expect(await sender?.send(ACKNOWLEDGEMENT)).toMatchObject({ outcome: 'sent' });
    const [mail] = log.ofCitizen(SARI);
    expect(mail).toMatchObject({
      direction: 'out',
      channelId: 'email-desa',
      state: 'delivered',
      subject: 'Balasan atas laporan Anda',
      text: 'TBU-000123 diterima.',
    });
    const store = await reading(desa);
    await standIn.send(desa, { ...MAIL, subject: undefined, text: 'Belum beres.', inReplyTo: mail?.id });
    await eventually('the answer', () => store.messages.size === 1);
    expect(first(store)).toMatchObject({
      subject: 'Re: Balasan atas laporan Anda',
      // The quoted mail below it is gone.
      text: 'Belum beres.',
      thread: { inReplyTo: mail?.id, references: [mail?.id], replyToken: ACKNOWLEDGEMENT.id },
    });
    const raw = standIn.mails('desa@kantor.example')[0]?.raw ?? '';
    expect(raw).toMatch(/^Delivered-To: desa\+[a-z2-7]{36}@kantor\.example\r\n/);
    expect(raw).toContain('dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=warga.example');
  });

  it('a mail sent twice is seen twice', async () => {
    const sender = adapterOf(desa).sender;
    await sender?.send(ACKNOWLEDGEMENT);
    await sender?.send(ACKNOWLEDGEMENT);
    expect(log.ofCitizen(SARI)).toHaveLength(2);
  });

  it('says dmarc=fail of a borrowed name, and leaves a mail alone that says something itself', async () => {
    const raw = `From: Bupati <bupati@kantor.example>\r\nMessage-ID: <a@warga.example>\r\n\r\nHalo\r\n`;
    await standIn.send(desa, { ...MAIL, raw });
    await standIn.send(desa, { ...MAIL, raw: `Authentication-Results: mx.x; dmarc=none\r\n${raw}` });
    const [borrowed, own] = standIn.mails('desa@kantor.example').map((mail) => mail.raw);
    expect(borrowed).toContain('dmarc=fail (p=NONE sp=NONE dis=NONE) header.from=kantor.example');
    expect(own).toMatch(/^Authentication-Results: mx\.x; dmarc=none\r\nFrom: Bupati/);
  });

  it('sends back what cannot be delivered, in a form that is understood', async () => {
    const store = await reading(desa);
    const nobody = { kind: 'email' as const, value: 'tidak-ada@warga.invalid' };
    const outcome = await adapterOf(desa).sender?.send({ ...ACKNOWLEDGEMENT, to: nobody });
    if (outcome?.outcome !== 'sent') throw new Error('not sent');
    await eventually('the bounce', () => store.receipts.length === 1);
    expect(store.receipts[0]).toMatchObject({
      providerId: outcome.providerId,
      state: 'failed',
      error: { permanent: true },
    });
    expect(log.ofCitizen(nobody.value)[0]?.state).toBe('undelivered');
    expect(first(store).nature).toBe('bounce');
  });

  it('refuses for now as it is told, and then takes the mail', async () => {
    const sender = adapterOf(desa).sender;
    standIn.faults.add({ kind: 'answer', status: 451 });
    expect(await sender?.send(ACKNOWLEDGEMENT)).toMatchObject({ outcome: 'retry' });
    expect(await sender?.send(ACKNOWLEDGEMENT)).toMatchObject({ outcome: 'sent' });
  });

  it('names what it can not serve', () => {
    expect(standIn.problem(desa)).toBeUndefined();
    const elsewhere = channel('desa');
    (elsewhere.settings as MailSettings).imap.port = 993;
    standIn.prepare([elsewhere]);
    expect(standIn.problem(elsewhere)).toBe('its mail server is another one');
  });
});
