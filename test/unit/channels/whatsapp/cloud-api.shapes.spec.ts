import fc from 'fast-check';
import { parseMeta } from '../../../../src/channels/whatsapp/meta/meta.parse.js';
import { MalformedPayloadError } from '../../../../src/messaging/errors.js';
import type { InboundEvent } from '../../../../src/messaging/inbound-event.js';
import { changeBody, whatsappBody } from './shapes.js';

const read = (body: Buffer): InboundEvent[] => parseMeta(body).flatMap(({ events }) => events);
const one = (message: object, contact?: object): InboundEvent | undefined => read(whatsappBody(message, contact))[0];
const MEDIA = { id: '1003383421387256', mime_type: 'image/jpeg' };
const flow = (answer: unknown): object => ({
  type: 'interactive',
  interactive: { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json: answer } },
});

describe('a WhatsApp message of the Cloud API', () => {
  it.each<[string, object, Partial<Extract<InboundEvent, { type: 'message' }>>]>([
    [
      'an edit',
      {
        type: 'edit',
        edit: { original_message_id: 'wamid.OLD', message: { type: 'text', text: { body: 'RT 2, bukan RT 3' } } },
      },
      { externalId: 'wamid.A1', text: 'RT 2, bukan RT 3', thread: { quotedId: 'wamid.OLD' } },
    ],
    [
      'an edit under the name of what it changes',
      {
        type: 'edit',
        edit: { original_message_id: 'wamid.A1', message: { type: 'image', image: { ...MEDIA, caption: 'Got' } } },
      },
      { externalId: 'wamid.A1:edit:1795248000', text: 'Got', thread: { quotedId: 'wamid.A1' } },
    ],
    ['a kind of tomorrow', { type: 'hologram', hologram: { caption: 'Banjir' } }, { text: 'Banjir' }],
    ['a text without its kind', { text: { body: 'Banjir' } }, { text: 'Banjir' }],
    [
      'an unknown one with words',
      { type: 'unknown', errors: [{ code: 131051 }], text: { body: 'Banjir' } },
      { text: 'Banjir' },
    ],
    [
      'a file of tomorrow',
      { type: 'video_note', video_note: { id: '77', mime_type: 'video/mp4' } },
      { text: '', attachments: [{ contentType: 'video/mp4', inline: false, ref: '77' }] },
    ],
    [
      'a caption whose file is gone',
      { type: 'image', image: { caption: 'Lubang', mime_type: 'image/jpeg' } },
      { text: 'Lubang', attachments: [{ contentType: 'image/jpeg', inline: false }] },
    ],
    [
      'a place without figures',
      { type: 'location', location: { name: 'Pasar Kidul', address: 'Bangli' } },
      { text: 'Pasar Kidul\nBangli' },
    ],
    [
      'a button without words',
      { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: 'sudah', title: '' } } },
      { text: 'sudah', tapped: true },
    ],
    [
      'a choice that does not say its kind',
      {
        type: 'interactive',
        interactive: { list_reply: { id: '1', title: 'Jalan rusak', description: 'dan jembatan' } },
      },
      { text: 'Jalan rusak', tapped: true },
    ],
    [
      'an address form',
      flow(JSON.stringify({ saved_address_id: 'a1', values: { name: 'Made', address: 'Jl. Contoh 1' } })),
      { text: 'name: Made\naddress: Jl. Contoh 1' },
    ],
    [
      'a flow with photos, choices and its own name',
      flow(
        JSON.stringify({
          flow_token: 'rahasia',
          wa_flow_response_params: { title: 'Lapor' },
          jenis: ['jalan', 'lampu'],
          catatan: null,
          foto: [{ id: '88', mime_type: 'image/png', file_name: 'a.png' }],
        }),
      ),
      {
        text: 'jenis: jalan, lampu',
        attachments: [{ filename: 'a.png', contentType: 'image/png', inline: false, ref: '88' }],
      },
    ],
    ['a flow as an object', flow({ isi: 'Banjir' }), { text: 'isi: Banjir' }],
    [
      'a card with everything',
      {
        type: 'contacts',
        contacts: [
          {
            name: { first_name: 'Ketut', last_name: 'Contoh' },
            org: { company: 'Desa Contoh', department: 'Umum', title: 'Perbekel' },
            phones: [{ wa_id: '628110000002' }],
            addresses: [{ street: 'Jl. Contoh 1', city: 'Bangli' }],
            urls: [{ url: 'https://desa.example.id' }],
          },
        ],
      },
      { text: 'Ketut Contoh, Perbekel, Umum, Desa Contoh, 628110000002, Jl. Contoh 1 Bangli, https://desa.example.id' },
    ],
  ])('%s', (_name, message, expected) => {
    expect(one(message)).toMatchObject({ type: 'message', ...expected });
  });

  it.each([
    ['one taken back', { type: 'revoke', revoke: { original_message_id: 'wamid.OLD' } }, 'revoke'],
    ['a welcome', { type: 'request_welcome' }, 'request-welcome'],
    ['a kind without words', { type: 'hologram', hologram: { id: '1' } }, 'type-unknown'],
    [
      'a call permission',
      {
        type: 'interactive',
        interactive: { type: 'call_permission_reply', call_permission_reply: { response: 'accept' } },
      },
      'interactive-call-permission-reply',
    ],
    ['an edit without a message', { type: 'edit', edit: { original_message_id: 'wamid.OLD' } }, 'type-unknown'],
    [
      'a view-once photo',
      {
        type: 'unsupported',
        unsupported: { type: 'view_once' },
        errors: [{ code: 131051, title: 'Message type unknown' }],
      },
      'unsupported-view-once',
    ],
  ])('says why it ignores %s', (_name, message, reason) => {
    expect(one(message)).toEqual({ type: 'ignored', externalId: 'wamid.A1', reason });
  });

  it.each([
    ['lists in lists', '['.repeat(30_000) + ']'.repeat(30_000)],
    ['objects in objects', '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000)],
  ])('takes a flow of %s without end', (_name, deep) => {
    expect(one(flow(`{"isi":"Banjir","x":${deep}}`))).toMatchObject({
      text: expect.stringContaining('Banjir') as string,
    });
  });

  it('calls those who hide their number by their user name', () => {
    const message = { from: undefined, from_user_id: 'ID.4566546130240823', type: 'text', text: { body: 'Halo' } };
    const contact = { profile: { name: ' ', username: '@wayan.contoh' }, user_id: 'ID.4566546130240823' };
    expect(one(message, contact)).toMatchObject({
      from: { kind: 'whatsapp', value: 'ID.4566546130240823', name: '@wayan.contoh' },
    });
  });

  it('names the member of a group that a status is about', () => {
    const status = { id: 'wamid.B1', status: 'delivered', timestamp: '1795248000', recipient_type: 'group' };
    const people = { recipient_id: 'Y2FwaV9ncm91cDox', recipient_participant_id: '6281100000002' };
    expect(read(changeBody({ statuses: [{ ...status, ...people }] }))).toMatchObject([{ recipient: '+6281100000002' }]);
  });

  it.each([
    'message_template_status_update',
    'account_update',
    'phone_number_quality_update',
    'calls',
    'smb_message_echoes',
    'user_preferences',
  ])('ignores %s of the account', (field) => {
    const reason = `field-${field.replaceAll('_', '-')}`;
    expect(read(changeBody({ event: 'APPROVED' }, field))).toEqual([{ type: 'ignored', reason }]);
  });

  it('keeps a word wherever it stands, and says of anything else only that it is malformed', () => {
    const word = 'PenandaAduan';
    const kinds = fc.constantFrom(
      'text',
      'image',
      'document',
      'button',
      'interactive',
      'order',
      'edit',
      'poll',
      'constructor',
      '',
    );
    fc.assert(
      fc.property(kinds, fc.jsonValue({ maxDepth: 4 }), (type, junk) => {
        try {
          read(whatsappBody({ type, [type]: junk, context: junk, errors: junk }));
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedPayloadError);
        }
      }),
    );
    const places = fc.constantFrom<(text: string) => object>(
      (text) => ({ type: 'text', text: { body: text } }),
      (text) => ({ type: 'video', video: { ...MEDIA, caption: text } }),
      (text) => ({ type: 'button', button: { text } }),
      (text) => ({ type: 'order', order: { text, product_items: [] } }),
      (text) => flow(JSON.stringify({ a: { b: [{ c: text }] } })),
      (text) => ({ type: 'poll', poll: { question: text } }),
      (text) => ({ type: 'unsupported', unsupported: { type: 'x', title: text } }),
      (text) => ({ type: 'edit', edit: { message: { type: 'document', document: { ...MEDIA, caption: text } } } }),
      (text) => ({ type: 'contacts', contacts: [{ name: { formatted_name: text } }] }),
    );
    fc.assert(
      fc.property(places, fc.string(), fc.string(), (place, before, after) => {
        expect(one(place(`${before}${word}${after}`))).toMatchObject({ text: expect.stringContaining(word) as string });
      }),
    );
  });
});
