import { parseRedisUrl, whereOf } from '../../../src/jobs/redis-url.js';

it('is one server, sentinels with their master, or a cluster', () => {
  expect(parseRedisUrl('rediss://u:p@queue.example:6380/2')).toEqual({ kind: 'single', url: 'rediss://u:p@queue.example:6380/2' }); // prettier-ignore
  expect(parseRedisUrl('redis+sentinel://antre:a%40b@one.example:26380,two.example/utama/3')).toEqual({
    kind: 'sentinel',
    nodes: [
      { host: 'one.example', port: 26_380 },
      { host: 'two.example', port: 26_379 },
    ],
    master: 'utama',
    login: { username: 'antre', password: 'a@b', db: 3 },
  });
  expect(parseRedisUrl('redis+sentinel://one.example')).toMatchObject({ master: 'mymaster', login: {} });
  expect(parseRedisUrl('rediss+cluster://:p@[::1]:7000,two.example/')).toEqual({
    kind: 'cluster',
    nodes: [
      { host: '::1', port: 7_000 },
      { host: 'two.example', port: 6_379 },
    ],
    login: { password: 'p', tls: {} },
  });
});

it.each(['redis+sentinel://', 'redis+cluster://one.example/2', 'redis+cluster://one.example,,two', 'http://one.example', 'redis://'])(
  'is not %s',
  (url) => {
    expect(parseRedisUrl(url)).toBeUndefined();
  },
); // prettier-ignore

it('is named without its password', () => {
  for (const url of ['redis://:geheim@one.example:1', 'redis+sentinel://:geheim@one.example:1', 'redis+cluster://:geheim@one.example:1'])
    expect(whereOf(url)).toBe('one.example:1');
  expect(whereOf('rubbish')).toBe('REDIS_URL');
}); // prettier-ignore
