import { runPipeline } from '../../../src/pipeline/pipeline.js';
import { adopt } from '../../../src/pipeline/thread/adopt.js';
import type { Known } from '../../../src/pipeline/types.js';
import type { TicketRef } from '../../../src/pipeline/ticket-ref.js';
import { citizenMessage, LIMITS, NOTHING_KNOWN, stepInput, ticketRef, webForm } from '../../kit/messages.js';
import { shippedChannel, shippedConfig } from '../../kit/shipped.js';

const AT = new Date('2026-11-20T03:00:00Z');
const days = (count: number): Date => new Date(AT.getTime() - count * 86_400_000);
const answered = ticketRef({ state: 'answered', answeredAt: days(1) });
const closed = ticketRef({ state: 'closed', answeredAt: days(20), closedAt: days(10) });
/** As the database finds them for the ticket's own reporter. */
const own = (ticket: TicketRef, more: Partial<Known> = {}): Partial<Known> => ({
  contactId: 'contact-1',
  lastTicket: ticket,
  spokenTicket: ticket,
  answeredTicket: ticket,
  ...more,
});

/** The ending in a line: what it is, what it says, what is replied. */
function run(text: string, known: Partial<Known>, options: Parameters<typeof citizenMessage>[1] = {}): string {
  const { ending } = runPipeline(stepInput(citizenMessage(text, options), known));
  const verdict = 'verdict' in ending && ending.verdict ? ` ${JSON.stringify(ending.verdict)}` : '';
  const reply = 'reply' in ending && ending.reply ? ` ${ending.reply.purpose}: ${ending.reply.text}` : '';
  return `${ending.outcome}${'event' in ending ? ` ${ending.event}` : ''}${verdict}${reply}`;
}

describe('the word on an answered ticket of their own', () => {
  it.each([
    ['TANAHBUMBU SUDAH', 'follow-up message-added {"fixed":true} command: fixed TBU-000123'],
    ['TANAHBUMBU SUDAH 4', 'follow-up message-added {"fixed":true,"mark":4} command: fixed TBU-000123 4'],
    ['TANAHBUMBU sudah beres terima kasih', 'follow-up message-added {"fixed":true} command: fixed TBU-000123'],
    ['TANAHBUMBU 3', 'follow-up message-added {"mark":3} command: rated TBU-000123 3'],
    ['TANAHBUMBU BELUM', 'follow-up message-added {"fixed":false} question: notFixed TBU-000123'],
    ['TANAHBUMBU BELUM masih berlubang', 'follow-up message-added {"fixed":false} follow-up: notFixed TBU-000123 told'],
    ['TANAHBUMBU blm pak', 'follow-up message-added {"fixed":false} question: notFixed TBU-000123'],
    ['TNAHBUMBU belum 1', 'follow-up message-added {"fixed":false,"mark":1} question: notFixed TBU-000123'],
  ])('%j: %s', (text, ending) => expect(run(text, own(answered))).toBe(ending));

  it.each(['TANAHBUMBU BELUM 123 masih berlubang', 'BELUM TBU-123 masih berlubang', 'TBU-000123 belum, masih bocor'])(
    'named by its number: %j',
    (text) => {
      const other = ticketRef({ number: 'TBU-000200', state: 'answered', answeredAt: days(0) });
      expect(run(text, own(other, { namedTicket: answered }))).toBe(
        'follow-up message-added {"fixed":false} follow-up: notFixed TBU-000123 told',
      );
    },
  );

  it('quoted, it is that one and not the one of the last answer', () => {
    const other = ticketRef({ number: 'TBU-000200', state: 'answered', answeredAt: days(0) });
    const links = [{ how: 'quote' as const, ticket: answered, toSender: true }];
    expect(run('TANAHBUMBU sudah', own(other, { links }))).toContain('fixed TBU-000123');
  });

  it('after it was closed: a mark and "not fixed" count for as long as the tenant says, "fixed" changes nothing more', () => {
    expect(run('TANAHBUMBU SUDAH', own(closed))).toBe('follow-up thanked');
    expect(run('TANAHBUMBU SUDAH 2', own(closed))).toContain('{"fixed":true,"mark":2}');
    expect(run('TANAHBUMBU belum', own(closed))).toContain('{"fixed":false}');
    const long = ticketRef({ state: 'closed', answeredAt: days(50), closedAt: days(31) });
    expect(run('TANAHBUMBU belum', own(long))).toMatch(/^ticket/);
  });

  it("said with a photo it keeps the photo's message", () => {
    const attachments = [{ contentType: 'image/jpeg', inline: false, ref: 'm' }];
    expect(run('TANAHBUMBU BELUM', own(answered), { event: { attachments } })).toContain('"fixed":false');
  });

  it('once the cap of automatic messages is reached it counts without a reply', () => {
    expect(run('TANAHBUMBU SUDAH', own(answered, { automaticToday: 10 }))).toBe(
      'follow-up message-added {"fixed":true}',
    );
  });

  it('by a clerk and on the tracking page for whom they speak for, who is told there', () => {
    const form = webForm({ followUpTo: 'TBU-000123' });
    const options = { channel: shippedChannel('web-tanahbumbu'), event: { from: null, form } };
    const anonymous = { ...answered, contactId: null };
    expect(run('BELUM, masih berlubang', { namedTicket: anonymous }, options)).toBe(
      'follow-up message-added {"fixed":false}',
    );
  });
});

describe('what is no word on an answer', () => {
  it.each([
    ['nobody has answered them', 'TANAHBUMBU SUDAH', { contactId: 'contact-1' }, /^ticket/],
    ['it is not answered yet', 'TANAHBUMBU 3', own(ticketRef()), /^ticket/],
    ['the ticket is another sender’s', 'TANAHBUMBU SUDAH', { ...own(answered), contactId: 'contact-2' }, /^ticket/],
    ['a mark, where we have said something else since', 'TANAHBUMBU 3', own(answered, { spokenTicket: ticketRef({ number: 'TBU-000200' }) }), /^ticket/],
    ['free words behind the keyword', 'TANAHBUMBU belum ada lampu jalan di desa kami', own(answered), /^ticket/],
    ['a complaint', 'TANAHBUMBU jalan sudah rusak belum diperbaiki', own(answered), /^ticket/],
  ])('%s', (_name, text, known, ending) => expect(run(text, known)).toMatch(ending)); // prettier-ignore

  it('a number that is not theirs: the same words whether it exists or not, and nothing is lost of what they told', () => {
    const others = { ...answered, contactId: 'contact-2' };
    expect(run('TANAHBUMBU SUDAH 123', { contactId: 'contact-1', namedTicket: others })).toBe(
      'command status: statusNotFound TBU-000123',
    );
    expect(run('TANAHBUMBU SUDAH 124', { contactId: 'contact-1' })).toBe('command status: statusNotFound TBU-000124');
    expect(run('TANAHBUMBU BELUM 123 masih berlubang', { contactId: 'contact-1', namedTicket: others })).toMatch(
      /^ticket/,
    );
  });

  it('an answer to our question about another ticket', () => {
    const asked = ticketRef({ number: 'TBU-000200', state: 'awaiting-citizen' });
    expect(
      run('belum', own(answered, { askedTicket: asked, spokenTicket: asked }), {
        channel: shippedChannel('sms-tanahbumbu'),
      }),
    ).toMatch(/^follow-up message-added/);
  });

  it('a mail that nobody vouches for', () => {
    const event = { from: { kind: 'email' as const, value: 'x@warga.example' } };
    expect(run('SUDAH', own(answered), { channel: shippedChannel('email-tanahbumbu'), event })).toMatch(/^ticket/);
  });

  it('a plain word on a ticket that is open again joins it', () => {
    const reopened = ticketRef({ state: 'reopened', answeredAt: days(1) });
    expect(run('TANAHBUMBU sudah beres', own(reopened))).toBe('follow-up message-added follow-up: followUp TBU-000123');
  });
});

describe('on the shared number without a keyword', () => {
  const adopted = (text: string, known: Partial<Known>) => {
    const message = citizenMessage(text);
    const { identity } = stepInput(message);
    return adopt(message, identity, { ...NOTHING_KNOWN, ...known }, LIMITS, shippedConfig().tenants)?.decision.rule;
  };
  const mine = { ...answered, bySender: true };

  it('the ticket that they were last answered on says whose it is', () => {
    expect(adopted('SUDAH', { answeredTicket: mine })).toBe("the sender's ticket TBU-000123");
    expect(adopted('BELUM 123 masih berlubang', { answeredTicket: mine })).toBe("the sender's ticket TBU-000123");
    expect(adopted('4', { answeredTicket: mine, spokenTicket: mine })).toBe("the sender's ticket TBU-000123");
  });

  it('and nobody does for a mark out of nowhere, another number, or a complaint', () => {
    expect(adopted('4', { answeredTicket: mine })).toBeUndefined();
    expect(adopted('BELUM 124 masih berlubang', { answeredTicket: mine })).toBeUndefined();
    expect(adopted('SUDAH', { answeredTicket: { ...mine, bySender: false } })).toBeUndefined();
    expect(adopted('jalan sudah rusak', { answeredTicket: mine })).toBeUndefined();
  });
});
