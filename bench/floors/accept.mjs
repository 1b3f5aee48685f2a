import pg from 'pg';
import { inBatches, oneByOne, openDoor } from './door.mjs';

/** Floors of bench:accept: `node bench/floors/accept.mjs insert|batch <database url>`; prints {"port": ...}. */
const [mode, connectionString] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString, max: mode === 'batch' ? 1 : 20, keepAlive: true });
const port = await openDoor(mode === 'batch' ? inBatches(pool) : oneByOne(pool));
process.stdout.write(`${JSON.stringify({ port })}\n`);
process.once('SIGTERM', () => process.exit(0));
