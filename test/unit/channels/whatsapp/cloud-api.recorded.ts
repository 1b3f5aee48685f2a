import type { InboundEvent, MessageEvent } from '../../../../src/messaging/inbound-event.js';

export const wamid = (number: string): string => `wamid.HBgNNjI4MTEwMDAwMDAwMRUCABIYFDNB${number}AA==`;
const WAYAN = { kind: 'whatsapp', value: '+6281100000001', name: 'Wayan Contoh' } as const;
/** The digest in the fixtures, which Meta writes in Base64. */
const SHA256 = '269f12c7a56dd6570a674bf81b76c7e65e65d30ee841d25fd9fd66d6ede6d9a1';

export function message(number: string, text: string, over: Partial<MessageEvent> = {}): MessageEvent {
  return {
    type: 'message',
    externalId: wamid(number),
    from: WAYAN,
    to: ['+628123866945'],
    sentAt: '2026-11-21T08:00:00.000Z',
    text,
    attachments: [],
    thread: {},
    nature: 'person',
    ...over,
  };
}

const file = (ref: string, contentType: string, filename?: string): MessageEvent['attachments'] => [
  { ...(filename === undefined ? {} : { filename }), contentType, sha256: SHA256, inline: false, ref },
];
const ignored = (externalId: string, reason: string): InboundEvent => ({ type: 'ignored', externalId, reason });
const receipt = (
  number: string,
  state: 'sent' | 'delivered' | 'read' | 'failed',
): InboundEvent & { type: 'receipt' } => ({
  type: 'receipt',
  providerId: wamid(number),
  state,
  recipient: '+6281100000001',
  at: '2026-11-21T08:01:00.000Z',
});

/** The WhatsApp fixtures of test/fixtures/meta and exactly what they must become. */
export const RECORDED: readonly { name: string; events: readonly InboundEvent[] }[] = [
  { name: 'text', events: [message('101', 'Lampu jalan di Jl. Merdeka mati sejak Senin, mohon diperbaiki 🙏')] },
  {
    name: 'text-user-without-number',
    events: [
      message('102', 'Sampah menumpuk di Pasar Kidul', {
        from: { kind: 'whatsapp', value: 'ID.4566546130240823', name: 'Made Contoh' },
      }),
    ],
  },
  {
    name: 'text-quoting-our-message',
    events: [message('103', 'Belum, masih mati', { thread: { quotedId: wamid('901') } })],
  },
  { name: 'text-from-an-advertisement', events: [message('104', 'Halo, saya mau melapor')] },
  { name: 'text-stop', events: [{ type: 'opt-out', from: WAYAN, externalId: wamid('105') }] },
  {
    name: 'image-with-caption',
    events: [message('106', 'Jalan berlubang di depan SD 1', { attachments: file('1003383421387256', 'image/jpeg') })],
  },
  { name: 'video', events: [message('107', '', { attachments: file('1003383421387257', 'video/mp4') })] },
  { name: 'voice-message', events: [message('108', '', { attachments: file('1003383421387258', 'audio/ogg') })] },
  { name: 'audio-file', events: [message('109', '', { attachments: file('1003383421387259', 'audio/mpeg') })] },
  {
    name: 'document-with-caption',
    events: [
      message('110', 'Surat kami', {
        attachments: file('1003383421387260', 'application/pdf', 'Surat pengaduan.pdf'),
      }),
    ],
  },
  { name: 'sticker', events: [message('111', '', { attachments: file('1003383421387261', 'image/webp') })] },
  {
    name: 'location-with-name',
    events: [
      message('112', '', {
        location: {
          latitude: -8.454303,
          longitude: 115.354781,
          name: 'Pasar Kidul',
          address: 'Jl. Kusumayudha, Bangli',
        },
      }),
    ],
  },
  { name: 'contacts', events: [message('113', 'Ketut Contoh, Banjar Contoh, +62 811-0000-002, ketut@example.id')] },
  {
    name: 'button-of-a-template',
    events: [message('114', 'Baca jawaban', { thread: { quotedId: wamid('902') }, tapped: true })],
  },
  {
    name: 'interactive-button-reply',
    events: [message('115', 'Sudah', { thread: { quotedId: wamid('903') }, tapped: true })],
  },
  {
    name: 'interactive-list-reply',
    events: [message('116', 'Jalan rusak', { thread: { quotedId: wamid('904') }, tapped: true })],
  },
  {
    name: 'interactive-flow-reply',
    events: [
      message('117', 'lokasi: Desa Contoh\nisi: Pohon tumbang\njumlah: 2', { thread: { quotedId: wamid('905') } }),
    ],
  },
  { name: 'reaction', events: [ignored(wamid('118'), 'reaction')] },
  { name: 'order-without-words', events: [ignored(wamid('119'), 'order')] },
  { name: 'order-with-words', events: [message('120', 'Maaf salah pencet, saya mau lapor banjir')] },
  { name: 'system-number-changed', events: [ignored(wamid('121'), 'system-user-changed-number')] },
  { name: 'unsupported-poll', events: [ignored(wamid('122'), 'unsupported-poll-creation')] },
  { name: 'group-message', events: [ignored(wamid('123'), 'group-message')] },
  {
    name: 'status-sent-with-our-reference',
    events: [{ ...receipt('801', 'sent'), reference: '01990000-0000-7000-8000-000000000001' }],
  },
  { name: 'status-delivered', events: [receipt('801', 'delivered')] },
  { name: 'status-read', events: [receipt('801', 'read')] },
  {
    name: 'status-failed-131047-window',
    events: [
      {
        ...receipt('802', 'failed'),
        error: { code: 'meta:131047', text: 'more than 24 hours since the citizen wrote', permanent: false },
      },
    ],
  },
  {
    name: 'status-failed-131026-user-without-number',
    events: [
      {
        ...receipt('803', 'failed'),
        recipient: 'ID.4566546130240823',
        error: {
          code: 'meta:131026',
          text: 'undeliverable: no WhatsApp at this number, an old version, or terms not accepted',
          permanent: true,
        },
      },
    ],
  },
  {
    name: 'status-failed-code-of-tomorrow',
    events: [{ ...receipt('804', 'failed'), error: { code: 'meta:139999', text: 'Cannot reach …', permanent: false } }],
  },
  { name: 'status-played', events: [ignored(`status:${wamid('805')}:status-played`, 'status-played')] },
  {
    name: 'batch',
    events: [
      message('131', 'Pak'),
      message('132', '', { attachments: file('1003383421387270', 'image/jpeg') }),
      receipt('806', 'delivered'),
      receipt('807', 'read'),
      message('133', 'di depan SD'),
    ],
  },
  { name: 'batch-with-one-bad', events: [message('134', 'Baik'), { type: 'ignored', reason: 'malformed-item' }] },
  {
    name: 'two-numbers',
    events: [
      message('141', 'Untuk Bangli'),
      message('142', 'Untuk Kubu Raya', { to: ['+6281237880420'] }),
      receipt('808', 'delivered'),
    ],
  },
];
