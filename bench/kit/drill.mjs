import { once } from 'node:events';
import { join } from 'node:path';
import { KeyRing } from '../../dist/contacts/key-ring.js';
import { Vault } from '../../dist/contacts/vault.js';
import { ready, sleep, start } from './processes.mjs';
import { query } from './rig.mjs';
import { say } from './run.mjs';

/** Leases, sweeps, and the minute that a provider's list gets to settle before a message is sent again. */
const DRAIN_MS = 240_000;

/** Small leases, so that the drill need not wait for the shipped ones. @param {any} queue */
export function hasten(queue) {
  queue.set('leaseSeconds', 5);
  queue.set('sweepSeconds', 1);
  queue.set('ringAfterSeconds', 3);
}

/** @param {number} seed @returns {() => number} 0 to 1, the same row for the same seed (mulberry32) */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const STATE = `
  SELECT (SELECT count(*)::int FROM inbound_message WHERE event_type = 'message') AS received,
    (SELECT count(*)::int FROM inbound_message WHERE state = 'pending') AS pending,
    (SELECT count(*)::int FROM outbound_message WHERE state = 'queued') AS queued,
    (SELECT count(*)::int FROM outbound_message WHERE state = 'sending') AS sending,
    (SELECT count(*)::int FROM outbound_message WHERE state = 'unknown') AS unknown`;

/**
 * Waits until nothing is under way any more.
 * @param {import('./rig.mjs').Rig} rig @param {readonly string[]} [lasting] what may stay: `unknown` where the provider can't be asked
 * @returns {Promise<number>} milliseconds
 */
export async function settle(rig, lasting = []) {
  const start = performance.now();
  for (let said = start; performance.now() - start < DRAIN_MS;) {
    const [state] = await query(rig.databaseUrl, STATE);
    const left = { ...state };
    for (const name of ['received', ...lasting]) delete left[name];
    if (Object.values(left).every((n) => n === 0)) break;
    if (performance.now() - said > 10_000) {
      say(`${rig.engine}: ${JSON.stringify(left)} left`);
      said = performance.now();
    }
    await sleep(500);
  }
  return performance.now() - start;
}

/** A gateway that is killed and started again. */
export class MortalGateway {
  /** @param {import('./rig.mjs').Rig} rig @param {Record<string, string>} env @param {number} port */
  constructor(rig, env, port) {
    this.rig = rig;
    this.env = env;
    this.port = port;
  }

  start() {
    this.started = start(process.execPath, ['dist/main.js'], { env: this.env, logFile: this.rig.log('gateway') });
    this.rig.children.push(this.started.child);
  }

  async ready() {
    await ready(this.port, /** @type {import('./processes.mjs').Started} */ (this.started));
  }

  async kill() {
    const { child } = /** @type {import('./processes.mjs').Started} */ (this.started);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    this.start();
  }
}

/** With the gateway's own keys. @param {import('./rig.mjs').Rig} rig */
export function openVault(rig) {
  return new Vault(KeyRing.open(join(rig.dataDir, 'keys.json')));
}

/**
 * What became of one channel's messages: rows and tickets by the message's identity at the provider.
 * @typedef {{ ticketId: string | null, number: string | null, acknowledgement: string | null }} Outcome
 * @param {import('./rig.mjs').Rig} rig @param {string} channelId
 * @returns {Promise<(externalId: string) => Outcome[]>}
 */
export async function outcomes(rig, channelId) {
  const vault = openVault(rig);
  const rows = await query(
    rig.databaseUrl,
    `SELECT encode(m.external_hash, 'hex') AS key, t.id AS "ticketId", t.number, o.state AS acknowledgement
     FROM inbound_message m LEFT JOIN ticket t ON t.opening_message_id = m.id
       LEFT JOIN outbound_message o ON o.ticket_id = t.id AND o.purpose = 'acknowledgement'
     WHERE m.channel_id = $1 AND m.event_type = 'message'`,
    [channelId],
  );
  /** @type {Map<string, Outcome[]>} */
  const found = new Map();
  for (const { key, ...row } of rows) found.set(key, [...(found.get(key) ?? []), row]);
  return (externalId) => found.get(vault.externalIdHash(channelId, externalId).toString('hex')) ?? [];
}
