import { readEvent, rowsFor, sentColumns, tenantOf } from './ticket-rows.mjs';

/** The same row changes set-based: a transaction for up to a hundred messages, their sends together, one UPDATE for the results. */

const MOST = 100;
/** Batches under way: one in the database while another's messages leave. */
const CONCURRENCY = 2;

const READ = `SELECT id, sender_hash AS "senderHash", event_sealed AS "eventSealed", received_at AS "receivedAt"
  FROM inbound_message WHERE id = ANY($1::uuid[]) AND state = 'pending' FOR UPDATE`;
const DONE = `UPDATE inbound_message m SET state = 'done', outcome = 'ticket', tenant = d.tenant, contact_id = d.contact_id, ticket_id = d.ticket_id,
    text_hash = d.text_hash, processed_at = d.at, attempts = m.attempts + 1
  FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::bytea[], $6::timestamptz[]) AS d(id, tenant, contact_id, ticket_id, text_hash, at)
  WHERE m.id = d.id`;
const SENT = `UPDATE outbound_message o SET state = 'sent', provider_hash = s.hash, provider_id_sealed = s.sealed, segments = 1, sent_at = now()
  FROM unnest($1::uuid[], $2::bytea[], $3::bytea[]) AS s(id, hash, sealed) WHERE o.id = s.id AND o.state = 'sending'`;

/** @param {import('pg').Pool} pool @param {(to: string, text: string) => Promise<string>} send @param {Types} types */
export function batched(pool, send, types) {
  /** @type {string[]} */
  let waiting = [];
  let active = 0;

  async function worker() {
    active += 1;
    while (waiting.length > 0) {
      const ids = waiting.slice(0, MOST);
      waiting = waiting.slice(MOST);
      await handle(pool, send, types, ids);
    }
    active -= 1;
  }

  return (/** @type {readonly { id: string }[]} */ rows) => {
    for (const { id } of rows) waiting.push(id);
    if (active < CONCURRENCY) void worker();
  };
}

/** @param {import('pg').Pool} pool @param {(to: string, text: string) => Promise<string>} send @param {Types} types @param {readonly string[]} ids */
async function handle(pool, send, types, ids) {
  const client = await pool.connect();
  /** @type {import('./ticket-rows.mjs').Work[]} */
  let works;
  try {
    await client.query('BEGIN');
    const { rows } = await client.query({ name: 'read', text: READ, values: [ids] });
    const events = rows.map(readEvent);
    const numbers = await takeNumbers(client, events);
    works = rows.map((row, index) => rowsFor(row, /** @type {any} */ (events[index]), /** @type {number} */ (numbers[index])));
    await insert(client, types, 'contact', works.map(({ contact }) => contact));
    await insert(client, types, 'contact_address', works.map(({ address }) => address));
    await insert(client, types, 'ticket', works.map(({ ticket }) => ticket));
    await insert(client, types, 'ticket_event', works.map(({ event }) => event));
    await insert(client, types, 'decision', works.flatMap(({ decisions }) => decisions));
    await insert(client, types, 'outbound_message', works.map(({ outbound }) => outbound));
    const done = works.map((work) => work.done);
    await client.query({ name: 'done', text: DONE, values: [
      done.map(({ id }) => id), done.map(({ tenant }) => tenant), done.map(({ contactId }) => contactId), done.map(({ ticketId }) => ticketId),
      done.map(({ textHash }) => textHash), done.map(({ now }) => now),
    ] });
    await client.query('COMMIT');
  } finally {
    client.release();
  } // prettier-ignore
  const sids = await Promise.all(works.map(({ to, text }) => send(to, text)));
  const sent = works.map(({ outbound }, index) => sentColumns(String(outbound.id), sids[index] ?? ''));
  await pool.query({
    name: 'sent',
    text: SENT,
    values: [
      works.map(({ outbound }) => outbound.id),
      sent.map(({ providerHash }) => providerHash),
      sent.map(({ providerIdSealed }) => providerIdSealed),
    ],
  });
}

/** @param {import('pg').PoolClient} client @param {readonly { text: string }[]} events @returns {Promise<number[]>} one each */
async function takeNumbers(client, events) {
  const slugs = events.map(({ text }) => tenantOf(text).slug);
  /** @type {Map<string, number[]>} */
  const taken = new Map();
  for (const slug of new Set(slugs)) {
    const wanted = slugs.filter((other) => other === slug).length;
    const text = `SELECT nextval('"ticket_number_${slug}"') AS n FROM generate_series(1, $1)`;
    const { rows } = await client.query({ name: `numbers-${slug}`, text, values: [wanted] });
    taken.set(
      slug,
      rows.map(({ n }) => Number(n)),
    );
  }
  return slugs.map((slug) => /** @type {number} */ (taken.get(slug)?.shift()));
}

/** @typedef {Map<string, string>} Types `table.column` to its SQL type */

/** @param {import('pg').Pool} pool @returns {Promise<Types>} */
export async function columnTypes(pool) {
  const { rows } = await pool.query(
    `SELECT table_name || '.' || column_name AS name, udt_name AS type FROM information_schema.columns WHERE table_schema = 'public'`,
  );
  return new Map(rows.map(({ name, type }) => [name, type]));
}

/** @param {import('pg').PoolClient} client @param {Types} types @param {string} table @param {readonly Record<string, unknown>[]} rows */
async function insert(client, types, table, rows) {
  const columns = Object.keys(rows[0] ?? {});
  const arrays = columns.map((name, index) => `$${String(index + 1)}::${types.get(`${table}.${name}`) ?? 'text'}[]`);
  const text = `INSERT INTO ${table} (${columns.join(', ')}) SELECT * FROM unnest(${arrays.join(', ')})`;
  await client.query({ name: `insert-${table}`, text, values: columns.map((name) => rows.map((row) => row[name])) });
}
