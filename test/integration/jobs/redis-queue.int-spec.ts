import { Redis } from 'ioredis';
import { QueueEngine } from '../../../src/jobs/queue-engine.js';
import { testRedisUrl } from '../../kit/redis.js';
import { describeIfRedis } from '../../kit/require.js';
import { queueContract } from './queue-contract.js';

async function withRedis<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(testRedisUrl() ?? '');
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

describeIfRedis('BullMQ on Redis', () => {
  queueContract({
    open: () => QueueEngine.redis(testRedisUrl() ?? ''),
    flush: () =>
      withRedis(async (redis) => {
        await redis.flushdb();
      }),
    dump: () =>
      withRedis(async (redis) => {
        let text = '';
        for (const key of await redis.keys('bull:*'))
          if ((await redis.type(key)) === 'hash') text += JSON.stringify(await redis.hgetall(key));
        return text;
      }),
  });
});
