import { permissionsOf } from '../../../src/accounts/permissions.js';
import { localTime } from '../../../src/console/ticket/rules/local-time.js';
import { dispatchTargets, suggestedTarget, targetOf } from '../../../src/console/ticket/rules/dispatch-targets.js';
import { nextActions, type ActionFacts } from '../../../src/console/ticket/rules/next-actions.js';
import { timeLeft } from '../../../src/console/ticket/rules/time-left.js';
import { maskedAddress } from '../../../src/console/ticket/read/ticket-pages.js';
import { TICKET_STATES } from '../../../src/tickets/transitions.js';

const calendar = { zone: 'WITA', workingDays: [1, 2, 3, 4, 5], holidays: new Set<string>() } as const;

describe('time left', () => {
  // Friday 2026-11-27 16:00 WITA.
  const friday = new Date('2026-11-27T08:00:00Z');

  it('counts working days as the standard does: a weekend takes nothing', () => {
    const due = new Date('2026-12-01T08:00:00Z');
    expect(timeLeft(due, 'working-days', friday, calendar)).toEqual({ late: false, working: true, days: 2, hours: 0, minutes: 0 });
    expect(timeLeft(due, 'days', friday, calendar)).toMatchObject({ working: false, days: 4 });
  });

  it('says by how much it has passed', () => {
    const due = new Date(friday.getTime() - 90 * 60_000);
    expect(timeLeft(due, 'hours', friday, calendar)).toEqual({ late: true, working: false, days: 0, hours: 1, minutes: 0 });
  });

  it('goes by the clock where no working time is left and the deadline is still to come', () => {
    const sunday = new Date('2026-11-29T02:00:00Z');
    expect(timeLeft(new Date('2026-11-29T16:00:00Z'), 'working-days', sunday, calendar)).toMatchObject({ late: false, working: false, hours: 14 });
  });

  it('never says nothing at all', () => {
    expect(timeLeft(friday, 'minutes', friday, calendar)).toMatchObject({ minutes: 1 });
  });
}); // prettier-ignore

describe('what comes next', () => {
  const facts = (more: Partial<ActionFacts>): ActionFacts => ({
    state: 'received',
    stateBefore: null,
    responsesWaiting: 0,
    dispatches: [],
    ...more,
  });

  it.each([
    [{ state: 'received' }, 'admin', 'dispatch', null],
    [{ state: 'triage' }, 'operator', 'dispatch', null],
    [{ state: 'returned' }, 'operator', 'dispatch', null],
    [{ state: 'dispatched', dispatches: [{ state: 'sent' }] }, 'operator', null, 'agency'],
    [{ state: 'responded', responsesWaiting: 1 }, 'admin', 'check', null],
    [{ state: 'responded', responsesWaiting: 1 }, 'operator', null, 'checker'],
    [{ state: 'awaiting-citizen', stateBefore: 'received' }, 'operator', null, 'citizen'],
    [{ state: 'answered' }, 'admin', null, 'verdict'],
    [{ state: 'archived' }, 'admin', null, 'over'],
    [{ state: 'merged', stateBefore: 'received' }, 'admin', null, 'leader'],
    [{ state: 'received' }, 'leadership', null, 'reader'],
  ] as const)('%o for %s', (more, role, primary, waiting) => {
    expect(nextActions(facts(more as Partial<ActionFacts>), permissionsOf(role))).toMatchObject({ primary, waiting });
  });

  it('lets those who only read do nothing, whatever the state', () => {
    for (const state of TICKET_STATES)
      expect(nextActions(facts({ state, responsesWaiting: 1 }), permissionsOf('leadership')).allowed.size).toBe(0);
  });

  it('offers to take back what an agency has, and nothing else', () => {
    const allowed = (state: 'sent' | 'withdrawn'): boolean =>
      nextActions(facts({ state: 'dispatched', dispatches: [{ state }] }), permissionsOf('admin')).allowed.has(
        'withdraw',
      );
    expect([allowed('sent'), allowed('withdrawn')]).toEqual([true, false]);
  });
});

describe('whom a ticket is for', () => {
  const none: never[] = [];
  const routed = { step: 'route', outcome: 'pupr', undone: false };

  it('is where it was put, else where it was routed', () => {
    expect(suggestedTarget({ agency: 'pupr', unit: 'bina-marga' }, none, none)).toBe('pupr/bina-marga');
    expect(suggestedTarget({ agency: null, unit: null }, none, [routed])).toBe('pupr');
    expect(suggestedTarget({ agency: null, unit: null }, none, [{ ...routed, outcome: 'triage' }])).toBeNull();
  });

  it('is never again the one that handed it back, but whom that one named', () => {
    const back = { agency: 'pupr', state: 'returned', returnTo: 'perhubungan' } as const;
    expect(suggestedTarget({ agency: null, unit: null }, [back], [routed])).toBe('perhubungan');
    expect(suggestedTarget({ agency: null, unit: null }, [{ ...back, returnTo: null }], [routed])).toBeNull();
  });

  it('comes first in the list, its units behind it, and nothing is lost', () => {
    const unit = { slug: 'bina-marga', name: 'Bidang Bina Marga' };
    const agency = { name: '', shortName: '', type: 'regional', aliases: [] } as const;
    const tenant = { agencies: [{ ...agency, slug: 'sosial', units: [] }, { ...agency, slug: 'pupr', units: [unit] }] };
    const mutable = { agencies: tenant.agencies.map((each) => ({ ...each, aliases: [] })) };
    expect(dispatchTargets(mutable, 'pupr/bina-marga').map(({ value }) => value)).toEqual(['pupr/bina-marga', 'pupr', 'sosial']);
    expect(targetOf(mutable, 'pupr/bina-marga')).toEqual({ value: 'pupr/bina-marga', agency: 'pupr', unit: 'bina-marga' });
    expect(targetOf(mutable, 'pupr/..')).toBeUndefined();
  });
}); // prettier-ignore

it("reads a browser's time by the office's clock", () => {
  expect(localTime('2026-11-27T16:00', 'WITA').toISOString()).toBe('2026-11-27T08:00:00.000Z');
  expect(() => localTime('besok', 'WITA')).toThrow(expect.objectContaining({ code: 'time-malformed' }) as Error);
});

it('masks addresses so that two people can be told apart, and no more', () => {
  expect(maskedAddress({ kind: 'phone', value: '+6281100000401' })).toBe('•••• 01');
  expect(maskedAddress({ kind: 'email', value: 'warga@contoh.example' })).toBe('•••@contoh.example');
  expect(maskedAddress({ kind: 'telegram', value: '123456789' })).toBe('••••');
  expect(maskedAddress({ kind: 'whatsapp', value: 'ID.abcdef' })).toBe('••••');
});
