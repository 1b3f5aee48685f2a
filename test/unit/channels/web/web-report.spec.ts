import { parseWebReport, webReportBytes } from '../../../../src/channels/web/web-report.js';
import type { WebReport } from '../../../../src/channels/web/web-report.js';
import { WebFormSettings, webProvider } from '../../../../src/channels/web/web.provider.js';

const REPORT: WebReport = {
  version: 1,
  nonce: 'abc',
  tenant: 'badung',
  submittedAt: '2026-11-23T02:00:00.000Z',
  text: 'Lampu mati',
  identity: 'named',
  reporterName: 'Siti Contoh',
  contact: { kind: 'phone', value: '+6281100000001' },
  replyBy: 'sms',
  villageCode: '5103012001',
  location: { latitude: -8.5, longitude: 115.1 },
  photos: [{ ref: 'f1', sha256: 'ab', size: 3, contentType: 'image/png', filename: 'a.png' }],
};

describe('parseWebReport', () => {
  it('makes the message', () => {
    expect(parseWebReport(webReportBytes(REPORT))).toEqual({
      type: 'message',
      externalId: 'abc',
      from: { kind: 'phone', value: '+6281100000001', name: 'Siti Contoh' },
      to: ['badung'],
      sentAt: '2026-11-23T02:00:00.000Z',
      text: 'Lampu mati',
      attachments: [
        { ref: 'f1', sha256: 'ab', size: 3, contentType: 'image/png', filename: 'a.png', inline: false, stored: true },
      ],
      location: { latitude: -8.5, longitude: 115.1 },
      thread: {},
      nature: 'person',
      form: {
        tenant: 'badung',
        anonymous: false,
        confidential: false,
        villageCode: '5103012001',
        reporterName: 'Siti Contoh',
        replyBy: 'sms',
        replyTo: { kind: 'phone', value: '+6281100000001' },
      },
    });
  });

  it('has no sender for a report without a name, even where the bytes hold one', () => {
    const event = parseWebReport(webReportBytes({ ...REPORT, identity: 'anonymous', replyBy: 'page' }));
    expect(event.from).toBeNull();
    expect(JSON.stringify(event)).not.toMatch(/Siti|8110/);
  });

  it('marks a confidential report, and keeps a contact that is not for answers out of replyTo', () => {
    const event = parseWebReport(webReportBytes({ ...REPORT, identity: 'confidential', replyBy: 'page' }));
    expect(event.form).toMatchObject({ confidential: true, anonymous: false, replyBy: 'page' });
    expect(event.form).not.toHaveProperty('replyTo');
    expect(event.from).toMatchObject({ value: '+6281100000001' });
  });

  it('gives equal bytes for equal reports, whatever the order of their keys', () => {
    const { nonce, ...rest } = REPORT;
    expect(webReportBytes({ ...rest, nonce })).toEqual(webReportBytes(REPORT));
  });

  it.each<[string, object, string]>([
    ['version', { version: 2 }, 'version'],
    ['text', { text: '' }, 'text'],
    ['nonce', { nonce: undefined }, 'nonce'],
    ['identity', { identity: 'king' }, 'identity'],
    ['reply way', { replyBy: 'pigeon' }, 'replyBy'],
    ['address for the reply', { contact: undefined }, 'contact'],
    ['address kind', { contact: { kind: 'fax', value: '1' } }, 'contact.kind'],
    ['photos', { photos: {} }, 'photos'],
    ['photo size', { photos: [{ ...REPORT.photos[0], size: -1 }] }, 'photos[0].size'],
    ['latitude', { location: { latitude: 91, longitude: 0 } }, 'location.latitude'],
  ])('names what is wrong: %s', (_name, change, field) => {
    const bytes = webReportBytes({ ...REPORT, ...change });
    expect(() => parseWebReport(bytes)).toThrow(expect.objectContaining({ code: 'malformed-payload', field }) as Error);
  });

  it.each(['', '{', 'null', '[]', '"x"'])('refuses %j', (body) => {
    expect(() => parseWebReport(Buffer.from(body))).toThrow(expect.objectContaining({ field: 'body' }) as Error);
  });
});

describe('webProvider', () => {
  it('publishes on the tracking page: sent and delivered at once, once each', async () => {
    const { sender, webhook } = webProvider.create({ id: 'web-badung', settings: new WebFormSettings() });
    expect(webhook).toBeUndefined();
    const message = {
      id: 'm1',
      channelId: 'web-badung',
      to: { kind: 'phone', value: '+6281100000001' },
      text: 'Sudah',
      purpose: 'answer',
      createdAt: '2026-11-23T02:00:00Z',
    } as const;
    expect(await sender?.send(message)).toEqual({ outcome: 'sent', providerId: 'page:m1', delivered: true });
    expect(sender?.capabilities.segmented).toBe(false);
  });
});
