import pg from 'pg';
import { say } from './run.mjs';

/** Copies of one statement. */
const AT_ONCE = 100_000;
/** As the migration makes it. */
const WORDS = "CREATE INDEX IF NOT EXISTS ix_ticket_words ON ticket USING gin (to_tsvector('indonesian', description))";

/** A UUIDv7 of a moment, as SQL. @param {string} at */
const idAt = (at) =>
  `(lpad(to_hex((extract(epoch FROM ${at}) * 1000)::bigint), 12, '0') || '7' || substr(md5(random()::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid`;

/**
 * Fills a seeded database up with copies of its tickets, for lists and searches: each with an id, a number and times of its
 * own, with the deadlines that are still owed and the messages that failed. Conversations, decisions and timelines are
 * the originals' alone. A copy is marked as split off its original, since only such tickets share an opening message.
 * @param {string} url @param {string} tenant @param {number} wanted tickets in the end
 */
export async function moreTickets(url, tenant, wanted) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('SET synchronous_commit = off');
    const count = async () => Number((await client.query('SELECT count(*) AS n FROM ticket')).rows[0].n);
    let have = await count();
    if (have >= wanted) {
      // A run that was broken off may have left it out.
      await client.query(WORDS);
      return;
    }
    // An index of words is made at one go in a tenth of the time.
    await client.query('DROP INDEX IF EXISTS ix_ticket_words');
    while (have < wanted) {
      const amount = Math.min(AT_ONCE, wanted - have);
      await copy(client, tenant, amount);
      have += amount;
      say(`${String(have)} of ${String(wanted)} tickets`);
    }
    say('the index of words ...');
    await client.query("SET maintenance_work_mem = '256MB'");
    await client.query(WORDS);
    for (const table of ['ticket', 'ticket_deadline', 'outbound_message'])
      await client.query(`VACUUM (ANALYZE) ${table}`);
  } finally {
    await client.end();
  }
}

/** @param {pg.Client} client @param {string} tenant @param {number} amount */
async function copy(client, tenant, amount) {
  await client.query('BEGIN');
  // Within two days of its original, before it; whole milliseconds, as the gateway writes them.
  await client.query(`
    CREATE TEMP TABLE copied ON COMMIT DROP AS
    SELECT id AS original, ${idAt('opened_at - shift')} AS id, shift, nextval('"ticket_number_${tenant}"') AS n FROM (
      SELECT id, opened_at, make_interval(secs => floor(random() * 172800000) / 1000) AS shift
      FROM ticket, generate_series(1, (SELECT ${String(amount)} / count(*)::int + 1 FROM ticket WHERE split_from IS NULL AND tenant = '${tenant}'))
      WHERE split_from IS NULL AND tenant = '${tenant}' ORDER BY random() LIMIT ${String(amount)}) t`);
  await client.query('ANALYZE copied');
  await client.query(`
    INSERT INTO ticket SELECT r.* FROM copied c JOIN ticket t ON t.id = c.original
    CROSS JOIN LATERAL jsonb_populate_record(t, jsonb_build_object(
      'id', c.id, 'split_from', t.id, 'tracking_hash', '\\x' || encode(sha256(c.id::text::bytea), 'hex'),
      'number', split_part(t.number, '-', 1) || '-' || lpad(c.n::text, greatest(6, length(c.n::text)), '0'),
      'opened_at', t.opened_at - c.shift, 'due_at', t.due_at - c.shift, 'updated_at', t.updated_at - c.shift)) r`);
  await client.query(`
    INSERT INTO ticket_deadline SELECT r.* FROM copied c JOIN ticket_deadline d ON d.ticket_id = c.original CROSS JOIN LATERAL jsonb_populate_record(d, jsonb_build_object(
      'id', gen_random_uuid(), 'ticket_id', c.id, 'started_at', d.started_at - c.shift, 'due_at', d.due_at - c.shift, 'wake_at', null)) r
    WHERE d.met_at IS NULL AND d.ended_at IS NULL AND d.due_at IS NOT NULL`);
  await client.query(`
    INSERT INTO outbound_message SELECT r.* FROM copied c JOIN outbound_message m ON m.ticket_id = c.original
    CROSS JOIN LATERAL jsonb_populate_record(m, jsonb_build_object(
      'id', ${idAt('m.created_at - c.shift')}, 'ticket_id', c.id, 'idempotency_key', 'copy:' || c.id || m.id,
      'provider_hash', null, 'created_at', m.created_at - c.shift)) r
    WHERE m.state = 'failed'`);
  await client.query('COMMIT');
}
