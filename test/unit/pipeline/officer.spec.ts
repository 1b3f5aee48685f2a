import type { MessageEvent } from '../../../src/messaging/inbound-event.js';
import { officer } from '../../../src/pipeline/officer/officer.js';
import { readOfficerWord } from '../../../src/pipeline/officer/officer-word.js';
import type { Known, StaffDispatch } from '../../../src/pipeline/types.js';
import { citizenMessage, stepInput, ticketRef } from '../../kit/messages.js';
import { shippedChannel } from '../../kit/shipped.js';

describe('what an officer writes', () => {
  it.each<[string, boolean, ReturnType<typeof readOfficerWord>]>([
    ['TERIMA', false, { says: 'accept' }],
    ['Terima.', false, { says: 'accept' }],
    ['TBU-123 TERIMA', true, { says: 'accept' }],
    ['terima tbu 123', true, { says: 'accept' }],
    ['Terima kasih', false, { says: 'unclear' }],
    ['Siap pak', false, { says: 'unclear' }],
    ['  ', false, { says: 'unclear' }],
    ['👍', false, { says: 'unclear' }],
    ['TBU-000123', true, { says: 'unclear' }],
    ['BUKAN, ini jalan provinsi', false, { says: 'return', words: 'ini jalan provinsi' }],
    ['bukan', false, { says: 'return', words: '' }],
    ['TBU-123: bukan kewenangan kami', true, { says: 'return', words: 'kewenangan kami' }],
    ['Bukannya sudah ditambal?', false, { says: 'response', text: 'Bukannya sudah ditambal?' }],
    ['TBU-123 sudah ditambal', true, { says: 'response', text: 'sudah ditambal' }],
    ['Sudah ditambal sesuai TBU-123', true, { says: 'response', text: 'Sudah ditambal sesuai TBU-123' }],
    ['Terima laporan, sudah kami cek.', false, { says: 'response', text: 'Terima laporan, sudah kami cek.' }],
    [`Bukan ${'panjang '.repeat(40)}`, false, { says: 'response', text: `Bukan ${'panjang '.repeat(40)}`.trim() }],
  ])('%j', (text, numbered, saying) => {
    expect(readOfficerWord(text, numbered)).toEqual(saying);
  });
});

const dispatch = (number: string, open = true): StaffDispatch => ({
  dispatchId: `d-${number}`,
  officerId: 'officer-1',
  ticketId: `t-${number}`,
  number,
  tenant: 'tanah-bumbu',
  open,
});
const D1 = dispatch('TBU-000123');
const D2 = dispatch('TBU-000124');

function ending(text: string, channelId: string, known: Partial<Known>, event: Partial<MessageEvent> = {}): unknown {
  const message = citizenMessage(text, { channel: shippedChannel(channelId), event });
  const result = officer(stepInput(message, known)).ending;
  if (!result || !('event' in result) || result.event !== 'officer-replied') return result;
  return [result.dispatch.number, result.saying.says];
}

describe('whether a message is an officer’s reply', () => {
  const link = { how: 'answer', toSender: true, staff: D1 } as const;
  const proven = { thread: { authenticated: true } };
  const mail = 'email-tanahbumbu';
  it.each<[string, string, string, Partial<Known>, Partial<MessageEvent>, unknown]>([
    ['mail that answers the notice', 'Sudah ditambal.', mail, { links: [link] }, proven, ['TBU-000123', 'response']],
    ['the same without proof', 'Sudah ditambal.', mail, { links: [link] }, {}, undefined],
    ['an answer to a notice of somebody else', 'Sudah.', mail, { links: [{ ...link, toSender: false }] }, proven, undefined],
    ['a forwarded reply address', 'Sudah.', mail, { links: [{ ...link, how: 'foreign-address' }] }, proven, undefined],
    ['a mail of a known officer that answers nothing', 'Jalan rusak', mail, { dispatches: [D1] }, proven, undefined],
    ['a proven mail that names the ticket', 'TBU-123 sudah', mail, { dispatches: [D1] }, proven, ['TBU-000123', 'response']],
    ['one mail in two mailboxes', 'Sudah.', mail, { links: [{ how: 'same-mail', toSender: true }, link] }, proven, { outcome: 'ignored', reason: 'same-mail' }],
    ['only a photo', '', mail, { links: [link] }, { ...proven, attachments: [{ contentType: 'image/jpeg', inline: false }] }, ['TBU-000123', 'response']],
    ['SMS that names the ticket', 'TBU-123 sudah ditambal', 'sms-1708', { dispatches: [D1, D2] }, {}, ['TBU-000123', 'response']],
    ['SMS that names another’s ticket', 'TBU-125 sudah ditambal', 'sms-1708', { dispatches: [D1] }, {}, undefined],
    ['SMS with a command and one dispatch', 'TERIMA', 'sms-1708', { dispatches: [D1] }, {}, ['TBU-000123', 'accept']],
    ['SMS with a command and two', 'TERIMA', 'sms-1708', { dispatches: [D1, D2] }, {}, undefined],
    ['SMS in other words and one dispatch', 'lampu jalan mati', 'sms-1708', { dispatches: [D1] }, {}, undefined],
    ['SMS with a keyword', 'TANAHBUMBU jalan rusak', 'sms-1708', { dispatches: [D1] }, {}, undefined],
    ['how a ticket stands', 'STATUS TBU-123', 'sms-1708', { dispatches: [D1] }, {}, undefined],
    ['a chat that quotes the notice', 'Sudah', 'wa-bangli', { links: [{ ...link, how: 'quote' }], dispatches: [D1, D2] }, {}, ['TBU-000123', 'response']],
    ['a chat and one dispatch', 'Sudah ditambal', 'wa-bangli', { dispatches: [D1] }, {}, ['TBU-000123', 'response']],
    ['a chat and one of two that is open', 'Sudah', 'wa-bangli', { dispatches: [dispatch('TBU-000125', false), D1] }, {}, ['TBU-000123', 'response']],
    ['a chat and two dispatches', 'Sudah ditambal', 'wa-bangli', { dispatches: [D1, D2] }, {}, undefined],
    ['a nod', 'Siap', 'wa-bangli', { dispatches: [D1] }, {}, ['TBU-000123', 'unclear']],
    ['an officer whom we asked about their own complaint', 'di depan SD', 'wa-bangli', { dispatches: [D1], contactId: 'contact-1', askedTicket: ticketRef() }, {}, undefined],
    ['their own ticket, which their agency has', 'TBU-123 masih rusak', 'sms-1708', { dispatches: [D1], contactId: 'contact-1', namedTicket: ticketRef() }, {}, undefined],
    ['somebody who is no officer', 'Sudah ditambal', 'wa-bangli', {}, {}, undefined],
  ])('%s', (_name, text, channelId, known, event, expected) => {
    expect(ending(text, channelId, known, event)).toEqual(expected);
  }); // prettier-ignore
});
