import { readEvent, rowsFor, sentColumns, tenantOf } from './ticket-rows.mjs';

/**
 * One transaction a message, its statements one after the other as one writes them plainly (prepared, on a
 * pool); then the send; then its result. Ten messages at a time.
 */

const CONCURRENCY = 10;

const READ = `SELECT id, sender_hash AS "senderHash", event_sealed AS "eventSealed", received_at AS "receivedAt"
  FROM inbound_message WHERE id = $1 AND state = 'pending' FOR UPDATE`;
const DONE = `UPDATE inbound_message SET state = 'done', outcome = 'ticket', tenant = $2, contact_id = $3, ticket_id = $4, text_hash = $5,
  processed_at = $6, attempts = attempts + 1 WHERE id = $1`;
const SENT = `UPDATE outbound_message SET state = 'sent', provider_hash = $2, provider_id_sealed = $3, segments = 1, sent_at = now()
  WHERE id = $1 AND state = 'sending'`;

/** @param {import('pg').Pool} pool @param {(to: string, text: string) => Promise<string>} send */
export function perMessage(pool, send) {
  /** @type {string[]} */
  const waiting = [];
  let active = 0;

  async function worker() {
    active += 1;
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) await handle(pool, send, id);
    active -= 1;
  }

  return (/** @type {readonly { id: string }[]} */ rows) => {
    for (const { id } of rows) waiting.push(id);
    while (active < CONCURRENCY && active < waiting.length) void worker();
  };
}

/** @param {import('pg').Pool} pool @param {(to: string, text: string) => Promise<string>} send @param {string} id */
async function handle(pool, send, id) {
  const client = await pool.connect();
  /** @type {import('./ticket-rows.mjs').Work} */
  let work;
  try {
    await client.query('BEGIN');
    const { rows } = await client.query({ name: 'read', text: READ, values: [id] });
    const event = readEvent(rows[0]);
    const { slug } = tenantOf(event.text);
    const next = await client.query({ name: `number-${slug}`, text: `SELECT nextval('"ticket_number_${slug}"') AS n` });
    work = rowsFor(rows[0], event, Number(next.rows[0].n));
    for (const [table, row] of [['contact', work.contact], ['contact_address', work.address], ['ticket', work.ticket], ['ticket_event', work.event]]) {
      await client.query(insert(/** @type {string} */ (table), [/** @type {any} */ (row)]));
    } // prettier-ignore
    await client.query(insert('decision', work.decisions));
    await client.query(insert('outbound_message', [work.outbound]));
    const { done } = work;
    await client.query({
      name: 'done',
      text: DONE,
      values: [done.id, done.tenant, done.contactId, done.ticketId, done.textHash, done.now],
    });
    await client.query('COMMIT');
  } finally {
    client.release();
  }
  const outboundId = String(work.outbound.id);
  const { providerHash, providerIdSealed } = sentColumns(outboundId, await send(work.to, work.text));
  await pool.query({ name: 'sent', text: SENT, values: [outboundId, providerHash, providerIdSealed] });
}

/** @type {Map<string, string>} */
const texts = new Map();

/** @param {string} table @param {readonly Record<string, unknown>[]} rows all with the same columns */
function insert(table, rows) {
  const columns = Object.keys(rows[0] ?? {});
  let text = texts.get(table);
  if (text === undefined) {
    const tuples = rows.map(
      (_, row) => `(${columns.map((__, column) => `$${String(row * columns.length + column + 1)}`).join(', ')})`,
    );
    text = `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${tuples.join(', ')}`;
    texts.set(table, text);
  }
  return { name: `insert-${table}`, text, values: rows.flatMap((row) => Object.values(row)) };
}
