import { v7 as uuidv7 } from 'uuid';
import { CHANNEL, SHORT_CODE } from '../kit/messages.mjs';
import { hash, KEY_ID, open, seal } from './sealing.mjs';
import { TENANTS } from './tenants.mjs';

/** The rows that one complaint becomes: the same tables and columns as the gateway writes, filled in plainly. */

const DAY_MS = 86_400_000;
const RING_AFTER_MS = 15_000;

/**
 * @typedef {object} Work
 * @property {Record<string, unknown>} contact
 * @property {Record<string, unknown>} address
 * @property {Record<string, unknown>} ticket
 * @property {Record<string, unknown>} event
 * @property {Record<string, unknown>[]} decisions
 * @property {Record<string, unknown>} outbound
 * @property {{ id: string, tenant: string, contactId: string, ticketId: string, textHash: Buffer, now: Date }} done
 * @property {string} to
 * @property {string} text
 */

/** @param {string} text @returns {typeof TENANTS['BADUNG']} */
export function tenantOf(text) {
  const keyword = /** @type {keyof typeof TENANTS} */ (text.slice(0, text.indexOf(' ')));
  return TENANTS[keyword];
}

/**
 * @param {{ id: string, senderHash: Buffer, eventSealed: Buffer, receivedAt: Date }} row of inbound_message
 * @returns {{ text: string, from: { kind: string, value: string } }}
 */
export function readEvent(row) {
  return JSON.parse(open(row.eventSealed, `inbound_message.event:${row.id}`));
}

/**
 * @param {{ id: string, senderHash: Buffer, receivedAt: Date }} row
 * @param {{ text: string, from: { kind: string, value: string } }} event
 * @param {number} sequence
 * @returns {Work}
 */
export function rowsFor(row, event, sequence) {
  const tenant = tenantOf(event.text);
  const now = new Date();
  const due = new Date(row.receivedAt.getTime() + 5 * DAY_MS);
  const [contactId, addressId, ticketId, outboundId] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  const number = `${tenant.prefix}-${String(sequence).padStart(6, '0')}`;
  const description = event.text.slice(event.text.indexOf(' ') + 1);
  const address = `phone:${event.from.value}`;
  const text = `${number} diterima. Aduan Anda diteruskan ke ${tenant.agencyName}, jawaban paling lambat ${due.toISOString().slice(0, 10)}. Cek: balas ${event.text.split(' ', 1)[0] ?? ''} STATUS ${String(sequence)}`;
  const decision = (/** @type {string} */ step, /** @type {string} */ outcome, /** @type {string} */ rule) => ({
    id: uuidv7(), inbound_id: row.id, ticket_id: ticketId, step, outcome, rule, score: 0.8, runner_up: null, version: tenant.version, at: now,
  }); // prettier-ignore
  return {
    contact: { id: contactId, tenant: tenant.slug, key_id: null, name_sealed: null, created_at: now },
    address: {
      id: addressId, contact_id: contactId, tenant: tenant.slug, kind: 'phone', lookup_hash: hash(`${tenant.slug}\n${address}`), key_id: KEY_ID,
      value_sealed: seal(address, `contact_address.value:${addressId}`), created_at: now,
    },
    ticket: {
      id: ticketId, tenant: tenant.slug, number, tracking_hash: hash(hash(row.id).toString('hex').slice(0, 14)), opening_message_id: row.id,
      contact_id: contactId, channel_id: CHANNEL, reply_channel_id: CHANNEL, reply_address_id: addressId, kind: 'complaint', state: 'received',
      category: tenant.category, level: 'normatif', urgency: 'normal', agency: tenant.agency, unit: null, description,
      district_code: null, village_code: null, landmark: null, latitude: null, longitude: null, anonymous: false, confidential: false,
      standard_version: tenant.version, calendar_version: 'id-2026', budget_amount: 5, budget_unit: 'working-days',
      opened_at: row.receivedAt, due_at: due, updated_at: now,
    },
    event: { id: uuidv7(), ticket_id: ticketId, type: 'opened', actor: 'citizen', inbound_id: row.id, outbound_id: null, data: '{"state":"received"}', at: now },
    decisions: [
      decision('identify', tenant.slug, `keyword ${event.text.split(' ', 1)[0] ?? ''}`),
      decision('categorise', tenant.category, 'words: jalan berlubang'),
      decision('route', tenant.agency, tenant.agency),
    ],
    outbound: {
      id: outboundId, idempotency_key: `acknowledgement:${row.id}`, channel_id: CHANNEL, kind: 'sms', tenant: tenant.slug, ticket_id: ticketId,
      inbound_id: row.id, purpose: 'acknowledgement', automatic: true, recipient_hash: row.senderHash, key_id: KEY_ID,
      to_sealed: seal(address, `outbound_message.to:${outboundId}`), body_sealed: seal(text, `outbound_message.body:${outboundId}`),
      // Committed as on its way before it leaves: who finds it after a crash knows that it may be out.
      state: 'sending', attempts: 1, next_attempt_at: now, wake_at: new Date(now.getTime() + RING_AFTER_MS), created_at: now,
    },
    done: { id: row.id, tenant: tenant.slug, contactId, ticketId, textHash: hash(`${tenant.slug}\n${description}`), now },
    to: event.from.value,
    text,
  }; // prettier-ignore
}

/** What is written once the far end has taken it. @param {string} outboundId @param {string} sid */
export function sentColumns(outboundId, sid) {
  return {
    providerHash: hash(`${CHANNEL}\n${sid}`),
    providerIdSealed: seal(sid, `outbound_message.provider_id:${outboundId}`),
  };
}

/** @param {string} to @param {string} text @param {string} callback @returns {string} the form of Twilio's Messages resource */
export function sendForm(to, text, callback) {
  return new URLSearchParams({ To: to, From: SHORT_CODE, Body: text, StatusCallback: callback }).toString();
}
