import fc from 'fast-check';
import { answerText } from '../../../src/dispatch/answer-text.js';
import type { DispatchState } from '../../../src/dispatch/dispatch.entity.js';
import { decideResponse, type ResponseFacts, type ResponseVerdict } from '../../../src/dispatch/response-rules.js';
import { decideTransition, TICKET_STATES } from '../../../src/tickets/transitions.js';

const AT_WORK: ResponseFacts = {
  ticket: 'in-progress', before: null, dispatch: 'accepted', others: [], checked: true, sendable: true,
}; // prettier-ignore
const taken = (consequence: Partial<Extract<ResponseVerdict, { ok: true }>>): ResponseVerdict => ({
  ok: true,
  resumes: false,
  action: null,
  answers: false,
  ...consequence,
});
const refused = (code: Extract<ResponseVerdict, { ok: false }>['code']): ResponseVerdict => ({ ok: false, code });

describe('what a response means for its ticket', () => {
  it.each<[string, 'submit' | 'send-back' | 'forward', Partial<ResponseFacts>, ResponseVerdict]>([
    ['the only agency responds', 'submit', {}, taken({ action: 'respond' })],
    ['without having accepted first', 'submit', { ticket: 'dispatched', dispatch: 'sent' }, taken({ action: 'respond' })],
    ['nobody checks: the answer goes out', 'submit', { checked: false }, taken({ action: 'respond', answers: true })],
    ['nobody checks, but it is too long to be sent', 'submit', { checked: false, sendable: false }, taken({ action: 'respond' })],
    ['another agency is still at work', 'submit', { others: ['sent'] }, taken({})],
    ['another one is, and nobody checks', 'submit', { others: ['accepted', 'responded'], checked: false }, taken({})],
    ['the last of several', 'submit', { others: ['responded', 'returned'] }, taken({ action: 'respond' })],
    ['the last of several, and nobody checks', 'submit', { others: ['responded', 'withdrawn'], checked: false }, taken({ action: 'respond', answers: true })],
    ['a second word before the admin looked', 'submit', { ticket: 'responded', dispatch: 'responded' }, taken({})],
    ['while the citizen was asked something', 'submit', { ticket: 'awaiting-citizen', before: 'in-progress' }, taken({ resumes: true, action: 'respond' })],
    ['the office asked before anybody had it', 'submit', { ticket: 'awaiting-citizen', before: 'received' }, taken({})],
    ['the citizen was asked and another agency is at work', 'submit', { ticket: 'awaiting-citizen', before: 'dispatched', others: ['sent'] }, taken({})],
    ['the office has it again', 'submit', { ticket: 'reopened' }, taken({})],
    ['too late: answered', 'submit', { ticket: 'answered' }, refused('ticket-answered')],
    ['too late: closed', 'submit', { ticket: 'closed', dispatch: 'done' }, refused('ticket-closed')],
    ['archived', 'submit', { ticket: 'archived' }, refused('ticket-archived')],
    ['merged', 'submit', { ticket: 'merged' }, refused('ticket-merged')],
    ['taken back', 'submit', { dispatch: 'withdrawn' }, refused('dispatch-withdrawn')],
    ['handed back', 'submit', { ticket: 'returned', dispatch: 'returned' }, refused('dispatch-returned')],
    ['done, and the ticket is open again', 'submit', { ticket: 'reopened', dispatch: 'done' }, refused('dispatch-done')],
    ['the admin asks again', 'send-back', { ticket: 'responded', dispatch: 'responded' }, taken({ action: 'ask-again' })],
    ['asks one of several again', 'send-back', { ticket: 'in-progress', dispatch: 'responded', others: ['accepted'] }, taken({})],
    ['asks who has said nothing', 'send-back', {}, refused('no-response')],
    ['asks after the answer', 'send-back', { ticket: 'answered', dispatch: 'done' }, refused('ticket-answered')],
    ['the admin forwards', 'forward', { ticket: 'responded', dispatch: 'responded' }, taken({ answers: true })],
    ['forwards without waiting for the others', 'forward', { dispatch: 'responded', others: ['sent'] }, taken({ answers: true })],
    ['forwards nothing', 'forward', {}, refused('no-response')],
    ['forwards twice', 'forward', { ticket: 'answered', dispatch: 'done' }, refused('ticket-answered')],
  ])('%s', (_name, action, facts, verdict) => {
    expect(decideResponse(action, { ...AT_WORK, ...facts })).toEqual(verdict);
  }); // prettier-ignore

  it('never asks for a change of state that the table of transitions refuses', () => {
    const dispatches: DispatchState[] = ['sent', 'accepted', 'returned', 'responded', 'withdrawn', 'done'];
    const facts = fc.record({
      ticket: fc.constantFrom(...TICKET_STATES),
      before: fc.option(fc.constantFrom(...TICKET_STATES)),
      dispatch: fc.constantFrom(...dispatches),
      others: fc.array(fc.constantFrom(...dispatches), { maxLength: 4 }),
      checked: fc.boolean(),
      sendable: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.constantFrom('submit', 'send-back', 'forward'), facts, (action, given) => {
        const verdict = decideResponse(action, given);
        if (!verdict.ok) return;
        let state = given.ticket;
        const step = (name: Parameters<typeof decideTransition>[1], who: 'gateway' | 'officer' | 'operator'): void => {
          const result = decideTransition(state, name, who, given.before);
          expect(result).toMatchObject({ ok: true });
          if (result.ok) state = result.to;
        };
        if (verdict.resumes) step('resume', 'gateway');
        if (verdict.action) step(verdict.action, action === 'submit' ? 'officer' : 'operator');
        if (verdict.answers) step('answer', action === 'submit' ? 'gateway' : 'operator');
      }),
    );
  });
});

describe('several responses as one answer', () => {
  it('has no heading for one agency, one each for several, and leaves silence out', () => {
    expect(answerText([{ agency: 'Dinas PUPR', texts: ['Sudah ditambal. ', 'Foto terlampir.'] }])).toBe(
      'Sudah ditambal.\nFoto terlampir.',
    );
    expect(
      answerText([
        { agency: 'Dinas PUPR', texts: ['Sudah ditambal.'] },
        { agency: 'Satpol PP', texts: [''] },
        { agency: 'Dishub', texts: ['Rambu dipasang.'] },
      ]),
    ).toBe('Dinas PUPR: Sudah ditambal.\n\nDishub: Rambu dipasang.');
    expect(answerText([])).toBe('');
  });
});
