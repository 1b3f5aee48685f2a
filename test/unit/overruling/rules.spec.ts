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
    ['none', 'perhubungan', [], [], null],
    ['none', 'perhubungan', [], ['pupr sent'], 'ticket-with-agency'],
    ['pupr', 'perhubungan', ['pupr leads'], ['perhubungan leads sent'], null],
    ['pupr', 'perhubungan', ['pupr leads'], ['perhubungan leads accepted'], null],
    ['pupr', 'perhubungan', ['pupr leads'], ['perhubungan leads responded'], 'changed-since'],
    ['pupr', 'perhubungan', ['pupr leads'], ['perhubungan leads sent', 'perkim sent'], 'changed-since'],
    ['pupr', 'perhubungan', ['pupr leads', 'perkim'], ['perhubungan leads sent', 'perkim sent'], 'changed-since'],
    ['pupr', 'perhubungan', ['pupr leads'], ['perkim leads sent'], 'changed-since'],
    ['pupr', 'perhubungan', ['pupr leads'], [], 'changed-since'],
    ['pupr', 'pupr', ['pupr leads', 'perkim'], ['pupr/bina-marga leads sent', 'perkim sent'], null],
    ['pupr', 'pupr', ['pupr leads', 'perkim'], ['pupr/bina-marga leads sent', 'perkim responded'], null],
    ['pupr', 'pupr', ['pupr leads', 'perkim'], ['pupr/bina-marga leads sent'], 'changed-since'],
    ['pupr', 'pupr', ['pupr leads', 'perkim'], ['pupr/bina-marga leads sent', 'perkim/x sent'], 'changed-since'],
    ['pupr', 'pupr', ['pupr leads', 'perkim'], ['pupr/bina-marga sent', 'perkim leads sent'], 'changed-since'],
    ['pupr', 'pupr', ['pupr leads'], ['pupr/bina-marga leads responded'], 'changed-since'],
    ['pupr', 'pupr', ['pupr leads responded'], ['pupr/bina-marga leads responded'], null],
  ])('a rerouting from %s to %s, of %j, can be taken back while %j have it: %s', (from, to, had, holders, code) => {
    const of = (written: string) => {
      const [place = '', ...more] = written.split(' ');
      const [agency = '', unit = null] = place.split('/');
      return { agency, unit, lead: more.includes('leads'), state: more.at(-1) ?? '' };
    };
    const moved = { from: { agency: from, unit: null }, to: { agency: to, unit: null } };
    expect(passedOn(ticket(), moved, had.map(of), holders.map(of))?.code ?? null).toBe(code);
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
