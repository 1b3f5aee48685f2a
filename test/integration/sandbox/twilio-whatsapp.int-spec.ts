import 'reflect-metadata';
import { request } from 'undici';
import { twilioProvider } from '../../../src/channels/sms/twilio/twilio.provider.js';
import { twilioWhatsappProvider } from '../../../src/channels/whatsapp/twilio/twilio-whatsapp.provider.js';
import { MessageLog } from '../../../src/sandbox/message-log.js';
import { TEMPLATES } from '../../../src/sandbox/templates.js';
import { TwilioPhone, TwilioWhatsappPhone } from '../../../src/sandbox/twilio/twilio-phone.js';
import { TwilioStandIn } from '../../../src/sandbox/twilio/twilio-stand-in.js';
import { AdapterGateway, bind, CITIZEN, citizenMessage, outbound, PNG, PUBLIC_URL, sentId, type Bound } from './adapter-gateway.js'; // prettier-ignore
import { until } from './gateway-double.js';

const ACCOUNT = { accountSid: `AC${'a'.repeat(32)}`, authToken: 'the-token' };
const OURS = '+6281100000901';
const TO = { kind: 'whatsapp', value: CITIZEN } as const;
const template = { contentSid: TEMPLATES[1]?.contentSid, variables: ['{text}'] };

describe('WhatsApp at Twilio', () => {
  let log: MessageLog;
  let far: TwilioStandIn;
  let gateway: AdapterGateway;
  let whatsapp: Bound;
  let sms: Bound;
  let phone: TwilioWhatsappPhone;

  beforeEach(async () => {
    log = new MessageLog();
    far = new TwilioStandIn({ ...ACCOUNT, log, receiptDelayMs: 5, retryDelayMs: 5 });
    await far.start();
    gateway = new AdapterGateway();
    await gateway.start();
    const settings = { ...ACCOUNT, apiBase: far.apiBase, timeoutMs: 2000 };
    whatsapp = bind(twilioWhatsappProvider, 'wa-one', { ...settings, template }, { address: OURS });
    sms = bind(twilioProvider, 'sms-one', settings, { address: '1708' });
    gateway.serve([whatsapp, sms]);
    phone = new TwilioWhatsappPhone(far);
    phone.prepare([whatsapp.config, sms.config]);
    phone.connect({ localUrl: gateway.url, publicUrl: PUBLIC_URL });
  });

  afterEach(async () => {
    await far.stop();
    await gateway.stop();
  });

  it('delivers texts, quotes, taps, places, and each file of an album by itself', async () => {
    const { id } = await phone.send(whatsapp.config, citizenMessage());
    await phone.send(whatsapp.config, citizenMessage({ quotes: 'SM1', text: '', button: 'Baca jawaban' }));
    await phone.send(whatsapp.config, citizenMessage({ text: '', location: { latitude: -3.4, longitude: 115.5 } }));
    const file = { filename: 'a.png', contentType: 'image/png', bytes: PNG };
    await phone.send(whatsapp.config, citizenMessage({ text: 'lihat', media: [file, file] }));
    expect(gateway.of('message')).toMatchObject([
      { externalId: id, from: { ...TO, name: 'Warga Uji' }, to: [OURS], text: 'lampu mati' },
      { text: 'Baca jawaban', thread: { quotedId: 'SM1' } },
      { text: '', location: { latitude: -3.4, longitude: 115.5 } },
      { text: 'lihat', attachments: [{ contentType: 'image/png' }] },
      { text: '', attachments: [{ contentType: 'image/png' }] },
    ]);
    const ref = gateway.of('message')[3]?.attachments[0]?.ref ?? '';
    expect(await whatsapp.adapter.media?.fetch(ref, 1000)).toEqual({ bytes: PNG, contentType: 'image/png' });
  });

  it('takes free text in the window, and reports sent, delivered and read', async () => {
    await phone.send(whatsapp.config, citizenMessage());
    const providerId = sentId(await whatsapp.adapter.sender?.send(outbound(TO)));
    await until('two statuses', () => gateway.of('receipt').length === 2);
    await phone.send(whatsapp.config, citizenMessage({ text: 'terima kasih' }));
    await until('the third', () => gateway.of('receipt').length === 3);
    expect(gateway.of('receipt')).toMatchObject(
      ['sent', 'delivered', 'read'].map((state) => ({ state, providerId, recipient: CITIZEN })),
    );
    expect(log.ofCitizen(CITIZEN).map(({ channelId }) => channelId)).toEqual(['wa-one', 'wa-one', 'wa-one']);
  });

  it('refuses by a status what comes after the window, and takes a template then', async () => {
    await whatsapp.adapter.sender?.send(outbound(TO));
    await until('the refusal', () => gateway.of('receipt').length === 1);
    expect(gateway.of('receipt')).toMatchObject([{ state: 'failed', error: { code: 'twilio:63016' } }]);
    const sent = await whatsapp.adapter.sender?.send(outbound(TO, { windowOpen: false, text: 'Lampu diganti.' }));
    expect(sent).toMatchObject({ outcome: 'sent', template: true });
    expect(log.get(sentId(sent))).toMatchObject({
      text: 'Kabar aduan Anda: Lampu diganti. Balas pesan ini bila belum beres.',
      buttons: ['Baca lengkap'],
    });
    await until('its delivery', () => gateway.of('receipt').some(({ state }) => state === 'delivered'));
  });

  it('is looked up on its own line', async () => {
    await phone.send(whatsapp.config, citizenMessage());
    const message = outbound(TO);
    far.faults.add({ kind: 'reset-after-accept' });
    expect(await whatsapp.adapter.sender?.send(message)).toMatchObject({ outcome: 'unknown' });
    const providerId = log.ofCitizen(CITIZEN)[1]?.id;
    expect(await whatsapp.adapter.sender?.lookup?.(message)).toEqual({ found: 'sent', providerId });
    const bySms = outbound({ kind: 'phone', value: CITIZEN });
    expect(await sms.adapter.sender?.lookup?.(bySms)).not.toMatchObject({ found: 'sent' });
  });

  it('leaves STOP to us, as Twilio does on this line only', async () => {
    await phone.send(whatsapp.config, citizenMessage({ text: 'STOP' }));
    expect(gateway.of('opt-out')).toHaveLength(1);
    expect(await whatsapp.adapter.sender?.send(outbound(TO))).toMatchObject({ outcome: 'sent' });
    await new TwilioPhone(far).send(sms.config, citizenMessage({ text: 'STOP' }));
    expect(await sms.adapter.sender?.send(outbound({ kind: 'phone', value: CITIZEN }))).toMatchObject({
      outcome: 'opted-out',
    });
  });

  const good = { To: `whatsapp:${CITIZEN}`, From: `whatsapp:${OURS}`, Body: 'x' };
  it.each<[string, Record<string, string>, number]>([
    ['a mixture of lines', { ...good, From: '1708' }, 21910],
    ['a receiver that is none', { ...good, To: 'whatsapp:Sari' }, 21211],
    ['a sender that is not ours', { ...good, From: 'whatsapp:+6281100000909' }, 63007],
    ['a long text', { ...good, Body: 'x'.repeat(1601) }, 21617],
    ['an unknown template', { ...good, Body: '', ContentSid: `HX${'0'.repeat(32)}` }, 21655],
    ['variables that are missing', { ...good, Body: '', ContentSid: template.contentSid ?? '' }, 21656],
    ['a template by SMS', { To: CITIZEN, From: '1708', ContentSid: template.contentSid ?? '' }, 21655],
  ])('refuses %s', async (_why, form, code) => {
    const answer = await request(`${far.apiBase}/2010-04-01/Accounts/${ACCOUNT.accountSid}/Messages.json`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${ACCOUNT.accountSid}:${ACCOUNT.authToken}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams(form).toString(),
    });
    expect([answer.statusCode, await answer.body.json()]).toMatchObject([400, { code, status: 400 }]);
    expect(log.all()).toHaveLength(0);
  });
});
