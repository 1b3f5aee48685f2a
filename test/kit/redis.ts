/**
 * The run's Redis, with a database number of this Jest worker's own: FLUSHDB is yours, FLUSHALL
 * is not. Undefined where redis-server is not installed (use `describeIfRedis`).
 */
export function testRedisUrl(): string | undefined {
  const url = process.env.KENTONGAN_TEST_REDIS_URL;
  return url === undefined ? undefined : `${url}/${process.env.JEST_WORKER_ID ?? '0'}`;
}
