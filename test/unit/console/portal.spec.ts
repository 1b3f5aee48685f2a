import type { AgencyView } from '../../../src/dispatch/agency-view.js';
import type { Database } from '../../../src/database/database.js';
import { PortalLists } from '../../../src/console/portal/portal-lists.js';
import { shippedTenant } from '../../kit/shipped.js';
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

it('says what and where as its agency may read it, whether or not the citizen is known', async () => {
  const row = { dispatchId: ID, category: null, dueAt: null, dispatchedAt: new Date(0), respondedAt: null };
  const view = {
    messages: [{ text: 'Jalan berlubang, NIK saya […]', at: new Date(0) }],
    place: { landmark: '[…], depan SDN 1' },
  };
  const lists = new PortalLists({
    database: { query: async () => [row] } as unknown as Database,
    views: { of: async () => view as unknown as AgencyView },
  });
  const { rows } = await lists.page(shippedTenant('tanah-bumbu'), { agency: 'pupr', unit: null }, 'open');
  expect(rows).toMatchObject([{ beginning: 'Jalan berlubang, NIK saya […]', place: '[…], depan SDN 1' }]);
});
