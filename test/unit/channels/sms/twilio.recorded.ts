import type { InboundEvent, MessageEvent } from '../../../../src/messaging/inbound-event.js';

export const SID = (suffix: string): string => `SM${suffix.padStart(32, '0')}`;
const MEDIA = (message: string, media: string): string =>
  `https://api.twilio.com/2010-04-01/Accounts/AC5a4db0c05a4db0c05a4db0c05a4db0c0/Messages/MM${message.padStart(32, '0')}/Media/ME${media.padStart(32, '0')}`;

function message(suffix: string, text: string, over: Partial<MessageEvent> = {}): MessageEvent {
  return {
    type: 'message',
    externalId: SID(suffix),
    from: { kind: 'phone', value: '+6281100000001' },
    to: ['1708'],
    text,
    attachments: [],
    thread: {},
    nature: 'person',
    ...over,
  };
}

const FROM = { kind: 'phone', value: '+6281100000001' } as const;
const LONG_TEXT = `TANAHBUMBU ${'Lampu jalan di depan sekolah padam sejak hari Senin dan anak-anak pulang mengaji dalam gelap. '.repeat(4)}Mohon diperbaiki.`;

/** The fixtures of test/fixtures/twilio and exactly what they must become. */
export const RECORDED: readonly { name: string; events: readonly InboundEvent[] }[] = [
  { name: 'message-plain', events: [message('101', 'TANAHBUMBU jalan berlubang di Kusan Hilir dekat pasar')] },
  { name: 'message-multipart-concatenated', events: [message('102', LONG_TEXT)] },
  {
    name: 'message-unicode-emoji',
    events: [message('103', 'BADUNG banjir di jalan raya 🌊 tolong “segera” — terima kasih')],
  },
  {
    name: 'message-photo-without-text',
    events: [
      message('104', '', {
        externalId: `MM${'104'.padStart(32, '0')}`,
        attachments: [{ contentType: 'image/jpeg', inline: false, ref: MEDIA('104', '1') }],
      }),
    ],
  },
  {
    name: 'message-two-photos',
    events: [
      message('105', 'TANAHBUMBU sampah menumpuk', {
        externalId: `MM${'105'.padStart(32, '0')}`,
        attachments: [
          { contentType: 'image/jpeg', inline: false, ref: MEDIA('105', '2') },
          { contentType: 'video/3gpp', inline: false, ref: MEDIA('105', '3') },
        ],
      }),
    ],
  },
  {
    name: 'message-from-short-code',
    events: [
      message('106', 'Sisa pulsa Anda Rp1.250', { from: { kind: 'phone', value: '858' }, nature: 'auto-reply' }),
    ],
  },
  {
    name: 'message-from-alphanumeric',
    events: [
      message('107', 'Promo akhir pekan', { from: { kind: 'phone', value: 'BANKDAERAH' }, nature: 'auto-reply' }),
    ],
  },
  { name: 'opt-out-advanced', events: [{ type: 'opt-out', from: FROM, externalId: SID('108') }] },
  { name: 'opt-in-advanced', events: [{ type: 'opt-in', from: FROM, externalId: SID('109') }] },
  { name: 'help-advanced', events: [{ type: 'ignored', externalId: SID('10a'), reason: 'help-answered-by-twilio' }] },
  { name: 'opt-out-keyword-berhenti', events: [{ type: 'opt-out', from: FROM, externalId: SID('10b') }] },
  { name: 'message-that-mentions-stop', events: [message('10c', 'TANAHBUMBU mohon stop pembuangan limbah di sungai')] },
  {
    name: 'status-queued',
    events: [{ type: 'ignored', externalId: `status:${SID('201')}:queued`, reason: 'status-queued' }],
  },
  { name: 'status-sent', events: [{ type: 'receipt', providerId: SID('201'), state: 'sent', recipient: FROM.value }] },
  {
    name: 'status-delivered',
    events: [{ type: 'receipt', providerId: SID('201'), state: 'delivered', recipient: FROM.value }],
  },
  { name: 'status-read', events: [{ type: 'receipt', providerId: SID('201'), state: 'read', recipient: FROM.value }] },
  {
    name: 'status-undelivered-30003',
    events: [
      {
        type: 'receipt',
        providerId: SID('202'),
        state: 'failed',
        recipient: FROM.value,
        error: { code: 'twilio:30003', permanent: false },
      },
    ],
  },
  {
    name: 'status-failed-30005',
    events: [
      {
        type: 'receipt',
        providerId: SID('203'),
        state: 'failed',
        recipient: FROM.value,
        error: { code: 'twilio:30005', permanent: true },
      },
    ],
  },
  {
    name: 'status-canceled',
    events: [
      {
        type: 'receipt',
        providerId: SID('204'),
        state: 'failed',
        recipient: FROM.value,
        error: { code: 'twilio:canceled', permanent: true },
      },
    ],
  },
];
