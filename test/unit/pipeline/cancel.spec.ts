import fc from 'fast-check';
import { readCancellation } from '../../../src/pipeline/cancel/cancellation.js';
import { runPipeline } from '../../../src/pipeline/pipeline.js';
import type { Known } from '../../../src/pipeline/types.js';
import type { CancellableTicket } from '../../../src/pipeline/ticket-ref.js';
import { citizenMessage, stepInput, ticketRef, webForm } from '../../kit/messages.js';
import { shippedChannel } from '../../kit/shipped.js';

const open = (more: Partial<CancellableTicket> = {}): CancellableTicket => ({ ...ticketRef(), leads: false, ...more });
const mine = open();
const other = open({ number: 'TBU-000122' });

describe('BATAL as people write it', () => {
  it.each([
    ['BATAL', {}],
    ['batal pak', {}],
    ['Mohon batalkan aduan saya', {}],
    ['cancel', {}],
    ['CANCEL 12', { digits: '12' }],
    ['please cancel my report', {}],
    ['batal 7', { digits: '7' }],
    ['BATAL TBU-000123', {}],
    ['batal tbu123 terima kasih', {}],
    ['batalkan aduan no 123, sudah beres', { digits: '123' }],
    ['tarik laporan saya', {}],
    ['batal sudah diperbaiki', {}],
  ])('%j', (text, more) => expect(readCancellation(text, ['TBU'])).toEqual({ tells: false, ...more }));

  it('with a reason, where it names the ticket', () => {
    expect(readCancellation('BATAL 123 tetangga saya yang salah lihat', ['TBU'])).toEqual({
      digits: '123',
      tells: true,
    });
    expect(readCancellation('batal TBU-123 warga kerja bakti kemarin', ['TBU'])).toEqual({ tells: true });
  });

  it.each([
    'batal nikah karena jalan putus',
    'Batal berangkat sekolah, jembatan ambruk',
    'batal 12 orang berangkat karena banjir',
    'batas desa rusak',
    'rapat batal, soal TBU-000123 jalan tetap rusak',
    'tarik kabel listrik di depan rumah',
    'pembayaran saya dibatalkan petugas dan uang tidak kembali',
    '',
  ])('is no complaint: %j', (text) => expect(readCancellation(text, ['TBU'])).toBeUndefined());

  it('never throws, and says nothing of long texts (property)', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => void readCancellation(text, ['TBU'])));
    expect(readCancellation(`BATAL 123 ${'x'.repeat(300)}`, ['TBU'])).toBeUndefined();
  });
});

/** The ending in a line: what it is, what it does, what is replied. */
function run(text: string, known: Partial<Known>, options: Parameters<typeof citizenMessage>[1] = {}): string {
  const { ending } = runPipeline(stepInput(citizenMessage(text, options), { contactId: 'contact-1', ...known }));
  const action =
    'action' in ending && ending.action
      ? ` ${ending.action.action}${ending.action.told ? ' told' : ''} ${ending.ticketId}`
      : '';
  const reply = 'reply' in ending && ending.reply ? ` ${ending.reply.purpose}: ${ending.reply.text}` : '';
  return `${ending.outcome}${action}${reply}`;
}
const CANCELS = `follow-up cancel told ${mine.id}`;

describe('a report is taken back', () => {
  it.each(['TANAHBUMBU BATAL', 'tanah bumbu batal pak', 'TANAHBUMBU CANCEL'])('the only one: %j', (text) =>
    expect(run(text, { lastTicket: mine, cancellable: [mine] })).toBe(CANCELS),
  );

  it.each(['TANAHBUMBU BATAL 123', 'BATAL TBU-123', 'TANAHBUMBU BATAL 123 salah alamat'])('by its number: %j', (text) =>
    expect(run(text, { namedTicket: mine, cancellable: [other, mine] })).toBe(CANCELS),
  );

  it('the one that it quotes', () => {
    const links = [{ how: 'quote' as const, ticket: mine, toSender: true }];
    expect(run('TANAHBUMBU batal', { links, cancellable: [other, mine] })).toBe(CANCELS);
  });

  it('asks which only where several could be meant', () => {
    expect(run('TANAHBUMBU BATAL', { cancellable: [mine, other] })).toBe(
      'command status: cancelWhich TBU-000123 TBU-000122',
    );
  });

  it('is noted where it speaks for others', () => {
    const { decisions } = runPipeline(stepInput(citizenMessage('TANAHBUMBU BATAL'), { contactId: 'contact-1', cancellable: [{ ...mine, leads: true }] }));
    expect(decisions).toContainEqual(expect.objectContaining({ step: 'cancel', outcome: 'noted' }));
  }); // prettier-ignore

  it('changes nothing where there is none, or it has been answered', () => {
    const answered = ticketRef({ state: 'answered', answeredAt: new Date('2026-11-19T04:00:00Z') });
    expect(run('TANAHBUMBU BATAL', { lastTicket: answered })).toBe('command status: cancelNone');
    expect(run('TANAHBUMBU BATAL 123', { namedTicket: answered, cancellable: [other] })).toBe(
      'command status: status TBU-000123',
    );
  });

  it("is refused alike for another's number and for one that does not exist (promise 8)", () => {
    const theirs = open({ contactId: 'contact-2' });
    const texts = [{ namedTicket: theirs, cancellable: [theirs] }, {}].map((known) =>
      run('TANAHBUMBU BATAL 123', known),
    );
    expect(texts).toEqual(['command status: statusNotFound TBU-000123', 'command status: statusNotFound TBU-000123']);
  });

  it('counts from a mail only where our server vouches for its sender', () => {
    const channel = shippedChannel('email-kuburaya');
    const ticket = { ...mine, tenant: 'kubu-raya', number: 'KKR-000123' };
    const known = { lastTicket: ticket, cancellable: [ticket] };
    const event = { from: { kind: 'email' as const, value: 'warga@example.org' } };
    expect(run('batal', known, { channel, event })).toMatch(/^ticket/);
    expect(run('batal', known, { channel, event: { ...event, thread: { authenticated: true } } })).toContain('cancel');
  });

  it('by a clerk and on the tracking page for whom they speak for, who is told there', () => {
    const channel = shippedChannel('web-tanahbumbu');
    const anonymous = { ...mine, contactId: null };
    const known = { namedTicket: anonymous, cancellable: [anonymous] };
    const form = webForm({ followUpTo: 'TBU-000123' });
    expect(run('BATAL', known, { channel, event: { from: null, form } })).toBe(`follow-up cancel ${anonymous.id}`);
    expect(run('x', known, { channel, event: { from: null, form: { ...form, cancels: true } } })).toBe(
      `follow-up cancel ${anonymous.id}`,
    );
    // It is over: what was written stays with it.
    expect(run('BATAL', { namedTicket: anonymous }, { channel, event: { from: null, form } })).toBe('follow-up');
    // Who only claims a number takes nothing back.
    expect(run('BATAL 123', known, { channel, event: { from: null, form: webForm() } })).toMatch(/^ticket/);
  });

  it('a danger that is told with it is heard first', () => {
    expect(run('TANAHBUMBU BATAL 123 ada kebakaran', { namedTicket: mine, cancellable: [mine] })).toBe(
      'follow-up danger: danger TBU-000123',
    );
  });

  it('once the cap of automatic messages is reached it counts without a reply', () => {
    expect(run('TANAHBUMBU BATAL', { cancellable: [mine], automaticToday: 20 })).toBe(`follow-up cancel ${mine.id}`);
  });
});
