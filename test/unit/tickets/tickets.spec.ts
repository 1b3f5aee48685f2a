import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { KeyRing } from '../../../src/contacts/key-ring.js';
import { parseTrackingCode, trackingCode, trackingHash } from '../../../src/tickets/tracking-code.js';
import { decideTransition, TICKET_STATES, TRANSITIONS, type TicketState } from '../../../src/tickets/transitions.js';

const keys = KeyRing.open(join(mkdtempSync(join(tmpdir(), 'kentongan-keys-')), 'keys.json'));
const CODE = /^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/;

describe('the tracking code', () => {
  it('has 60 bits, all of which depend on the message', () => {
    const seen = new Set<string>();
    const positions = Array.from({ length: 12 }, () => new Set<string>());
    for (let index = 0; index < 4_000; index += 1) {
      const code = trackingCode(keys, `message-${String(index)}`);
      expect(code).toMatch(CODE);
      seen.add(code);
      code
        .replaceAll('-', '')
        .split(/(?=.)/)
        .forEach((letter, place) => positions[place]?.add(letter));
    }
    expect(seen.size).toBe(4_000);
    // 12 letters of 5 bits: each of the 32 comes up in each place.
    expect(positions.map((letters) => letters.size)).toEqual(Array.from({ length: 12 }, () => 32));
  });

  it('is the same for the same message and another under another key', () => {
    const other = KeyRing.open(join(mkdtempSync(join(tmpdir(), 'kentongan-keys-')), 'keys.json'));
    expect(trackingCode(keys, 'message-1')).toBe(trackingCode(keys, 'message-1'));
    expect(trackingCode(other, 'message-1')).not.toBe(trackingCode(keys, 'message-1'));
    expect(trackingHash(other, 'AAAA-BBBB-CCCC').equals(trackingHash(keys, 'AAAA-BBBB-CCCC'))).toBe(false);
  });

  it('survives how people write it down (property)', () => {
    const mangled = fc.record({
      id: fc.uuid(),
      lower: fc.boolean(),
      dash: fc.constantFrom('-', ' ', '', '–', ' - ', '.'),
      zero: fc.constantFrom('0', 'O', 'o'),
      one: fc.constantFrom('1', 'I', 'l', 'L'),
      pad: fc.constantFrom('', ' ', '\t'),
    });
    fc.assert(
      fc.property(mangled, ({ id, lower, dash, zero, one, pad }) => {
        const code = trackingCode(keys, id);
        const typed = code.replaceAll('-', dash).replaceAll('0', zero).replaceAll('1', one);
        expect(parseTrackingCode(`${pad}${lower ? typed.toLowerCase() : typed}${pad}`)).toBe(code);
      }),
    );
  });

  it.each(['', 'ABCD-EFGH', 'ABCD-EFGH-JKMN-P', 'ABCD-EFGH-JKM!', 'UUUU-UUUU-UUUU', 'ABCD-EFGH-JKM\u0000'])(
    'is none: %j',
    (typed) => {
      expect(parseTrackingCode(typed)).toBeUndefined();
    },
  );

  it('never throws and gives nothing but codes (property)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (typed) => {
        const code = parseTrackingCode(typed);
        if (code !== undefined) expect(code).toMatch(CODE);
      }),
    );
  });
});

describe('the transition table', () => {
  it('opens from nothing, as the gateway, and tells the citizen', () => {
    expect(decideTransition('none', 'open', 'gateway')).toMatchObject({
      ok: true,
      transition: { to: 'received', event: 'opened', hears: 'acknowledgement' },
    });
    expect(decideTransition('none', 'open-unrouted', 'gateway')).toMatchObject({
      ok: true,
      transition: { to: 'triage' },
    });
  });

  it.each([
    'received',
    'triage',
    'dispatched',
    'in-progress',
    'awaiting-citizen',
    'returned',
    'responded',
    'reopened',
    'answered',
  ] as TicketState[])('lets an operator answer a ticket that is %s', (state) => {
    expect(decideTransition(state, 'answer', 'operator')).toMatchObject({
      ok: true,
      transition: { to: 'answered', hears: 'answer' },
    });
  });

  it.each(['closed', 'merged', 'archived'] as TicketState[])(
    'refuses an answer to a ticket that is %s, saying why',
    (state) => {
      const result = decideTransition(state, 'answer', 'operator');
      expect(result).toEqual({ ok: false, reason: expect.stringContaining(`the ticket is ${state}`) as string });
    },
  );

  it('refuses what somebody else has to do, and opening twice', () => {
    expect(decideTransition('received', 'answer', 'officer')).toEqual({
      ok: false,
      reason: '"answer" is done by operator or gateway, not by officer',
    });
    expect(decideTransition('none', 'open', 'operator').ok).toBe(false);
    expect(decideTransition('received', 'open', 'gateway').ok).toBe(false);
    expect(decideTransition('none', 'answer', 'operator').ok).toBe(false);
  });

  it('leaves an end only where somebody opens the ticket again, or takes back what closed it', () => {
    const out = (state: TicketState): string[] =>
      Object.entries(TRANSITIONS).flatMap(([action, { from }]) => (from.includes(state) ? [action] : []));
    expect(out('closed')).toEqual(['not-fixed', 'reopen', 'archive']);
    expect(out('archived')).toEqual(['reopen']);
    expect(out('merged')).toEqual(['cancel', 'unmerge']);
  });

  it('comes from a pause to where the ticket was', () => {
    expect(decideTransition('awaiting-citizen', 'citizen-reply', 'citizen', 'in-progress')).toMatchObject({
      ok: true,
      to: 'in-progress',
    });
    expect(decideTransition('merged', 'unmerge', 'operator', 'awaiting-citizen')).toMatchObject({
      ok: true,
      to: 'awaiting-citizen',
    });
    // Should it not be known, a human sorts it out.
    expect(decideTransition('awaiting-citizen', 'resume', 'operator', null)).toMatchObject({ ok: true, to: 'triage' });
  });

  it('knows a way out of every state, and every state but "none" has a way in', () => {
    for (const state of TICKET_STATES) {
      expect(Object.values(TRANSITIONS).some(({ from }) => from.includes(state))).toBe(true);
      expect(Object.values(TRANSITIONS).some(({ to }) => to === state)).toBe(true);
    }
  });
});
