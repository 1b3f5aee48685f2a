import { citizenAddress } from '../../../src/sandbox/citizen-address.js';
import { readCitizenRequest } from '../../../src/sandbox/citizen-request.js';
import type { Carries, CitizenMessage } from '../../../src/sandbox/stand-in.js';
import type { ChannelConfig } from '../../../src/settings/gateway-config.js';

const channel = (id: string, provider: string): ChannelConfig => ({
  id,
  kind: 'sms',
  provider,
  enabled: true,
  address: '1708',
  settings: {},
});
const channels = [
  channel('sms-1708', 'twilio'),
  channel('sms-http', 'http'),
  channel('sms-off', 'smpp'),
  channel('wa-x', 'cloud-api'),
  channel('email-x', 'imap'),
];
const CARRIES: Record<string, Carries> = {
  twilio: { address: 'phone', longestText: 1600, parts: [], files: { most: 2, bytes: 1000 } },
  http: { address: 'phone', longestText: 1600, parts: [] },
  'cloud-api': { address: 'whatsapp', longestText: 4096, parts: ['quotes', 'button', 'location'] },
  imap: { address: 'mailbox', longestText: 100_000, parts: ['subject', 'inReplyTo'] },
};
const phone = {
  channel: (id: string) => channels.find((each) => each.id === id),
  carries: ({ provider }: ChannelConfig) => CARRIES[provider],
  refuses: (_channel: ChannelConfig, { quotes }: CitizenMessage) =>
    quotes === 'elsewhere' ? { field: 'quotes', expected: 'a message of this chat' } : undefined,
  problem: ({ id }: ChannelConfig) => (id === 'sms-off' ? 'the channel is disabled' : undefined),
};
const good = { channelId: 'sms-1708', from: '+6281100000001', text: 'TANAHBUMBU lampu mati' };

describe('a request to the sandbox', () => {
  it('reads a message', () => {
    expect(readCitizenRequest(good, phone)).toEqual({
      ok: true,
      channel: channels[0],
      message: { from: '+6281100000001', text: 'TANAHBUMBU lampu mati', media: [], times: 1 },
    });
  });

  it('decodes attachments', () => {
    const attachments = [{ filename: 'a.png', contentType: 'image/png', base64: 'cG5n' }];
    const request = readCitizenRequest({ ...good, text: '', attachments }, phone);
    expect(request).toMatchObject({
      ok: true,
      message: { media: [{ filename: 'a.png', contentType: 'image/png', bytes: Buffer.from('png') }] },
    });
  });

  it.each<[string, object, string[]]>([
    ['an unknown channel', { channelId: 'sms-9999' }, ['channelId']],
    ['a disabled channel', { channelId: 'sms-off' }, ['channelId']],
    ['a name for a number', { from: 'Sari' }, ['from']],
    ['no number', { from: undefined }, ['from']],
    ['an empty text', { text: '' }, ['text']],
    ['a long text', { text: 'x'.repeat(1601) }, ['text']],
    ['a number for a text', { text: 5 }, ['text']],
    ['a subject on an SMS', { subject: 'Halo' }, ['subject']],
    [
      'base64 that is none',
      { attachments: [{ filename: 'a', contentType: 'image/png', base64: 'a-b' }] },
      ['attachments[0].base64'],
    ],
    ['a file without type', { attachments: [{ filename: 'a', base64: 'cG5n' }] }, ['attachments[0].contentType']],
    [
      'a file by an aggregator',
      { channelId: 'sms-http', attachments: [{ filename: 'a', contentType: 'image/png', base64: 'cG5n' }] },
      ['attachments'],
    ],
    [
      'too many bytes',
      { attachments: [{ filename: 'a', contentType: 'image/png', base64: 'A'.repeat(2000) }] },
      ['attachments'],
    ],
    [
      'too many files',
      { attachments: Array(3).fill({ filename: 'a', contentType: 'image/png', base64: 'cG5n' }) },
      ['attachments'],
    ],
    ['a quote on an SMS', { quotes: 'SM1' }, ['quotes']],
    ['a number for a quote', { channelId: 'wa-x', quotes: 5 }, ['quotes']],
    ['what the telephone would not send', { channelId: 'wa-x', quotes: 'elsewhere' }, ['quotes']],
    ['a mail to a number', { channelId: 'email-x' }, ['from']],
    ['a place without length', { channelId: 'wa-x', location: { latitude: 1 } }, ['location']],
    ['a place beyond the pole', { channelId: 'wa-x', location: { latitude: 91, longitude: 1 } }, ['location']],
    ['a tap on nothing', { channelId: 'wa-x', button: 'Baca' }, ['quotes']],
    ['too many repeats', { times: 21 }, ['times']],
    ['everything at once', { channelId: 'x', from: 'y', text: '', times: 0 }, ['channelId', 'from', 'text', 'times']],
  ])('refuses %s', (_name, change, fields) => {
    const request = readCitizenRequest({ ...good, ...change }, phone);
    expect(request.ok ? [] : request.errors.map(({ field }) => field)).toEqual(fields);
  });

  it('takes any body where it is raw', () => {
    expect(readCitizenRequest({ channelId: 'sms-1708', from: '+6281100000001', raw: 'Body=%00' }, phone)).toMatchObject(
      { ok: true, message: { raw: 'Body=%00', text: '' } },
    );
  });

  it('reads what the channel carries besides text', () => {
    const location = { latitude: -3.45, longitude: 115.5, name: 'Pasar' };
    const wa = { channelId: 'wa-x', from: 'ID.456abc' };
    expect(readCitizenRequest({ ...wa, location }, phone)).toMatchObject({
      ok: true,
      message: { from: 'ID.456abc', text: '', location },
    });
    expect(readCitizenRequest({ ...wa, quotes: 'wamid.1', button: 'Baca jawaban' }, phone)).toMatchObject({
      ok: true,
      message: { text: '', quotes: 'wamid.1', button: 'Baca jawaban' },
    });
    const mail = { channelId: 'email-x', from: 'Sari@Warga.example', subject: 'Jalan', inReplyTo: '<a@b>' };
    expect(readCitizenRequest(mail, phone)).toMatchObject({
      ok: true,
      message: { from: 'sari@warga.example', text: '', subject: 'Jalan', inReplyTo: '<a@b>' },
    });
  });

  it.each(['+6281100000001', ' 6281100000001', '0811-0000-0001', '081100000001'])('reads the number %p', (written) => {
    expect(citizenAddress(written)).toBe('+6281100000001');
  });
});
