import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';
import { systemClock } from '../observability/clock.js';

const POOL_BYTES = 4096;
const RANDOM_BYTES = 16;
const pool = new Uint8Array(POOL_BYTES);
let offset = POOL_BYTES;
let lastMs = 0;
let sequence = 0;

/**
 * A UUIDv7 (RFC 9562, 5.7): later ids of this process sort behind earlier ones, within a millisecond too.
 * The library asks the system for random bytes at each id; here they come for 256 at a time.
 */
export function newId(): string {
  if (offset >= POOL_BYTES) {
    randomFillSync(pool);
    offset = 0;
  }
  const random = pool.slice(offset, offset + RANDOM_BYTES);
  offset += RANDOM_BYTES;
  // The system's clock, whatever a test makes of the gateway's: ids only sort, and must never go back.
  const ms = Math.max(systemClock.now().getTime(), lastMs);
  sequence = ms > lastMs ? 0 : sequence + 1;
  lastMs = ms;
  return v7({ random, msecs: ms, seq: sequence });
}
