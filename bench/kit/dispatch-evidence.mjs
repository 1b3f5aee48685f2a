import { sealedIn } from '../../dist/contacts/vault-context.js';
import { openVault } from './drill.mjs';
import { query } from './rig.mjs';
import { say } from './run.mjs';

/** What a drill of dispatching finds in the end: beside the outbox, what reached telephones and an agency's system. */

const OUTBOUND = `
  SELECT id, key_id, to_sealed, body_sealed, state, purpose, audience, ticket_id FROM outbound_message WHERE channel_id = 'sms-1708'`;

/** @param {Rig} rig @param {import('./rig.mjs').FarEnd} far @param {number} sinkPort @param {number} total */
export async function countDispatching(rig, far, sinkPort, total) {
  const vault = openVault(rig);
  /** @type {Map<string, number>} what reached telephones, by address and words */
  const heard = new Map();
  for (const { citizen, text } of await far.sent())
    heard.set(`${citizen}\n${text}`, (heard.get(`${citizen}\n${text}`) ?? 0) + 1);
  const found = {
    lost: 0,
    doubled: 0,
    strangers: 0,
    unknown: 0,
    stuck: 0,
    messages: 0,
    webhooks: 0,
    repeats: 0,
    forged: 0,
  };
  for (const { id, key_id, to_sealed, body_sealed, state, purpose, audience } of await query(
    rig.databaseUrl,
    OUTBOUND,
  )) {
    const to = vault.openText(to_sealed, key_id, sealedIn.outboundTo(id)).replace(/^phone:/, '');
    const key = `${to}\n${vault.openText(body_sealed, key_id, sealedIn.outboundBody(id))}`;
    const times = heard.get(key) ?? 0;
    heard.delete(key);
    found.messages += 1;
    found.doubled += Math.max(0, times - 1);
    if (times > 1) say(`${rig.engine}: ${purpose} for ${audience} came ${String(times)} times`);
    if (state === 'unknown') found.unknown += 1;
    else if (times === 0) found.lost += 1;
  }
  found.strangers = [...heard.values()].reduce((sum, n) => sum + n, 0);
  await countByTicket(rig, found, total);
  await countWebhooks(rig, sinkPort, found);
  return found;
}

/** What belongs to each ticket by the rules, whatever the outbox holds: one dispatch, one notice of it, one answer. */
async function countByTicket(
  /** @type {Rig} */ rig,
  /** @type {Record<string, number>} */ found,
  /** @type {number} */ total,
) {
  const rows = await query(
    rig.databaseUrl,
    `SELECT t.state, jsonb_build_object(
       'dispatches', (SELECT count(*)::int FROM dispatch d WHERE d.ticket_id = t.id),
       'responses', (SELECT count(*)::int FROM response r WHERE r.ticket_id = t.id AND r.state = 'used'),
       'notices', (SELECT count(*)::int FROM outbound_message o WHERE o.ticket_id = t.id AND o.purpose = 'dispatch' AND o.dispatch_id IS NOT NULL AND o.kind = 'sms'),
       'acknowledgements', (SELECT count(*)::int FROM outbound_message o WHERE o.ticket_id = t.id AND o.purpose = 'acknowledgement'),
       'answers', (SELECT count(*)::int FROM outbound_message o WHERE o.ticket_id = t.id AND o.purpose = 'answer')) AS counts
     FROM ticket t`,
  );
  found.stuck = rows.filter(({ state }) => state !== 'answered').length;
  found.lost += Math.max(0, total - rows.length);
  found.strangers += Math.max(0, rows.length - total);
  for (const { counts } of rows)
    for (const [what, n] of Object.entries(counts)) {
      if (n === 0) found.lost += 1;
      if (n > 1) found.doubled += n - 1;
      if (n !== 1) say(`${rig.engine}: a ticket with ${String(n)} ${what}`);
    }
}

/** An event comes at least once, always under its own id. @param {Rig} rig @param {number} sinkPort @param {Record<string, number>} found */
async function countWebhooks(rig, sinkPort, found) {
  const { seen, forged } = await (await fetch(`http://127.0.0.1:${String(sinkPort)}/seen`)).json();
  const ids = new Set(seen.map((/** @type {{ id: string }} */ { id }) => id));
  const rows = await query(rig.databaseUrl, "SELECT id, state FROM outbound_message WHERE kind = 'webhook'");
  for (const { id, state } of rows) {
    if (ids.delete(id)) continue;
    if (state === 'unknown') found.unknown += 1;
    else found.lost += 1;
  }
  const events = new Map(
    seen.map((/** @type {any} */ { id, type, number, agency }) => [id, `${type} ${number} ${agency}`]),
  );
  found.webhooks = rows.length;
  found.repeats = seen.length - events.size;
  const tellings = [...events.values()];
  for (const event of tellings.filter((each, index) => tellings.indexOf(each) !== index)) {
    say(`${rig.engine}: two events say ${event}`);
    found.doubled += 1;
  }
  found.strangers += ids.size;
  found.forged = forged;
  for (const type of ['dispatch.created', 'ticket.answered']) {
    const [{ n }] = await query(rig.databaseUrl, 'SELECT count(*)::int AS n FROM ticket');
    const told = new Set([...events.values()].filter((event) => event.startsWith(`${type} `))).size;
    found.lost += Math.max(0, n - told);
  }
}
