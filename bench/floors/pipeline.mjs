import pg from 'pg';
import { batched, columnTypes } from './batched.mjs';
import { inBatches, openDoor } from './door.mjs';
import { senderTo } from './far-end-client.mjs';
import { perMessage } from './per-message.mjs';
import { TENANTS } from './tenants.mjs';

/**
 * Floors of bench:pipeline: `node bench/floors/pipeline.mjs message|batch <database url> <far end>`; prints
 * {"port": ...}. Takes in by the micro-batch and works off in the same process, without a queue in between.
 */
const [mode, connectionString = '', apiBase = ''] = process.argv.slice(2);
const intake = new pg.Pool({ connectionString, max: 1, keepAlive: true });
const pool = new pg.Pool({ connectionString, max: 20, keepAlive: true });
for (const { slug } of Object.values(TENANTS))
  await pool.query(`CREATE SEQUENCE IF NOT EXISTS "ticket_number_${slug}"`);
const send = senderTo(apiBase);
const work = mode === 'batch' ? batched(pool, send, await columnTypes(pool)) : perMessage(pool, send);
const port = await openDoor(inBatches(intake, work));
process.stdout.write(`${JSON.stringify({ port })}\n`);
process.once('SIGTERM', () => process.exit(0));
