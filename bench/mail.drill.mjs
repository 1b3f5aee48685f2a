import { readFileSync } from 'node:fs';
import { register } from 'node:module';
import { hasten, MortalGateway, outcomes, randomFrom, settle } from './kit/drill.mjs';
import { reconcile } from './kit/evidence.mjs';
import { table } from './kit/figures.mjs';
import { freePort, sleep } from './kit/processes.mjs';
import { query, Rig } from './kit/rig.mjs';
import { run, say } from './kit/run.mjs';

/**
 * drill:mail: Dovecot is killed, hangs and gets new UIDs, the gateway is killed, while mails go on arriving. In the end every
 * mail has one ticket and one acknowledgement, as Exim delivered it, which is never killed; and none is marked as read that is not stored.
 */

register('../test/kit/ts-loader.mjs', import.meta.url);
const { Dovecot } = await import('../test/kit/mail-servers/dovecot.ts');
const { Exim } = await import('../test/kit/mail-servers/exim.ts');
const { selfMadeCertificate } = await import('../test/kit/mail-servers/server-process.ts');

const OPTIONS = /** @type {const} */ ({
  mails: { type: 'string', default: '300' },
  blows: { type: 'string', default: '12' },
  seed: { type: 'string', default: '' },
});
const CHANNEL = 'email-kuburaya';
const OFFICE = 'lapor@desa.example';
const USERS = { lapor: 'rahasia-desa', warga: 'rahasia-warga' };
/** Every so many mails one comes twice, and one is no mail at all. */
const [TWICE, POISON] = [15, 40];
/** Milliseconds between blows. */
const LIFE = { least: 800, most: 3_500 };

/** @param {number} index */
const idOf = (index) => `<drill-${String(index)}@warga.example>`;
/** Their replies come into one mailbox, and are told apart by the address. @param {number} index */
const senderOf = (index) => `warga+${String(index)}@warga.example`;
/** @param {number} index */
const mailOf = (index) =>
  `From: Warga ${String(index)} <${senderOf(index)}>\r\nTo: ${OFFICE}\r\nSubject: Laporan ${String(index)}\r\n` +
  `Message-ID: ${idOf(index)}\r\nDate: ${new Date().toUTCString()}\r\n\r\n` +
  `Puskesmas nomor ${String(index)} di jalan ${(index * 7919).toString(36)} tutup sejak pagi.\r\n`;

/** @param {import('./kit/rig.mjs').Engine} engine @param {Record<string, string>} options */
async function measure(engine, options) {
  const seed = options.seed === '' ? Date.now() % 1_000_000 : Number(options.seed);
  say(`${engine}: seed ${String(seed)}`);
  const dovecot = await Dovecot.start({ users: USERS });
  const exim = await Exim.start({
    users: USERS,
    mailFolder: dovecot.mailFolder,
    domains: ['desa.example', 'warga.example'],
  });
  const rig = await Rig.open(engine, hasten, (channel, document) => pointAt(channel, document, dovecot, exim));
  try {
    return { seed, ...(await drill(rig, dovecot, options, randomFrom(seed))) };
  } finally {
    await rig.close();
    await exim.stop();
    await dovecot.stop();
  }
}

/**
 * @param {import('yaml').YAMLMap} channel @param {import('yaml').Document} document
 * @param {{ port: number }} dovecot @param {{ tlsPort: number }} exim
 */
function pointAt(channel, document, dovecot, exim) {
  if (channel.get('id') !== CHANNEL) return;
  const ca = selfMadeCertificate().cert;
  const auth = { user: 'lapor', password: USERS.lapor };
  channel.set('enabled', true);
  channel.set('address', OFFICE);
  channel.set(
    'settings',
    document.createNode({
      imap: { host: '127.0.0.1', port: dovecot.port, secure: 'starttls', ca, auth },
      smtp: { host: '127.0.0.1', port: exim.tlsPort, secure: 'tls', ca, auth },
      pollSeconds: 2,
      watchdogSeconds: 2,
    }),
  );
}

/** @param {Rig} rig @param {Dovecot} dovecot @param {Record<string, string>} options @param {() => number} random */
async function drill(rig, dovecot, options, random) {
  const [total, blows] = [Number(options.mails), Number(options.blows)];
  const port = await freePort();
  const env = rig.gatewayEnv({ role: 'all', port });
  const gateway = new MortalGateway(rig, env, port);
  gateway.start();
  await gateway.ready();

  let delivered = 0;
  let files = 0;
  let over = false;
  const deliver = (/** @type {string | Buffer} */ raw) => {
    dovecot.deliver('lapor', raw);
    files += 1;
  };
  const arriving = (async () => {
    for (; delivered < total; delivered += 1) {
      deliver(mailOf(delivered));
      if (delivered % TWICE === 0) deliver(mailOf(delivered));
      if (delivered % POISON === 0) deliver(Buffer.from([0, 0xff, delivered & 0xff, delivered >> 8, 0x0a]));
      if (!over) await sleep((blows * (LIFE.least + LIFE.most)) / 2 / total);
    }
  })();

  const counts = { killed: 0, hung: 0, renumbered: 0, gateway: 0 };
  for (let blow = 0; blow < blows; blow += 1) {
    await sleep(LIFE.least + random() * (LIFE.most - LIFE.least));
    // Each in turn, so that none is left out; when it falls is chance.
    switch (blow % 4) {
      case 0:
        await dovecot.kill();
        await sleep(random() * 1_000);
        await dovecot.restart();
        counts.killed += 1;
        break;
      case 1:
        await gateway.kill();
        counts.gateway += 1;
        break;
      case 2:
        dovecot.freeze(true);
        await sleep(2_000 + random() * 2_000);
        dovecot.freeze(false);
        counts.hung += 1;
        break;
      default:
        await dovecot.kill();
        dovecot.forgetUids('lapor');
        await dovecot.restart();
        counts.renumbered += 1;
    }
    const [row] = await query(rig.databaseUrl, 'SELECT count(*)::int AS n FROM inbound_message');
    say(
      `${rig.engine}: blow ${String(blow + 1)} of ${String(blows)}: ${String(delivered)} delivered, ${String(row.n)} stored`,
    );
  }
  over = true;
  await arriving;
  await gateway.ready();
  // A mailbox with new UIDs is read from its beginning.
  const unseen = () => dovecot.mails('lapor').filter(({ flags }) => !flags.includes('S')).length;
  for (let tries = 0; unseen() > 0 && tries < 240; tries += 1) await sleep(500);
  const drainMs = await settle(rig, ['unknown']);
  await sleep(1_000);
  return {
    ...(await count(rig, dovecot, { total, files, env, unseen: unseen() })),
    ...counts,
    mails: total,
    drainSeconds: Math.round(drainMs / 1000),
  };
}

/**
 * @param {Rig} rig @param {Dovecot} dovecot
 * @param {{ total: number, files: number, env: Record<string, string>, unseen: number }} drilled
 */
async function count(rig, dovecot, { total, files, env, unseen }) {
  /** @type {Map<string, number>} what Exim delivered to citizens, by address and ticket */
  const replies = new Map();
  for (const { file } of dovecot.mails('warga')) {
    const text = readFileSync(file, 'latin1');
    const to = /^To: (?:.*<)?([^<>\s]+)>?\s*$/im.exec(text)?.[1] ?? '';
    replies.set(to, (replies.get(to) ?? 0) + 1);
  }
  const of = await outcomes(rig, CHANNEL);
  const found = { lost: 0, doubled: 0, strangers: 0, unknown: 0 };
  for (let index = 0; index < total; index += 1) {
    const rows = of(idOf(index));
    const replied = replies.get(senderOf(index)) ?? 0;
    replies.delete(senderOf(index));
    found.doubled += Math.max(0, rows.length - 1) + Math.max(0, replied - 1);
    // The gateway died while the mail was leaving: SMTP can't tell, so an operator is asked instead of sending it again.
    const unknown = rows[0]?.acknowledgement === 'unknown';
    if (unknown) found.unknown += 1;
    if (!rows[0]?.number || (replied === 0 && !unknown)) found.lost += 1;
  }
  found.strangers = [...replies.values()].reduce((sum, n) => sum + n, 0);
  const balance = await reconcile(env);
  const pending = balance.channels.reduce((sum, channel) => sum + channel.pending, 0);
  const own = balance.channels.find(({ channelId }) => channelId === CHANNEL);
  const poison = Math.ceil(total / POISON);
  const balanced = balance.ok && own?.received === total + poison;
  // The mailbox holds all that was delivered, and each of them is marked.
  const kept = dovecot.mails('lapor').length;
  const ok =
    found.lost === 0 &&
    found.doubled === 0 &&
    found.strangers === 0 &&
    pending === 0 &&
    balanced &&
    unseen === 0 &&
    kept === files;
  return { ok, ...found, pending, unseen, reconciled: balanced, poison };
}

await run({
  options: OPTIONS,
  measure,
  conclude(engines) {
    const all = Object.values(engines);
    const head = ['engine', 'mails', 'killed', 'hung', 'new UIDs', 'gateway', 'lost', 'doubled', 'strangers', 'unknown', 'pending', 'unseen', 'reconcile', 'result']; // prettier-ignore
    const rows = Object.entries(engines).map(([engine, e]) => [
      engine, e.mails, e.killed, e.hung, e.renumbered, e.gateway, e.lost, e.doubled, e.strangers, e.unknown, e.pending, e.unseen,
      e.reconciled ? 'adds up' : 'does not', e.ok ? 'ok' : 'FAILED',
    ]); // prettier-ignore
    const sum = (/** @type {string} */ name) => all.reduce((total, result) => total + result[name], 0);
    const ok = all.length > 0 && all.every((result) => result.ok);
    return {
      table: table(head, rows),
      line: { drill: 'mail', ok, lost: sum('lost'), doubled: sum('doubled'), unknown: sum('unknown') },
      ok,
    };
  },
});
