import fc from 'fast-check';
import { decideEnd, type OpenDispatch } from '../../../src/dispatch/dispatch-rules.js';
import { withoutIdentity } from '../../../src/dispatch/without-identity.js';
import { decideTransition, TICKET_STATES } from '../../../src/tickets/transitions.js';

const STATES = ['sent', 'accepted', 'responded'] as const;

function open(...states: (typeof STATES)[number][]): OpenDispatch[] {
  return states.map((state, index) => ({ id: `d${String(index)}`, agency: `a${String(index)}`, unit: null, lead: false, state })); // prettier-ignore
}

describe('when an agency is out', () => {
  it.each([
    ['the only one hands back', 'return', true, 'dispatched', [], 'return', undefined],
    ['the only one is taken back', 'withdraw', true, 'in-progress', [], 'return', undefined],
    ['the only one is taken back after it responded', 'withdraw', true, 'responded', [], 'return', undefined],
    ['the lead hands back, others are at work', 'return', true, 'in-progress', ['accepted', 'sent'], 'return', undefined],
    ['the lead is taken back, others are at work', 'withdraw', true, 'in-progress', ['accepted', 'sent'], null, 'd0'],
    ['another hands back, the lead is at work', 'return', false, 'in-progress', ['accepted'], null, undefined],
    ['another hands back, all others have responded', 'return', false, 'in-progress', ['responded'], 'respond', undefined],
    ['another is taken back, all others have responded', 'withdraw', false, 'dispatched', ['responded', 'responded'], 'respond', undefined],
    ['the lead is taken back, all others have responded', 'withdraw', true, 'dispatched', ['responded'], 'respond', 'd0'],
    ['one more hands back what the lead handed back', 'return', false, 'returned', [], null, undefined],
    ['one is taken back of what is responded', 'withdraw', false, 'responded', ['responded'], null, undefined],
  ] as const)('%s', (_case, how, lead, ticket, rest, action, next) => {
    const verdict = decideEnd({ how, lead, ticket, before: null, rest: open(...rest) });
    expect(verdict.action).toBe(action);
    expect(verdict.lead?.id).toBe(next);
    expect(verdict.before).toBeNull();
  }); // prettier-ignore

  it('changes where a ticket comes back to that waits for its citizen', () => {
    const waiting = { ticket: 'awaiting-citizen', before: 'in-progress', lead: true } as const;
    expect(decideEnd({ ...waiting, how: 'return', rest: [] })).toEqual({
      action: null,
      before: 'returned',
      lead: null,
    });
    const rest = open('responded');
    expect(decideEnd({ ...waiting, how: 'withdraw', rest })).toMatchObject({ before: 'responded', lead: { id: 'd0' } });
    expect(decideEnd({ ...waiting, before: 'triage', how: 'return', rest: [] }).before).toBeNull();
  });

  it('asks for no transition that the table refuses, and never leaves agencies without a lead of their own will', () => {
    const input = fc.record({
      how: fc.constantFrom('return' as const, 'withdraw' as const),
      lead: fc.boolean(),
      ticket: fc.constantFrom(...TICKET_STATES),
      before: fc.option(fc.constantFrom(...TICKET_STATES)),
      rest: fc.array(fc.constantFrom(...STATES), { maxLength: 4 }).map((states) => open(...states)),
    });
    fc.assert(
      fc.property(input, (ended) => {
        const { action, lead } = decideEnd(ended);
        if (action !== null) expect(decideTransition(ended.ticket, action, 'operator').ok).toBe(true);
        if (ended.how === 'withdraw' && ended.lead) expect(lead).toBe(ended.rest[0] ?? null);
        if (action === 'respond') expect(ended.rest.every(({ state }) => state === 'responded')).toBe(true);
      }),
    );
  });
});

describe('a text without who wrote it', () => {
  it.each([
    ['Saya Budi Santoso, telepon 0811-0000-0042, lampu mati', ['Budi Santoso'], 'Saya […], telepon […], lampu mati'],
    ['hubungi budi.s@contoh.example ya', [], 'hubungi […] ya'],
    ['NIK 6310 0112 3456 0007 atas nama BUDI', ['Budi Santoso'], 'NIK […] atas nama […]'],
    ['+62 811 0000 0042', [], '[…]'],
    ['Budiman bukan Budi. RT 05/02, km 12, 2 bulan, Rp500.000', ['Budi'], 'Budiman bukan […]. RT 05/02, km 12, 2 bulan, Rp500.000'],
    ['Pak Ali di sini', ['Ali'], 'Pak Ali di sini'],
    ['harga (naik) $10', ['a+b (c)'], 'harga (naik) $10'],
  ] as const)('%s', (text, names, clean) => {
    expect(withoutIdentity(text, names)).toBe(clean);
  }); // prettier-ignore

  it('takes out the code that opens the ticket’s page, and no other dashed words', () => {
    expect(withoutIdentity('Kode 0A1B-2C3D-4E5F. Lihat SK-2026-0001.', [])).toBe('Kode […]. Lihat SK-2026-0001.');
  });
});
