import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sealedIn } from '../dist/contacts/vault-context.js';
import { hasten, MortalGateway, openVault, randomFrom, settle } from './kit/drill.mjs';
import { reconcile } from './kit/evidence.mjs';
import { table } from './kit/figures.mjs';
import { firstLine, freePort, sleep, start } from './kit/processes.mjs';
import { query, Rig } from './kit/rig.mjs';
import { run, say } from './kit/run.mjs';

/**
 * drill:smsc: the SMSC is killed and hangs, and two gateways with a connection each are killed, while long messages come in parts, in any order, over
 * both connections. In the end every message is one ticket with its whole text and one acknowledgement, by the SMSC's own journal.
 */

const OPTIONS = /** @type {const} */ ({
  messages: { type: 'string', default: '200' },
  blows: { type: 'string', default: '12' },
  seed: { type: 'string', default: '' },
});
const CHANNEL = 'sms-1708';
const LIFE = { least: 600, most: 2_500 };
const PART = 60;
/** Of each so many messages a middle part never comes. */
const TORN = 25;
/** Longer than any outage of the drill: what comes late must still find the others. */
const PARTS_SECONDS = 30;
const FORMS = /** @type {const} */ (['udh8', 'udh16', 'sar']);

/** @param {number} index */
const senderOf = (index) => `62811${String(10_000_000 + index)}`;
/** @param {number} index */
const isTorn = (index) => index % TORN === TORN - 1;
/** @param {number} index */
function textOf(index) {
  const wide = index % 4 === 3 ? '“rusak berat” ' : '';
  const words = Array.from(
    { length: isTorn(index) ? 28 : 3 + (index % 5) * 9 },
    (_, at) => `kata${((index + 3) * (at + 7)).toString(36)}`,
  );
  return `TANAHBUMBU ${wide}laporan ${String(index)} ${words.join(' ')}`;
}

/** The deliver_sm of all messages, parts of neighbours mixed. @param {number} total @param {() => number} random */
function partsOf(total, random) {
  const parts = [];
  for (let index = 0; index < total; index += 1) {
    const text = textOf(index);
    const pieces = text.match(new RegExp(`[^]{1,${String(PART)}}`, 'gu')) ?? [];
    const common = {
      source_addr: senderOf(index),
      destination_addr: '1708',
      ...(index % 4 === 3 ? { data_coding: 8 } : {}),
    };
    for (const [at, message] of pieces.entries()) {
      if (isTorn(index) && at === 1) continue;
      const fields =
        pieces.length === 1
          ? { ...common, short_message: message }
          : { ...common, ...placed(index, pieces.length, at + 1, message) };
      parts.push({ id: `${String(index)}-${String(at)}`, place: index + random() * 8, fields });
    }
  }
  return parts.sort((one, other) => one.place - other.place);
}

/** @param {number} index @param {number} total @param {number} number @param {string} message */
function placed(index, total, number, message) {
  const reference = index & 0xff;
  const hex = (/** @type {number[]} */ octets) => Buffer.from(octets).toString('hex');
  switch (FORMS[index % FORMS.length]) {
    case 'udh8':
      return { esm_class: 0x40, udh: hex([5, 0, 3, reference, total, number]), message };
    case 'udh16':
      return { esm_class: 0x40, udh: hex([6, 8, 4, 1, reference, total, number]), message };
    default:
      return {
        short_message: message,
        sar_msg_ref_num: reference,
        sar_total_segments: total,
        sar_segment_seqnum: number,
      };
  }
}

/** @param {import('./kit/rig.mjs').Engine} engine @param {Record<string, string>} options */
async function measure(engine, options) {
  const seed = options.seed === '' ? Date.now() % 1_000_000 : Number(options.seed);
  say(`${engine}: seed ${String(seed)}`);
  const port = await freePort();
  const rig = await Rig.open(engine, hasten, (channel, document) => {
    if (channel.get('id') !== CHANNEL) return;
    channel.set('provider', 'smpp');
    channel.delete('settingsByProvider');
    channel.set(
      'settings',
      // A day, lest a span of repeats ends in the middle of the drill.
      document.createNode({
        host: '127.0.0.1',
        port,
        systemId: 'drill',
        password: 'rahasia',
        enquireLinkSeconds: 1,
        responseSeconds: 1.5,
        partsSeconds: PARTS_SECONDS,
        repeatSeconds: 86_400,
      }),
    );
  });
  try {
    return { seed, ...(await drill(rig, port, options, randomFrom(seed))) };
  } finally {
    await rig.close();
  }
}

/** @param {Rig} rig @param {number} port @param {Record<string, string>} options @param {() => number} random */
async function drill(rig, port, options, random) {
  const [total, blows] = [Number(options.messages), Number(options.blows)];
  const [journal, partsFile] = [join(rig.dir, 'smsc.journal'), join(rig.dir, 'smsc.parts')];
  const parts = partsOf(total, random);
  const openSmsc = async () => {
    const started = start(process.execPath, ['bench/kit/smsc.mjs', String(port), journal, partsFile], {
      logFile: rig.log('smsc'),
      stdout: 'pipe',
    });
    rig.children.push(started.child);
    await firstLine(started);
    return started.child;
  };
  const gateways = [];
  for (const role of /** @type {const} */ (['all', 'worker'])) {
    const own = await freePort();
    const gateway = new MortalGateway(rig, rig.gatewayEnv({ role, port: own }), own);
    gateway.start();
    await gateway.ready();
    gateways.push(gateway);
  }

  // Spread over the drill.
  const began = Date.now() + 1_000;
  const each = (blows * (LIFE.least + LIFE.most)) / 2 / parts.length;
  writeFileSync(
    partsFile,
    parts.map(({ id, fields }, at) => JSON.stringify({ id, fields, notBefore: began + at * each })).join('\n'),
  );
  let smsc = await openSmsc();

  const counts = { smsc: 0, hung: 0, gateway: 0 };
  for (let blow = 0; blow < blows; blow += 1) {
    await sleep(LIFE.least + random() * (LIFE.most - LIFE.least));
    if (blow % 3 === 0) {
      const ended = once(smsc, 'exit');
      smsc.kill('SIGKILL');
      await ended;
      await sleep(random() * 800);
      smsc = await openSmsc();
      counts.smsc += 1;
    } else if (blow % 3 === 1) {
      await gateways[(blow >> 1) % 2]?.kill();
      counts.gateway += 1;
    } else {
      smsc.kill('SIGSTOP');
      await sleep(1_000 + random() * 3_000);
      smsc.kill('SIGCONT');
      counts.hung += 1;
    }
    say(
      `${rig.engine}: blow ${String(blow + 1)} of ${String(blows)}: ${String(read(journal, 'delivered').length)} parts and receipts taken`,
    );
  }
  for (const gateway of gateways) await gateway.ready();
  const taken = () => new Set(read(journal, 'delivered').map(({ id }) => id));
  for (let tries = 0; tries < 240 && !parts.every(({ id }) => taken().has(id)); tries += 1) await sleep(500);
  const [{ connections }] = await query(rig.databaseUrl, `SELECT count(*)::int AS connections FROM channel_connection WHERE state = 'connected' AND seen_at > now() - interval '20 seconds'`); // prettier-ignore
  // Torn messages are taken when nobody hopes for their parts any more.
  await sleep((PARTS_SECONDS * 1.3 + 2) * 1_000);
  const drainMs = await settle(rig, ['unknown']);
  await sleep(1_500);
  const missing = parts.filter(({ id }) => !taken().has(id)).length;
  const found = await count(rig, journal, total, /** @type {MortalGateway} */ (gateways[0]).env);
  const ok = found.ok && missing === 0;
  return {
    ...found,
    ok,
    ...counts,
    connections,
    missing,
    messages: total,
    parts: parts.length,
    drainSeconds: Math.round(drainMs / 1000),
  };
}

/** @param {string} journal @param {string} type @returns {any[]} */
function read(journal, type) {
  if (!existsSync(journal)) return [];
  return readFileSync(journal, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line)).filter((entry) => entry.type === type); // prettier-ignore
}

/** @param {Rig} rig @param {string} journal @param {number} total @param {Record<string, string>} env */
async function count(rig, journal, total, env) {
  const vault = openVault(rig);
  /** @type {Map<string, number>} by citizen; only the last part of an answer asks for a receipt */
  const replies = new Map();
  for (const { to, last } of read(journal, 'submitted')) if (last) replies.set(to, (replies.get(to) ?? 0) + 1);
  /** @type {Map<string, any[]>} */
  const bySender = new Map();
  const rows = await query(
    rig.databaseUrl,
    `SELECT encode(m.sender_hash, 'hex') AS sender, m.id, m.key_id, m.event_sealed, t.number, o.state
     FROM inbound_message m LEFT JOIN ticket t ON t.opening_message_id = m.id
       LEFT JOIN outbound_message o ON o.ticket_id = t.id AND o.purpose = 'acknowledgement'
     WHERE m.channel_id = $1 AND m.event_type = 'message'`,
    [CHANNEL],
  );
  for (const row of rows) bySender.set(row.sender, [...(bySender.get(row.sender) ?? []), row]);
  const found = { lost: 0, doubled: 0, mangled: 0, unknown: 0, delivered: 0 };
  for (let index = 0; index < total; index += 1) {
    const own = bySender.get(vault.addressHash({ kind: 'phone', value: `+${senderOf(index)}` }).toString('hex')) ?? [];
    const replied = replies.get(senderOf(index)) ?? 0;
    found.doubled += Math.max(0, own.length - 1) + Math.max(0, replied - 1);
    const [row] = own;
    if (row?.state === 'unknown') found.unknown += 1;
    if (row?.state === 'delivered') found.delivered += 1;
    if (!row?.number || (replied === 0 && row.state !== 'unknown')) found.lost += 1;
    if (
      row &&
      !isWhole(index, JSON.parse(vault.openText(row.event_sealed, row.key_id, sealedIn.inboundEvent(row.id))).text)
    )
      found.mangled += 1;
  }
  const balance = await reconcile(env);
  const pending = balance.channels.reduce((sum, channel) => sum + channel.pending, 0);
  const ok = balance.ok && pending === 0 && found.lost === 0 && found.doubled === 0 && found.mangled === 0;
  return { ok, ...found, pending, reconciled: balance.ok };
}

/** @param {number} index @param {string} text */
function isWhole(index, text) {
  if (!isTorn(index)) return text === textOf(index);
  const whole = textOf(index);
  return (
    text.startsWith(whole.slice(0, PART)) && text.endsWith(whole.slice(PART * 2)) && text.includes('tidak diterima')
  );
}

await run({
  options: OPTIONS,
  measure,
  conclude(engines) {
    const all = Object.values(engines);
    const head = ['engine', 'messages', 'parts', 'SMSC', 'hung', 'gateways', 'lost', 'doubled', 'mangled', 'unknown', 'delivered', 'pending', 'reconcile', 'result']; // prettier-ignore
    const rows = Object.entries(engines).map(([engine, e]) => [
      engine, e.messages, e.parts, e.smsc, e.hung, e.gateway, e.lost, e.doubled, e.mangled, e.unknown, e.delivered, e.pending,
      e.reconciled ? 'adds up' : 'does not', e.ok ? 'ok' : 'FAILED',
    ]); // prettier-ignore
    const sum = (/** @type {string} */ name) => all.reduce((total, result) => total + result[name], 0);
    const ok = all.length > 0 && all.every((result) => result.ok);
    return {
      table: table(head, rows),
      line: {
        drill: 'smsc',
        ok,
        lost: sum('lost'),
        doubled: sum('doubled'),
        mangled: sum('mangled'),
        unknown: sum('unknown'),
      },
      ok,
    };
  },
});
