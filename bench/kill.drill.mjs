import { once } from 'node:events';
import { hasten, randomFrom, settle, STATE } from './kit/drill.mjs';
import { gather, reconcile } from './kit/evidence.mjs';
import { table } from './kit/figures.mjs';
import { freePort, Generator, ready, sleep, start, stop } from './kit/processes.mjs';
import { query, Rig } from './kit/rig.mjs';
import { run, say } from './kit/run.mjs';

/**
 * drill:kill: `kill -9` of the gateway at random moments while 2,000 messages come in, restarted at once. In the
 * end every message has one ticket and one acknowledgement, counted by a far end that is never killed.
 */

const OPTIONS = /** @type {const} */ ({
  messages: { type: 'string', default: '2000' },
  kills: { type: 'string', default: '7' },
  seed: { type: 'string', default: '' },
});
const SET = 95;
/** Every tenth sender writes three messages. */
const SEVERAL = 3;
/** Milliseconds of life that a gateway gets, from when it takes work; one of them dies while it starts. */
const LIFE_MS = { least: 200, most: 3_000 };
/** Roughly what start and life take together: the messages are spread over all of it. */
const EXPECTED_LIFE_SECONDS = 4;

/** @param {number} total @returns {number[][]} the messages of each sender */
function sendersOf(total) {
  const senders = [];
  for (let next = 0; next < total;) {
    const own = Math.min(senders.length % 10 === 9 ? SEVERAL : 1, total - next);
    senders.push(Array.from({ length: own }, (_, offset) => next + offset));
    next += own;
  }
  return senders;
}

/** @param {import('./kit/rig.mjs').Engine} engine @param {Record<string, string>} options */
async function measure(engine, options) {
  const seed = options.seed === '' ? Date.now() % 1_000_000 : Number(options.seed);
  say(`${engine}: seed ${String(seed)}`);
  const rig = await Rig.open(engine, hasten);
  const generator = new Generator('stubborn-generator.mjs');
  try {
    return { seed, ...(await drill(rig, generator, options, randomFrom(seed))) };
  } finally {
    await stop(generator.child);
    await rig.close();
  }
}

/** @param {Rig} rig @param {Generator} generator @param {Record<string, string>} options @param {() => number} random */
async function drill(rig, generator, options, random) {
  const [total, kills] = [Number(options.messages), Number(options.kills)];
  const port = await freePort();
  const far = await rig.startFarEnd({ gatewayPort: port, receipts: true });
  const env = rig.gatewayEnv({ role: 'all', port, apiBase: far.apiBase });
  const launch = () => {
    const started = start(process.execPath, ['dist/main.js'], { env, logFile: rig.log('gateway') });
    rig.children.push(started.child);
    return started;
  };
  let gateway = launch();
  await ready(port, gateway);

  const senders = sendersOf(total);
  const perSecond = total / (kills * EXPECTED_LIFE_SECONDS);
  const posting = generator.call('post', { set: SET, senders, port, connections: 32, perSecond });
  // It fails where it is awaited below; until then it must not end the process unheard.
  posting.catch(() => undefined);
  for (let kill = 1; kill <= kills; kill += 1) {
    const whileStarting = kill === Math.ceil(kills / 2);
    if (!whileStarting) await ready(port, gateway);
    await sleep(LIFE_MS.least + random() * (LIFE_MS.most - LIFE_MS.least) * (whileStarting ? 0.5 : 1));
    if (rig.engine === 'redis' && kill === Math.ceil(kills / 2) + 1)
      say(`redis: FLUSHALL ${await rig.redis('FLUSHALL')}`);
    const ended = once(gateway.child, 'exit');
    gateway.child.kill('SIGKILL');
    await ended;
    gateway = launch();
    const [state] = await query(rig.databaseUrl, STATE);
    say(
      `${rig.engine}: kill ${String(kill)} of ${String(kills)}${whileStarting ? ' (while starting)' : ''}: ${JSON.stringify(state)}`,
    );
  }
  await ready(port, gateway);
  const { accepted, retries } = await posting;
  say(
    `${rig.engine}: ${String(accepted)} accepted after ${String(retries)} further attempts; waiting until everything is settled`,
  );
  const drainedMs = await settle(rig);
  await sleep(1_000);

  const evidence = await gather(rig, far, { set: SET, senders });
  const balance = await reconcile(env);
  const pending = balance.channels.reduce((sum, channel) => sum + channel.pending, 0);
  const lost = evidence.lost + (accepted - evidence.posted);
  const { doubled, strangers, outOfOrder, unsettled } = evidence;
  const ok =
    balance.ok &&
    pending === 0 &&
    lost === 0 &&
    doubled === 0 &&
    strangers === 0 &&
    outOfOrder === 0 &&
    unsettled === 0;
  return {
    ok,
    messages: total,
    kills,
    flushed: rig.engine === 'redis',
    retries,
    lost,
    doubled,
    strangers,
    outOfOrder,
    unsettled,
    pending,
    reconciled: balance.ok,
    drainSeconds: Math.round(drainedMs / 1000),
  };
}

await run({
  options: OPTIONS,
  measure,
  conclude(engines) {
    const all = Object.values(engines);
    const head = [
      'engine',
      'messages',
      'kills',
      'retries',
      'lost',
      'doubled',
      'strangers',
      'out of order',
      'unsettled',
      'pending',
      'reconcile',
      'drain s',
      'result',
    ];
    const rows = Object.entries(engines).map(([engine, e]) => [
      engine, e.messages, e.kills, e.retries, e.lost, e.doubled, e.strangers, e.outOfOrder, e.unsettled, e.pending,
      e.reconciled ? 'adds up' : 'does not', e.drainSeconds, e.ok ? 'ok' : 'FAILED',
    ]); // prettier-ignore
    const sum = (/** @type {string} */ name) => all.reduce((total, result) => total + result[name], 0);
    const ok = all.length > 0 && all.every((result) => result.ok);
    return {
      table: table(head, rows),
      line: { drill: 'kill', ok, lost: sum('lost'), doubled: sum('doubled'), kills: sum('kills') },
      ok,
    };
  },
});
