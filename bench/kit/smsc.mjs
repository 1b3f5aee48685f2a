import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import smpp from 'smpp';

/**
 * An operator's SMSC as a process of its own, which may be killed: `node smsc.mjs PORT JOURNAL PARTS`. PARTS is a file of deliver_sm, one
 * JSON a line; what was delivered and submitted is in JOURNAL before it is answered, so that a new process goes on where the last one died.
 */

const [port = '0', journal = '', partsFile = ''] = process.argv.slice(2);
const WINDOW = 8;
const RECEIPT_MS = 400;
/** Every so many submissions one is throttled. */
const THROTTLED_EACH = 12;

/** @typedef {{ id: string, fields: Record<string, any>, notBefore?: number }} Delivery */

const known = existsSync(journal) ? readFileSync(journal, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line)) : []; // prettier-ignore
const done = new Set(known.filter(({ type }) => type === 'delivered').map(({ id }) => id));
/** @type {Delivery[]} */
const waiting = readFileSync(partsFile, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line))
  .concat(known.filter(({ type }) => type === 'submitted').map(receiptOf))
  .filter(({ id }) => !done.has(id));
let submissions = known.filter(({ type }) => type === 'submitted').length;
let turn = 0;

/** @param {{ messageId: string, to: string }} submitted @returns {Delivery} */
function receiptOf({ messageId, to }) {
  const text = `id:${messageId} sub:001 dlvrd:001 submit date:2611210800 done date:2611210801 stat:DELIVRD err:000 text:`;
  const fields = { source_addr: to, destination_addr: '1708', esm_class: 4, short_message: text };
  return { id: `receipt-${messageId}`, fields, notBefore: Date.now() + RECEIPT_MS };
}

/** @param {object} entry */
const note = (entry) => appendFileSync(journal, `${JSON.stringify(entry)}\n`);

const server = smpp.createServer((/** @type {any} */ session) => {
  const inFlight = new Map();
  session.on('error', () => undefined);
  session.on('close', () => {
    // Whatever was not answered is tried again, over whichever connection there is.
    waiting.push(...inFlight.values());
    inFlight.clear();
    session.inFlight = undefined;
  });
  session.on('bind_transceiver', (/** @type {any} */ pdu) => {
    session.inFlight = inFlight;
    session.send(pdu.response({ system_id: 'smsc' }));
  });
  session.on('submit_sm', (/** @type {any} */ pdu) => {
    submissions += 1;
    if (submissions % THROTTLED_EACH === 0) {
      session.send(pdu.response({ command_status: 0x58 }));
      return;
    }
    const messageId = `${process.pid.toString(16)}${submissions.toString(16)}`;
    const entry = { type: 'submitted', messageId, to: pdu.destination_addr, last: pdu.registered_delivery === 1 };
    note(entry);
    session.send(pdu.response({ message_id: messageId }));
    if (entry.last) waiting.push(receiptOf(entry));
  });
  session.on('enquire_link', (/** @type {any} */ pdu) => session.send(pdu.response()));
  session.on('unbind', (/** @type {any} */ pdu) => {
    session.send(pdu.response());
    session.close();
  });
});
server.listen(Number(port), '127.0.0.1', () =>
  process.stdout.write(`${JSON.stringify({ port: server.address().port })}\n`),
);

/** A part leaves at its time, over the bound connections in turn. */
setInterval(() => {
  const bound = server.sessions.filter((/** @type {any} */ session) => session.inFlight !== undefined);
  if (bound.length === 0) return;
  const now = Date.now();
  const due = waiting.findIndex(({ notBefore = 0 }) => notBefore <= now);
  if (due < 0) return;
  const session = bound[(turn += 1) % bound.length];
  if (session.inFlight.size >= WINDOW) return;
  const [delivery] = waiting.splice(due, 1);
  if (delivery === undefined) return;
  session.inFlight.set(delivery.id, delivery);
  session.deliver_sm(revive(delivery.fields), (/** @type {any} */ answer) => {
    session.inFlight?.delete(delivery.id);
    if (answer.command_status === 0) note({ type: 'delivered', id: delivery.id });
    else waiting.push({ ...delivery, notBefore: Date.now() + 500 });
  });
}, 4);

/** @param {Record<string, any>} fields */
function revive(fields) {
  const { udh, message, ...rest } = fields;
  return {
    source_addr_ton: 1,
    source_addr_npi: 1,
    ...rest,
    ...(udh === undefined ? {} : { short_message: { udh: Buffer.from(udh, 'hex'), message } }),
  };
}
