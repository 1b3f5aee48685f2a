import { faultOf } from '../../../scripts/check-commits.mjs';

describe('commit messages', () => {
  it.each([
    'feat: first slice',
    'fix(outbox): park receipts',
    'refactor(jobs)!: rename queues\n\nBREAKING CHANGE: names',
  ])('accepts %j', (message) => {
    expect(faultOf(message)).toBeUndefined();
  });

  it.each([
    ['no type', 'park receipts'],
    ['an unknown type', 'feature: park receipts'],
    ['a full stop', 'fix: park receipts.'],
    ['nothing after the colon', 'fix: '],
    ['a long first line', `fix: ${'x'.repeat(120)}`],
    ['no empty second line', 'fix: park receipts\nthat match nothing'],
  ])('refuses %s', (_what, message) => {
    expect(faultOf(message)).toEqual(expect.any(String));
  });
});
