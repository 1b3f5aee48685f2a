import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { hasten, MortalGateway, randomFrom, settle } from './kit/drill.mjs';
import { reconcile } from './kit/evidence.mjs';
import { table } from './kit/figures.mjs';
import { countDispatching } from './kit/dispatch-evidence.mjs';
import { People, sendSms, sidOf } from './kit/officers.mjs';
import { firstLine, freePort, sleep, start } from './kit/processes.mjs';
import { query, Rig } from './kit/rig.mjs';
import { run, say } from './kit/run.mjs';

/**
 * drill:dispatch: `kill -9` of the gateway at random moments while tickets are handed to agencies (by themselves, and by
 * command), officers are told by SMS and webhook, respond by their link and by SMS, and answers go out. In the end every
 * message that the gateway knows of reached its telephone once, by the far end's own record, and every ticket is answered.
 */

const OPTIONS = /** @type {const} */ ({
  tickets: { type: 'string', default: '60' },
  kills: { type: 'string', default: '10' },
  seed: { type: 'string', default: '' },
});
const SECRET = `whsec_${Buffer.from('drill-dispatch-secret-of-32-byte').toString('base64')}`;
const LIFE = { least: 400, most: 4_000 };
/** Of each so many tickets one goes to the office where people dispatch and check. */
const BY_HAND = 5;

/** @param {number} index */
const isByHand = (index) => index % BY_HAND === 0;
/** @param {number} index */
const citizenOf = (index) => `+6281187${String(100_000 + index)}`;
/** @param {number} index */
const complaintOf = (index) => {
  const gang = (index * 7919).toString(36).toUpperCase();
  return isByHand(index)
    ? `BADUNG sampah menumpuk di tepi jalan dekat balai banjar di Kuta Utara, gang ${gang}`
    : `TANAHBUMBU jalan berlubang di depan pasar lama di Kusan Hilir, gang ${gang}`;
};

/** @param {import('./kit/rig.mjs').Engine} engine @param {Record<string, string>} options */
async function measure(engine, options) {
  const seed = options.seed === '' ? Date.now() % 1_000_000 : Number(options.seed);
  say(`${engine}: seed ${String(seed)}`);
  const rig = await Rig.open(engine, hasten, (channel) => {
    // Telephones, and nothing else.
    if (channel.get('id') !== 'sms-1708') channel.set('enabled', false);
  });
  try {
    return { seed, ...(await drill(rig, options, randomFrom(seed))) };
  } finally {
    await rig.close();
  }
}

/** Two offices: one lets the gateway dispatch and nobody check, in the other people do both. @param {Rig} rig @param {number} sink */
function configure(rig, sink) {
  const edit = (/** @type {string} */ name, /** @type {(file: import('yaml').Document) => void} */ change) => {
    const path = join(rig.configDir, name);
    const file = parseDocument(readFileSync(path, 'utf8'));
    change(file);
    writeFileSync(path, file.toString());
  };
  edit('gateway.yaml', (file) => {
    file.setIn(['limits', 'burstQuietSeconds'], 1);
  });
  for (const [name, automatic] of /** @type {const} */ ([
    ['tanah-bumbu', true],
    ['badung', false],
  ]))
    edit(`tenants/${name}.yaml`, (file) => {
      file.set('dispatching', automatic ? 'automatic' : 'by-admin');
      file.set('responsesCheckedByAdmin', !automatic);
      file.set('tellStaffBy', 'sms');
      // The sandbox's people stand in.
      file.delete('staff');
      file.delete('escalation');
      const { items } = /** @type {import('yaml').YAMLSeq<import('yaml').YAMLMap>} */ (file.get('agencies'));
      for (const agency of items)
        agency.set('webhook', file.createNode({ url: `http://127.0.0.1:${String(sink)}/`, secret: SECRET }));
    });
}

/** @param {Rig} rig @param {Record<string, string>} options @param {() => number} random */
async function drill(rig, options, random) {
  const [total, kills] = [Number(options.tickets), Number(options.kills)];
  const sink = start(process.execPath, ['bench/kit/webhook-sink.mjs', SECRET], {
    logFile: rig.log('sink'),
    stdout: 'pipe',
  });
  rig.children.push(sink.child);
  const { port: sinkPort } = await firstLine(sink);
  configure(rig, sinkPort);
  const port = await freePort();
  const far = await rig.startFarEnd({ gatewayPort: port, receipts: true });
  // The webhook's receiver is on this machine, which only the sandbox allows; its other stand-ins stay idle.
  const env = {
    ...rig.gatewayEnv({ role: 'all', port, apiBase: far.apiBase }),
    NODE_ENV: 'development',
    KENTONGAN_SANDBOX: '1',
  };
  const gateway = new MortalGateway(rig, env, port);
  gateway.start();
  await gateway.ready();

  const people = new People(rig, far, port, env);
  let killed = 0;
  const writing = (async () => {
    for (let index = 0; index < total; index += 1) {
      await sendSms(port, { sid: sidOf('a', index), from: citizenOf(index), text: complaintOf(index) });
      // Each life of the gateway has its share, however long the machine takes to start it.
      while (killed < kills && killed + 1 < ((index + 1) * kills) / total) await sleep(50);
    }
  })();
  const working = people.work(total);
  let failed;
  const together = Promise.all([writing, working]).catch((error) => {
    failed = error;
    say(String(error));
    people.over = true;
  });
  for (let kill = 1; kill <= kills; kill += 1) {
    // Every third one hits it while it starts, the others at work, however long the machine takes to start it.
    if (kill % 3 !== 0) await gateway.ready();
    await sleep(LIFE.least + random() * (LIFE.most - LIFE.least));
    await gateway.kill();
    killed = kill;
    const states = await query(
      rig.databaseUrl,
      'SELECT state, count(*)::int AS n FROM ticket GROUP BY state ORDER BY state',
    );
    say(
      `${rig.engine}: kill ${String(kill)} of ${String(kills)}: ${states.map(({ state, n }) => `${state} ${String(n)}`).join(', ')}`,
    );
  }
  await gateway.ready();
  people.hope();
  await together;
  if (failed !== undefined) throw failed;
  const drainMs = await settle(rig, ['unknown']);
  await sleep(1_500);
  const found = await countDispatching(rig, far, sinkPort, total);
  const balance = await reconcile(env);
  const pending = balance.channels.reduce((sum, channel) => sum + channel.pending, 0);
  const ok = balance.ok && pending === 0 && [found.lost, found.doubled, found.strangers, found.stuck, found.forged].every((n) => n === 0); // prettier-ignore
  return {
    ok,
    tickets: total,
    kills,
    ...found,
    pending,
    reconciled: balance.ok,
    drainSeconds: Math.round(drainMs / 1000),
  };
}

await run({
  options: OPTIONS,
  measure,
  conclude(engines) {
    const all = Object.values(engines);
    const head = ['engine', 'tickets', 'kills', 'messages', 'webhooks', 'lost', 'doubled', 'strangers', 'unknown', 'stuck', 'pending', 'reconcile', 'result']; // prettier-ignore
    const rows = Object.entries(engines).map(([engine, e]) => [
      engine, e.tickets, e.kills, e.messages, e.webhooks, e.lost, e.doubled, e.strangers, e.unknown, e.stuck, e.pending,
      e.reconciled ? 'adds up' : 'does not', e.ok ? 'ok' : 'FAILED',
    ]); // prettier-ignore
    const sum = (/** @type {string} */ name) => all.reduce((total, result) => total + result[name], 0);
    const ok = all.length > 0 && all.every((result) => result.ok);
    return {
      table: table(head, rows),
      line: {
        drill: 'dispatch',
        ok,
        lost: sum('lost'),
        doubled: sum('doubled'),
        unknown: sum('unknown'),
        stuck: sum('stuck'),
      },
      ok,
    };
  },
});
