import { timingSafeEqual } from 'node:crypto';
import { parse } from 'node:querystring';
import Fastify from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { CHANNEL, PATH, PUBLIC_URL, signatureOf } from '../kit/messages.mjs';
import { hash, KEY_ID, seal } from './sealing.mjs';

/** Bare Fastify in front of the floors: parses the form, checks the signature, encrypts, and hands on the row. */

/**
 * @typedef {object} Row
 * @property {string} id
 * @property {Buffer} externalHash
 * @property {Buffer} senderHash
 * @property {Buffer} eventSealed
 * @property {Buffer} rawSealed
 * @property {Date} receivedAt
 */

const ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response/>';
const RING_AFTER_SECONDS = 15;

/**
 * @param {(row: Row) => Promise<unknown>} store resolves once the row is committed
 * @returns {Promise<number>} the port
 */
export async function openDoor(store) {
  const app = Fastify();
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  app.post(PATH, async (request, reply) => {
    const body = /** @type {Buffer} */ (request.body);
    const form = /** @type {Record<string, string>} */ (parse(body.toString('utf8')));
    const given = Buffer.from(String(request.headers['x-twilio-signature'] ?? ''));
    const expected = Buffer.from(signatureOf(PUBLIC_URL + PATH, form));
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return reply.code(403).send();
    await store(toRow(form, String(request.headers['content-type']), body));
    return reply.type('text/xml; charset=utf-8').send(ANSWER);
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  return /** @type {import('node:net').AddressInfo} */ (app.server.address()).port;
}

/** @param {Record<string, string>} form @param {string} contentType @param {Buffer} body @returns {Row} */
function toRow(form, contentType, body) {
  const id = uuidv7();
  const event = JSON.stringify({
    type: 'message',
    externalId: form.MessageSid,
    from: { kind: 'phone', value: form.From },
    to: [form.To],
    text: form.Body,
    attachments: [],
    thread: {},
    nature: 'person',
  });
  return {
    id,
    externalHash: hash(`${CHANNEL}\n${String(form.MessageSid)}`),
    senderHash: hash(`phone:${String(form.From)}`),
    eventSealed: seal(event, `inbound_message.event:${id}`),
    rawSealed: seal(Buffer.concat([Buffer.from(`${contentType}\n`), body]), `inbound_message.raw:${id}`),
    receivedAt: new Date(),
  };
}

const COLUMNS = `id, channel_id, kind, external_hash, event_type, sender_hash, key_id, event_sealed, raw_sealed,
  received_at, state, next_attempt_at, wake_at`;

const INSERT_ONE = `
  INSERT INTO inbound_message (${COLUMNS})
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'pending', $10, $11)
  ON CONFLICT (channel_id, external_hash) DO NOTHING`;

/** One INSERT a request, on a pool. @param {import('pg').Pool} pool @returns {(row: Row) => Promise<unknown>} */
export function oneByOne(pool) {
  return (row) => pool.query({ name: 'insert-one', text: INSERT_ONE, values: [
    row.id, CHANNEL, 'sms', row.externalHash, 'message', row.senderHash, KEY_ID, row.eventSealed, row.rawSealed,
    row.receivedAt, new Date(row.receivedAt.getTime() + RING_AFTER_SECONDS * 1000),
  ] }); // prettier-ignore
}

const INSERT_BATCH = `
  WITH stored AS (
    INSERT INTO inbound_message (${COLUMNS})
    SELECT id, channel_id, kind, external_hash, event_type, sender_hash, $9, event_sealed, raw_sealed,
      received_at, 'pending', received_at, received_at + make_interval(secs => $10)
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::bytea[], $7::bytea[], $8::bytea[], $11::timestamptz[])
      AS t(id, channel_id, kind, external_hash, event_type, sender_hash, event_sealed, raw_sealed, received_at)
    ON CONFLICT (channel_id, external_hash) DO NOTHING
    RETURNING id, channel_id, received_at
  ), counted AS (
    INSERT INTO intake_ledger (id, channel_id, received, at)
    SELECT (array_agg(id))[1], channel_id, count(*), max(received_at) FROM stored GROUP BY channel_id
  )
  SELECT id FROM stored`;
const MOST_ROWS = 200;

/**
 * The micro-batch: flushed as soon as the last one returned, no timer, one in flight.
 * @param {import('pg').Pool} pool
 * @param {(rows: readonly Row[]) => void} [stored] told after each commit
 * @returns {(row: Row) => Promise<unknown>}
 */
export function inBatches(pool, stored) {
  /** @type {{ row: Row, resolve: (value?: unknown) => void, reject: (error: unknown) => void }[]} */
  let waiting = [];
  let running = false;

  async function run() {
    running = true;
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const batch = waiting.slice(0, MOST_ROWS);
      waiting = waiting.slice(MOST_ROWS);
      const rows = batch.map(({ row }) => row);
      try {
        await pool.query({ name: 'insert-batch', text: INSERT_BATCH, values: [
          rows.map(({ id }) => id), rows.map(() => CHANNEL), rows.map(() => 'sms'), rows.map(({ externalHash }) => externalHash),
          rows.map(() => 'message'), rows.map(({ senderHash }) => senderHash), rows.map(({ eventSealed }) => eventSealed),
          rows.map(({ rawSealed }) => rawSealed), KEY_ID, RING_AFTER_SECONDS, rows.map(({ receivedAt }) => receivedAt),
        ] }); // prettier-ignore
        for (const { resolve } of batch) resolve();
        stored?.(rows);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    running = false;
  }

  return (row) =>
    new Promise((resolve, reject) => {
      waiting.push({ row, resolve, reject });
      if (!running) void run();
    });
}
