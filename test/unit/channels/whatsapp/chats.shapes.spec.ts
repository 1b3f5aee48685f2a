import fc from 'fast-check';
import { parseMeta } from '../../../../src/channels/whatsapp/meta/meta.parse.js';
import { parseTelegram } from '../../../../src/channels/whatsapp/telegram/telegram.parse.js';
import { MalformedPayloadError } from '../../../../src/messaging/errors.js';
import type { InboundEvent } from '../../../../src/messaging/inbound-event.js';
import { pageBody, telegramUpdate } from './shapes.js';

type Message = Partial<Extract<InboundEvent, { type: 'message' }>>;
const telegram = (message: object, field?: string): InboundEvent => parseTelegram(telegramUpdate(message, field), []);
const page = (item: object): InboundEvent | undefined => parseMeta(pageBody(item)).flatMap(({ events }) => events)[0];
const shared = (attachment: object, text?: string): object => ({
  message: { mid: 'm_1', ...(text === undefined ? {} : { text }), attachments: [attachment] },
});
const WORD = 'PenandaAduan';

describe("Telegram's messages", () => {
  it.each<[string, object, Message]>([
    [
      'a quiz',
      {
        poll: {
          question: 'Jalan mana?',
          type: 'quiz',
          options: [{ text: 'A' }, { text: 'B' }],
          explanation: 'Lihat foto',
        },
      },
      { text: 'Jalan mana?\n- A\n- B\nLihat foto' },
    ],
    ['a checklist', { checklist: { title: 'Rusak', tasks: [{ id: 1, text: 'Lampu' }] } }, { text: 'Rusak\n- Lampu' }],
    ['a game', { game: { title: 'Kota', description: 'Bangun kota' } }, { text: 'Kota\nBangun kota' }],
    [
      'a hidden link',
      { text: 'di sini', entities: [{ type: 'text_link', offset: 0, length: 7, url: 'https://maps.example.id/x' }] },
      { text: 'di sini\nhttps://maps.example.id/x' },
    ],
    [
      'paid photos with a caption',
      {
        caption: 'Lubang',
        paid_media: { star_count: 1, paid_media: [{ type: 'photo', photo: [{ file_id: 'F1' }] }, { type: 'preview' }] },
      },
      { text: 'Lubang', attachments: [{ contentType: 'image/jpeg', inline: false, ref: 'F1' }] },
    ],
    [
      'paid media that shows nothing, with a caption',
      { caption: 'Lubang', paid_media: { star_count: 1, paid_media: [{ type: 'preview' }] } },
      { text: 'Lubang', attachments: [] },
    ],
    [
      'a live photo',
      { live_photo: { file_id: 'L1', mime_type: 'video/mp4' }, caption: 'Banjir' },
      { text: 'Banjir', attachments: [{ contentType: 'video/mp4', inline: false, ref: 'L1' }] },
    ],
    [
      'a formatted message',
      {
        rich_message: {
          blocks: [
            { type: 'heading', size: 1, text: 'Jalan rusak' },
            {
              type: 'paragraph',
              text: [
                'Di ',
                { type: 'bold', text: 'Desa Contoh' },
                { type: 'url', text: ' (peta)', url: 'https://m.example.id' },
              ],
            },
            { type: 'list', items: [{ label: '1.', blocks: [{ type: 'paragraph', text: 'Lubang' }] }] },
            { type: 'table', cells: [[{ text: 'RT 1' }, { text: 'RT 2' }]] },
          ],
        },
      },
      { text: 'Jalan rusak\nDi Desa Contoh (peta) (https://m.example.id)\n1.\nLubang\nRT 1\nRT 2' },
    ],
    [
      'a quote of another chat',
      { text: 'Ini juga rusak', quote: { text: 'Jalan A\nJalan B', position: 0 }, external_reply: { message_id: 3 } },
      { text: 'Ini juga rusak', fullText: '> Jalan A\n> Jalan B\nIni juga rusak' },
    ],
    ['words behind /start', { text: '/start Jalan rusak' }, { text: 'Jalan rusak', fullText: '/start Jalan rusak' }],
    ['the word of a link behind /start', { text: '/start poster_1' }, { text: 'BANTUAN', fullText: '/start poster_1' }],
    [
      'a person whom only the chat names',
      { from: undefined, text: 'Halo' },
      { from: { kind: 'telegram', value: '810000001', name: 'Nyoman' } },
    ],
    [
      'a venue without figures',
      { venue: { title: 'Pasar', address: 'Jl. Raya', location: {} } },
      { text: 'Pasar\nJl. Raya' },
    ],
  ])('%s', (_name, message, expected) => {
    expect(telegram(message)).toMatchObject({ type: 'message', ...expected });
  });

  it.each([
    [{ dice: { emoji: '🎲', value: 4 } }, 'type-dice'],
    [{ story: { id: 1 } }, 'type-story'],
    [{ pinned_message: { message_id: 1, text: 'x' } }, 'service-message'],
    [{ checklist: { title: ' ', tasks: [] } }, 'type-checklist'],
  ])('says why it ignores %j', (message, reason) => {
    expect(telegram(message)).toEqual({ type: 'ignored', externalId: '810000001:7', reason });
  });

  it.each(['channel_post', 'business_message', 'edited_business_message', 'guest_message'])('ignores a %s', (field) => {
    const reason = `update-${field.replaceAll('_', '-')}`;
    expect(telegram({ text: 'Halo' }, field)).toEqual({ type: 'ignored', externalId: 'update:700000001', reason });
  });

  it('fail as malformed only, whatever is in them, and keep a word wherever it stands', () => {
    const kinds = fc.constantFrom(
      'poll',
      'checklist',
      'rich_message',
      'paid_media',
      'photo',
      'venue',
      'entities',
      'quote',
      'from',
      'chat',
    );
    fc.assert(
      fc.property(kinds, fc.jsonValue({ maxDepth: 5 }), (kind, junk) => {
        try {
          telegram({ [kind]: junk, ...(kind === 'entities' ? { text: 'a' } : {}) });
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedPayloadError);
        }
      }),
    );
    const places = fc.constantFrom<(text: string) => object>(
      (text) => ({ text: `a${text}` }),
      (text) => ({ caption: text, audio: { file_id: 'A' } }),
      (text) => ({ poll: { question: '?', options: [{ text }] } }),
      (text) => ({ checklist: { title: '', tasks: [{ text }] } }),
      (text) => ({
        rich_message: { blocks: [{ type: 'details', summary: '', blocks: [{ type: 'pre', text: [{ text }] }] }] },
      }),
      (text) => ({ contact: { first_name: text } }),
    );
    fc.assert(
      fc.property(places, fc.string(), (place, more) => {
        expect(telegram(place(`${WORD}${more}`))).toMatchObject({ text: expect.stringContaining(WORD) as string });
      }),
    );
  });
});

describe("Messenger's events", () => {
  it.each<[string, object, Message]>([
    [
      'a card',
      shared({
        type: 'template',
        payload: { template_type: 'generic', elements: [{ title: 'Banjir', subtitle: 'Desa Contoh' }] },
      }),
      { text: 'Banjir\nDesa Contoh' },
    ],
    [
      'a card of buttons',
      shared({ type: 'template', payload: { template_type: 'button', text: 'Pilih satu' } }),
      { text: 'Pilih satu' },
    ],
    [
      'a product',
      shared({ type: 'template', payload: { product: { elements: [{ id: '1', title: 'Kursi' }] } } }, 'Ini rusak'),
      { text: 'Ini rusak\nKursi' },
    ],
    [
      'a reel with its title',
      shared({ type: 'reel', payload: { url: 'https://video.xx.fbcdn.net/a.mp4', title: 'Banjir bandang' } }),
      {
        text: 'Banjir bandang',
        attachments: [{ contentType: 'video/mp4', inline: false, ref: 'https://video.xx.fbcdn.net/a.mp4' }],
      },
    ],
    ['a place without figures', shared({ type: 'location', title: 'Pasar Kidul' }), { text: 'Pasar Kidul' }],
    [
      'a button below the text',
      { message: { mid: 'm_1', text: 'Sudah beres', quick_reply: { payload: 'SUDAH' } } },
      { text: 'Sudah beres', tapped: true },
    ],
    [
      "a card's button",
      { postback: { mid: 'm_1', title: 'Lihat jawaban', payload: 'X' } },
      { text: 'Lihat jawaban', tapped: true },
    ],
    [
      'a link that the text repeats',
      shared({ type: 'fallback', title: 'Banjir', url: 'https://a.example.id' }, 'Banjir https://a.example.id'),
      { text: 'Banjir https://a.example.id' },
    ],
  ])('%s', (_name, item, expected) => {
    expect(page(item)).toMatchObject({ type: 'message', ...expected });
  });

  it.each([
    [{ optin: { type: 'notification_messages', title: 'Kabar' } }, 'optin'],
    [{ messaging_feedback: { feedback_screens: [] } }, 'messaging-feedback'],
    [{ referral: { ref: 'poster', source: 'SHORTLINK' } }, 'referral'],
    [{ something: {} }, 'event-unknown'],
  ])('says why it ignores %j', (item, reason) => {
    expect(page(item)).toEqual({ type: 'ignored', reason });
  });

  it('fail as malformed only, whatever is in them', () => {
    const kinds = fc.constantFrom('message', 'postback', 'message_edit', 'delivery', 'read', 'sender', 'recipient');
    fc.assert(
      fc.property(kinds, fc.jsonValue({ maxDepth: 4 }), fc.jsonValue({ maxDepth: 4 }), (kind, junk, attachment) => {
        for (const item of [{ [kind]: junk }, shared(attachment as object, 'a')]) {
          try {
            page(item);
          } catch (error) {
            expect(error).toBeInstanceOf(MalformedPayloadError);
          }
        }
      }),
    );
  });
});
