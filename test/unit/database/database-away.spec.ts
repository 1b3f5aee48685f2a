import { isDatabaseAway } from '../../../src/database/database-away.js';
import { runMigrations } from '../../../src/database/migrate.js';

const coded = (code: string): Error => Object.assign(new Error('x'), { code });

it.each(['ECONNREFUSED', 'ECONNRESET', '08006', '53300', '57P01', '57P03'])('%s may succeed in a moment', (code) => {
  expect(isDatabaseAway(coded(code))).toBe(true);
});

it.each(['23505', '57014', 'ENOENT', '22P05'])('%s is no matter of waiting', (code) => {
  expect(isDatabaseAway(coded(code))).toBe(false);
});

it('knows what pg says without a code, and nothing else', () => {
  expect(isDatabaseAway(new Error('Connection terminated unexpectedly'))).toBe(true);
  expect(isDatabaseAway(new Error('timeout exceeded when trying to connect'))).toBe(true);
  expect([new Error('something'), 'Connection terminated', null].map(isDatabaseAway)).toEqual([false, false, false]);
});

it('is said in words at the start, without the password', async () => {
  const url = 'postgres://kantor:rahasia@127.0.0.1:1/aduan';
  const error: unknown = await runMigrations(url).catch((refused: unknown) => refused);
  expect(error).toMatchObject({ code: 'database-unreachable' });
  expect(String(error)).toContain('127.0.0.1:1');
  expect(String(error)).not.toContain('rahasia');
});
