import fc from 'fast-check';
import {
  decideMerge,
  decideRecategorise,
  decideReroute,
  passedOn,
  decideSplit,
  granted,
  type RefusalCode,
  type Verdict,
} from '../../../src/overruling/rules.js';
import { TICKET_STATES, type TicketState } from '../../../src/tickets/transitions.js';
import { shippedConfig } from '../../kit/shipped.js'; // prettier-ignore

function tenantOf(slug: string) {
  const tenant = shippedConfig().tenants.bySlug(slug);
  if (!tenant) throw new Error(`no tenant ${slug}`);
  return tenant;
}
const tenant = tenantOf('tanah-bumbu');
const ticket = (state: TicketState = 'received') => ({
  id: 't-1', number: 'TBU-000001', tenant: 'tanah-bumbu', state, category: 'jalan-rusak', level: 'standar', kind: 'complaint',
  agency: 'pupr', unit: null,
}); // prettier-ignore
const codeOf = (verdict: Verdict<unknown>): RefusalCode | 'ok' => (verdict.ok ? 'ok' : verdict.code);

describe('what a human may say against the machine', () => {
  it('takes level and kind of a category, unless they are named', () => {
    const buleleng = tenantOf('buleleng');
    const category = buleleng.categories.find(({ level, parent }) => parent !== undefined && level !== buleleng.standard.defaultLevel); // prettier-ignore
    const own = { ...ticket(), category: null, level: buleleng.standard.defaultLevel };
    const wanted = { category: category?.slug ?? '' };
    expect(granted(decideRecategorise(buleleng, own, wanted))).toEqual({ category: category?.slug, level: category?.level, kind: category?.kind }); // prettier-ignore
    expect(granted(decideRecategorise(buleleng, own, { ...wanted, level: 'light' })).level).toBe('light');
    expect(granted(decideRecategorise(buleleng, own, { kind: 'aspiration' }))).toEqual({ category: null, level: own.level, kind: 'aspiration' }); // prettier-ignore
  });

  it.each(TICKET_STATES.map((state) => [state]))('says of a ticket that is %s what it may', (state) => {
    const over = ['answered', 'closed', 'archived'].includes(state);
    const merged = state === 'merged';
    const leader = { ...ticket(), id: 't-2', number: 'TBU-000002' };
    expect({
      recategorise: codeOf(decideRecategorise(tenant, ticket(state), { category: 'sampah' })),
      reroute: codeOf(decideReroute(tenant, ticket(state), { agency: 'perhubungan' })),
      split: codeOf(decideSplit(ticket(state), [], { text: 'Lampu mati' })),
      lead: codeOf(decideMerge(leader, ticket(state))),
      follow: codeOf(decideMerge(ticket(state), leader)),
    }).toEqual({
      recategorise: merged ? 'ticket-merged' : 'ok',
      reroute: merged ? 'ticket-merged' : over ? 'ticket-over' : 'ok',
      split: merged ? 'ticket-merged' : 'ok',
      lead: state === 'closed' || state === 'archived' ? 'leader-over' : 'ok',
      follow: merged ? 'ticket-merged' : 'ok',
    });
  });

  it('says what was meant, and what there is', () => {
    expect(decideRecategorise(tenant, ticket(), { category: 'jalan-rusa' })).toMatchObject({
      code: 'category-unknown',
      reason: expect.stringContaining('did you mean "jalan-rusak"?') as string,
    });
    expect(decideReroute(tenant, ticket(), { agency: 'pupr', unit: 'bina-marg' })).toMatchObject({
      reason: expect.stringContaining('"bina-marga"') as string,
    });
  });

  it.each([
    [[], [], null],
    [[], ['pupr sent'], 'ticket-with-agency'],
    [['pupr'], ['perhubungan sent'], null],
    [['pupr'], ['perhubungan accepted'], null],
    [['pupr'], ['perhubungan responded'], 'changed-since'],
    [['pupr'], ['perhubungan sent', 'perkim sent'], 'changed-since'],
    [['pupr'], ['perkim sent'], 'changed-since'],
    [['pupr'], [], 'changed-since'],
  ])('a rerouting from %j can be taken back while %j have it: %s', (had, holders, code) => {
    const now = holders.map((holder) => holder.split(' ')).map(([agency = '', state = '']) => ({ agency, state }));
    const before = had.map((agency) => ({ agency }));
    expect(passedOn(ticket(), { agency: 'perhubungan', unit: null }, before, now)?.code ?? null).toBe(code);
  });

  it('splits off only messages of the ticket, never the one that opened it, and each once', () => {
    const own = [{ id: 'a', opening: true }, { id: 'b', opening: false }, { id: 'c', opening: false }]; // prettier-ignore
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'x')), fc.constantFrom('', ' ', 'Lampu mati'), (messages, text) => {
        const verdict = decideSplit(ticket(), own, { messages, text });
        const expected = messages.includes('a')
          ? 'split-opening-message'
          : messages.includes('x')
            ? 'split-message-unknown'
            : messages.length === 0 && text.trim() === ''
              ? 'split-nothing'
              : 'ok';
        expect(codeOf(verdict)).toBe(expected);
        if (verdict.ok) expect(verdict.to.messages).toEqual([...new Set(messages)]);
      }),
    );
  }); // prettier-ignore
});
