import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { KeyRing } from '../../dist/contacts/key-ring.js';
import { Vault } from '../../dist/contacts/vault.js';
import { CHANNEL, makeMessage } from './messages.mjs';
import { ROOT } from './processes.mjs';
import { query } from './rig.mjs';

/**
 * @typedef {object} Evidence what the drill's end state shows; every figure but `posted` should be 0
 * @property {number} posted
 * @property {number} lost messages without their row, their ticket or their acknowledgement
 * @property {number} doubled rows, tickets or acknowledgements beyond one a message
 * @property {number} strangers tickets and acknowledgements that belong to no posted message
 * @property {number} outOfOrder tickets of a sender opened before an earlier message's
 * @property {number} unsettled outbound messages neither sent nor delivered
 */

/**
 * Holds what was posted against the gateway's rows and the far end's own record.
 * @param {import('./rig.mjs').Rig} rig
 * @param {import('./rig.mjs').FarEnd} far
 * @param {{ set: number, senders: readonly (readonly number[])[] }} posted
 * @returns {Promise<Evidence>}
 */
export async function gather(rig, far, { set, senders }) {
  const vault = new Vault(KeyRing.open(join(rig.dataDir, 'keys.json')));
  const tickets = ticketsByMessage(await query(rig.databaseUrl, MESSAGES));
  /** @type {Map<string, number>} */
  const sent = new Map();
  for (const { citizen, text } of await far.sent()) count(sent, `${citizen} ${text.split(' ', 1)[0] ?? ''}`);

  const found = { posted: 0, lost: 0, doubled: 0, strangers: 0, outOfOrder: 0, unsettled: 0 };
  for (const messages of senders) {
    let last = '';
    for (const index of messages) {
      const { sid, from } = makeMessage(set, index, messages[0]);
      const key = vault.externalIdHash(CHANNEL, sid).toString('hex');
      const rows = tickets.get(key) ?? [];
      tickets.delete(key);
      found.posted += 1;
      found.doubled += Math.max(0, rows.length - 1);
      const [row] = rows;
      const acknowledgement = `${from} ${row?.number ?? ''}`;
      const acknowledged = sent.get(acknowledgement) ?? 0;
      sent.delete(acknowledgement);
      if (!row?.number || acknowledged === 0) found.lost += 1;
      found.doubled += Math.max(0, acknowledged - 1);
      if (row?.ticketId && row.ticketId < last) found.outOfOrder += 1;
      last = row?.ticketId ?? last;
    }
  }
  found.strangers = tickets.size + [...sent.values()].reduce((sum, n) => sum + n, 0);
  const [{ n }] = await query(
    rig.databaseUrl,
    `SELECT count(*)::int AS n FROM outbound_message WHERE state NOT IN ('sent', 'delivered')`,
  );
  found.unsettled = n;
  return found;
}

/** UUIDv7 keys sort by the moment they were made: a ticket's is made when it is opened. */
const MESSAGES = `
  SELECT encode(m.external_hash, 'hex') AS key, t.id AS "ticketId", t.number
  FROM inbound_message m LEFT JOIN ticket t ON t.opening_message_id = m.id
  WHERE m.event_type = 'message'`;

/** @param {readonly { key: string, ticketId: string | null, number: string | null }[]} rows */
function ticketsByMessage(rows) {
  /** @type {Map<string, { ticketId: string | null, number: string | null }[]>} */
  const found = new Map();
  for (const row of rows) found.set(row.key, [...(found.get(row.key) ?? []), row]);
  return found;
}

/** @param {Map<string, number>} counts @param {string} key */
function count(counts, key) {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/**
 * `kentongan reconcile --json`, as an operator would call it.
 * @param {Record<string, string>} env
 * @returns {Promise<{ ok: boolean, channels: { channelId: string, received: number, ticket: number, pending: number }[] }>}
 */
export function reconcile(env) {
  const { PATH = '', HOME = '' } = process.env;
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ['dist/cli.js', 'reconcile', '--json'],
      { cwd: ROOT, env: { PATH, HOME, ...env } },
      (error, stdout, stderr) => {
        // Exit code 1 says that it does not add up, and the document says where.
        if (stdout.trim() === '') reject(error ?? new Error(`reconcile printed nothing: ${stderr}`));
        else resolve(JSON.parse(stdout));
      },
    );
  });
}
