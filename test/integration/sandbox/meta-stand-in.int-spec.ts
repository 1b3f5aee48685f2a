import 'reflect-metadata';
import { request } from 'undici';
import { cloudApiProvider } from '../../../src/channels/whatsapp/cloud-api/cloud-api.provider.js';
import { messengerProvider } from '../../../src/channels/whatsapp/messenger/messenger.provider.js';
import { CloudApiPhone, MessengerPhone } from '../../../src/sandbox/graph/graph-phones.js';
import { GraphStandIn } from '../../../src/sandbox/graph/graph-stand-in.js';
import { MessageLog } from '../../../src/sandbox/message-log.js';
import { ServiceWindow } from '../../../src/sandbox/service-window.js';
import { AdapterGateway, bind, CITIZEN, citizenMessage, outbound, PNG, PUBLIC_URL, sentId, type Bound } from './adapter-gateway.js'; // prettier-ignore
import { until } from './gateway-double.js';

const APP = { appSecret: 'the-app-secret', verifyToken: 'the-verify-token' };
const TO = { kind: 'whatsapp', value: CITIZEN } as const;
const TEMPLATE = { name: 'jawaban_aduan', language: 'id', parameters: ['{text}'] };

describe('Meta', () => {
  let log: MessageLog;
  let window: ServiceWindow;
  let far: GraphStandIn;
  let gateway: AdapterGateway;
  let first: Bound;
  let second: Bound;
  let page: Bound;
  let whatsapp: CloudApiPhone;
  let messenger: MessengerPhone;

  beforeEach(async () => {
    log = new MessageLog();
    window = new ServiceWindow();
    far = new GraphStandIn({ log, window, receiptDelayMs: 5, retryDelayMs: 5 });
    await far.start();
    gateway = new AdapterGateway();
    await gateway.start();
    const api = { ...APP, apiBase: far.apiBase, timeoutMs: 2000 };
    first = bind(
      cloudApiProvider,
      'wa-one',
      { ...api, phoneNumberId: '10500001', accessToken: 'token-one', template: TEMPLATE },
      { address: '+6281100000901' },
    );
    second = bind(
      cloudApiProvider,
      'wa-two',
      { ...api, phoneNumberId: '10500002', accessToken: 'token-two' },
      { address: '+6281100000902' },
    );
    page = bind(messengerProvider, 'fb-one', {
      ...api,
      verifyToken: undefined,
      pageId: '10600001',
      accessToken: 'token-page',
    });
    gateway.serve([first, second, page]);
    far.prepare([first.config, second.config, page.config]);
    far.connect({ localUrl: gateway.url, publicUrl: PUBLIC_URL });
    whatsapp = new CloudApiPhone(far);
    messenger = new MessengerPhone(far);
  });

  afterEach(async () => {
    await far.stop();
    await gateway.stop();
  });

  const post = async (
    path: string,
    token: string | undefined,
    body: object,
  ): Promise<{ status: number; error: unknown }> => {
    const answer = await request(`${far.apiBase}/v23.0/${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    return { status: answer.statusCode, error: ((await answer.body.json()) as { error: unknown }).error };
  };

  describe('WhatsApp', () => {
    it('delivers every number to one address, after its challenge', async () => {
      const { id } = await whatsapp.send(second.config, citizenMessage());
      expect(gateway.challenged).toEqual(['wa-one']);
      expect(gateway.events).toMatchObject([
        {
          channelId: 'wa-one',
          event: {
            type: 'message',
            externalId: id,
            from: { kind: 'whatsapp', value: CITIZEN },
            to: ['+6281100000902'],
            text: 'lampu mati',
          },
        },
      ]);
      const delivery = second.adapter.webhook?.endpoint;
      expect(delivery).toBe('phone:10500002');
      await whatsapp.send(first.config, citizenMessage());
      expect(gateway.challenged).toHaveLength(1);
    });

    it('delivers nothing to an address that does not answer the challenge', async () => {
      gateway.serve([second, page]);
      const { answers } = await whatsapp.send(first.config, citizenMessage());
      expect(answers).toMatchObject([{ status: 404 }]);
      expect(log.all()[0]?.state).toBe('failed');
    });

    it('delivers quotes, taps, places, hidden numbers, and each file of an album by itself', async () => {
      await whatsapp.send(first.config, citizenMessage({ quotes: 'wamid.x' }));
      await whatsapp.send(first.config, citizenMessage({ quotes: 'wamid.x', button: 'Baca jawaban', text: '' }));
      await whatsapp.send(
        first.config,
        citizenMessage({ text: '', location: { latitude: -3.4, longitude: 115.5, name: 'Pasar' } }),
      );
      await whatsapp.send(first.config, citizenMessage({ from: 'ID.456abc' }));
      const file = { filename: 'a.png', contentType: 'image/png', bytes: PNG };
      const document = { filename: 'surat.pdf', contentType: 'application/pdf', bytes: Buffer.from('%PDF-1.4 x') };
      await whatsapp.send(first.config, citizenMessage({ text: 'lihat', media: [file, document] }));
      expect(gateway.of('message')).toMatchObject([
        { text: 'lampu mati', thread: { quotedId: 'wamid.x' } },
        { text: 'Baca jawaban', thread: { quotedId: 'wamid.x' } },
        { location: { latitude: -3.4, longitude: 115.5, name: 'Pasar' } },
        { from: { value: 'ID.456abc' } },
        { text: 'lihat', attachments: [{ contentType: 'image/png' }] },
        { text: '', attachments: [{ contentType: 'application/pdf', filename: 'surat.pdf' }] },
      ]);
      const refs = gateway.of('message').flatMap(({ attachments }) => attachments.map(({ ref = '' }) => ref));
      expect(await first.adapter.media?.fetch(refs[0] ?? '', 1000)).toEqual({ bytes: PNG, contentType: 'image/png' });
      await expect(first.adapter.media?.fetch('unknown', 1000)).rejects.toMatchObject({ code: 'media-gone' });
    });

    it('takes free text in the window, reports sent, delivered and read, and marks as read', async () => {
      const { id } = await whatsapp.send(first.config, citizenMessage());
      const message = outbound(TO);
      const providerId = sentId(await first.adapter.sender?.send(message));
      await until('two statuses', () => gateway.of('receipt').length === 2);
      expect(await first.adapter.sender?.markRead?.(id)).toBe(true);
      expect(await first.adapter.sender?.markRead?.('wamid.other')).toBe(false);
      expect(log.get(id)?.seen).toBe(true);
      await whatsapp.send(first.config, citizenMessage({ text: 'terima kasih' }));
      await until('the third', () => gateway.of('receipt').length === 3);
      expect(gateway.of('receipt')).toMatchObject(
        (['sent', 'delivered', 'read'] as const).map((state) => ({
          state,
          providerId,
          reference: message.id,
          recipient: CITIZEN,
        })),
      );
    });

    it('outside the window takes a template only, whose button can be tapped, which opens it', async () => {
      expect(await first.adapter.sender?.send(outbound(TO))).toEqual({
        outcome: 'window-closed',
        code: 'meta:131047',
      });
      const sent = await first.adapter.sender?.send(outbound(TO, { windowOpen: false, text: 'Lampu sudah diganti.' }));
      expect(sent).toMatchObject({ outcome: 'sent', template: true });
      const template = log.get(sentId(sent));
      expect(template).toMatchObject({
        text: 'Kabar aduan Anda: Lampu sudah diganti. Balas pesan ini bila belum beres.',
        buttons: ['Baca lengkap'],
      });
      const tap = { quotes: template?.id ?? '', text: '' };
      expect(whatsapp.refuses(citizenMessage({ ...tap, button: 'Hapus' }))).toMatchObject({
        field: 'button',
        expected: 'one of Baca lengkap',
      });
      expect(whatsapp.refuses(citizenMessage({ ...tap, button: 'Baca lengkap' }))).toBeUndefined();
      expect(await first.adapter.sender?.send(outbound(TO))).toMatchObject({ outcome: 'window-closed' });
      await whatsapp.send(first.config, citizenMessage({ ...tap, button: 'Baca lengkap' }));
      expect(await first.adapter.sender?.send(outbound(TO))).toMatchObject({ outcome: 'sent' });
      window.close('10500001', CITIZEN);
      expect(await first.adapter.sender?.send(outbound(TO))).toMatchObject({ outcome: 'window-closed' });
    });

    it('refuses by a status what it took, where it is told to', async () => {
      await whatsapp.send(first.config, citizenMessage());
      far.faults.add({ kind: 'undelivered', code: 131047 });
      await first.adapter.sender?.send(outbound(TO));
      await until('the refusal', () => gateway.of('receipt').some(({ state }) => state === 'failed'));
      expect(gateway.of('receipt').at(-1)?.error).toMatchObject({ code: 'meta:131047', permanent: false });
    });

    const text = { messaging_product: 'whatsapp', to: '6281100000001', type: 'text', text: { body: 'x' } };
    it.each<[string, string, string | undefined, object, object]>([
      ['no token', '10500001', undefined, text, { status: 400, error: { code: 104, type: 'OAuthException' } }],
      ['a wrong token', '10500001', 'nobody', text, { status: 401, error: { code: 190, type: 'OAuthException' } }],
      ["another number's token", '10500001', 'token-two', text, { status: 400, error: { code: 100, error_subcode: 33, type: 'GraphMethodException' } }],
      ['an unknown number', '999', 'token-one', text, { status: 400, error: { code: 100, error_subcode: 33 } }],
      ['another product', '10500001', 'token-one', { ...text, messaging_product: 'fax' }, { status: 400, error: { code: 100 } }],
      ['no receiver', '10500001', 'token-one', { ...text, to: '' }, { status: 400, error: { code: 100 } }],
      ['a receiver that is none', '10500001', 'token-one', { ...text, to: 'Sari' }, { status: 400, error: { code: 131009 } }],
      ['oneself', '10500001', 'token-one', { ...text, to: '6281100000901' }, { status: 400, error: { code: 131021 } }],
      ['no text', '10500001', 'token-one', { ...text, text: {} }, { status: 400, error: { code: 131008 } }],
      ['a long text', '10500001', 'token-one', { ...text, text: { body: 'x'.repeat(4097) } }, { status: 400, error: { code: 100 } }],
      ['a fax', '10500001', 'token-one', { ...text, type: 'fax' }, { status: 400, error: { code: 131051 } }],
      ['outside the window', '10500001', 'token-one', text, { status: 400, error: { code: 131047, error_data: { messaging_product: 'whatsapp' } } }],
      ['an unknown template', '10500001', 'token-one', { ...text, type: 'template', template: { name: 'x', language: { code: 'id' } } }, { status: 404, error: { code: 132001 } }],
      ['too few parameters', '10500001', 'token-one', { ...text, type: 'template', template: { name: 'jawaban_aduan', language: { code: 'id' } } }, { status: 400, error: { code: 132000 } }],
      ['a line break in a parameter', '10500001', 'token-one', { ...text, type: 'template', template: { name: 'jawaban_aduan', language: { code: 'id' }, components: [{ type: 'body', parameters: [{ type: 'text', text: 'a\nb' }] }] } }, { status: 400, error: { code: 132012 } }],
    ])('refuses %s as Meta does', async (_name, id, token, body, refusal) => {
      expect(await post(`${id}/messages`, token, body)).toMatchObject(refusal);
      expect(log.all()).toHaveLength(0);
    }); // prettier-ignore

    it('is known by the probe, and a wrong token too', async () => {
      expect(await first.adapter.probe?.probe()).toMatchObject({ ok: true });
      const stranger = bind(cloudApiProvider, 'wa-x', {
        ...APP,
        apiBase: far.apiBase,
        phoneNumberId: '10500001',
        accessToken: 'nobody',
      });
      expect(await stranger.adapter.probe?.probe()).toMatchObject({ ok: false });
      await stranger.adapter.sender?.close?.();
    });

    it('can be forged, and is turned away', async () => {
      await whatsapp.send(first.config, citizenMessage());
      far.faults.add({ kind: 'wrong-signature' });
      const { answers } = await whatsapp.send(first.config, citizenMessage());
      expect(answers).toMatchObject([{ status: 403 }]);
      expect(gateway.refused).toEqual(['signature-mismatch']);
    });

    it('does not know what became of a send whose answer is lost, and is told by the statuses', async () => {
      await whatsapp.send(first.config, citizenMessage());
      far.faults.add({ kind: 'reset-after-accept' });
      const message = outbound(TO);
      expect(await first.adapter.sender?.send(message)).toMatchObject({ outcome: 'unknown' });
      await until('its status', () => gateway.of('receipt').length > 0);
      expect(gateway.of('receipt')[0]).toMatchObject({ reference: message.id });
    });
  });

  describe('Messenger', () => {
    const person = '50006281100000001';

    it('goes by the same address, with photos, places and quotes', async () => {
      const file = { filename: 'a.png', contentType: 'image/png', bytes: PNG };
      const location = { latitude: -3.4, longitude: 115.5 };
      const { id } = await messenger.send(
        page.config,
        citizenMessage({ media: [file, file], quotes: 'm_x', location }),
      );
      expect(gateway.events).toMatchObject([
        {
          channelId: 'wa-one',
          event: {
            externalId: id,
            from: { kind: 'messenger', value: person },
            to: ['10600001'],
            thread: { quotedId: 'm_x' },
            location,
          },
        },
      ]);
      const [message] = gateway.of('message');
      expect(message?.attachments).toHaveLength(2);
      const fetched = await page.adapter.media?.fetch(message?.attachments[1]?.ref ?? '', 1000);
      expect(fetched).toEqual({ bytes: PNG, contentType: 'image/png' });
      const stolen = (message?.attachments[0]?.ref ?? '').replace(/ext=\d/, 'ext=9');
      await expect(page.adapter.media?.fetch(stolen, 1000)).rejects.toMatchObject({ code: 'media-gone' });
    });

    it('answers who wrote, reports the delivery, and nobody else', async () => {
      await messenger.send(page.config, citizenMessage());
      const to = { kind: 'messenger', value: person } as const;
      const providerId = sentId(await page.adapter.sender?.send(outbound(to)));
      await until('the delivery', () => gateway.of('receipt').length === 1);
      expect(gateway.of('receipt')).toMatchObject([{ state: 'delivered', providerId }]);
      const never = { kind: 'messenger', value: '50006281100000077' } as const;
      expect(await page.adapter.sender?.send(outbound(never))).toMatchObject({
        outcome: 'window-closed',
        code: 'meta:10',
      });
      const nobody = { kind: 'messenger', value: '777777' } as const;
      expect(await page.adapter.sender?.send(outbound(nobody))).toMatchObject({ outcome: 'rejected' });
      expect(await page.adapter.sender?.send(outbound(to, { text: 'x'.repeat(2001) }))).toMatchObject({
        outcome: 'rejected',
        reason: 'the text is too long',
      });
    });
  });
});
