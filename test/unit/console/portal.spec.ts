import { beginningOf } from '../../../src/console/portal/beginning.js';
import { readPortalMark, writePortalMark } from '../../../src/console/portal/portal-mark.js';

const ID = '0199a0b0-0000-7000-8000-000000000001';

it('shows how a report begins on one line, never with half a letter', () => {
  expect(beginningOf('Jalan\n\n  berlubang ')).toBe('Jalan berlubang');
  const long = `${'a'.repeat(139)}😀${'b'.repeat(20)}`;
  expect(beginningOf(long)).toBe(`${'a'.repeat(139)}😀 …`);
});

it.each([new Date('2026-03-02T01:02:03.004Z'), null])('reads the mark of a page that it wrote: %s', (at) => {
  expect(readPortalMark(writePortalMark({ at, id: ID }))).toEqual({ at, id: ID });
});

it.each(['', undefined, 'x', `1.${ID.slice(1)}`, `NaN.${ID}`, `1.${ID}'--`])('takes no other mark: %s', (mark) => {
  expect(readPortalMark(mark)).toBeUndefined();
});
