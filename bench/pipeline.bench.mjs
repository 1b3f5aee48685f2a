import { cpuMs } from './kit/cpu.mjs';
import { cpuOf, median, percentile, round, table } from './kit/figures.mjs';
import { makeMessage } from './kit/messages.mjs';
import { Generator, sleep, stop } from './kit/processes.mjs';
import { query, Rig } from './kit/rig.mjs';
import { run, say } from './kit/run.mjs';

/**
 * bench:pipeline: how many complaints a second go the whole way, from the webhook to the acknowledgement at
 * the far end, beside two hand-written floors that make the same row changes. docs/benchmarks.md says what
 * is compared.
 */

const OPTIONS = /** @type {const} */ ({
  rounds: { type: 'string', default: '3' },
  messages: { type: 'string', default: '6000' },
  connections: { type: 'string', default: '64' },
});
const WARM_UP_SET = 90;
const PACED_SET = 91;
const WARM_UP_MESSAGES = 1_500;
const PACED_SHARE = 0.5;
const PACED_SECONDS = 10;
/** Without a further acknowledgement for so long, what is missing counts as lost. */
const PATIENCE_MS = 30_000;

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {number} port
 * @property {string} url of its database
 * @property {number | undefined} pid
 * @property {number[]} rates
 * @property {number[][]} cpu milliseconds for a thousand messages: its own process's, the database server's
 * @property {number} lost
 * @property {number} doubled
 */

/** @param {import('./kit/rig.mjs').Engine} engine @param {Record<string, string>} options */
async function measure(engine, options) {
  const rig = await Rig.open(engine);
  const generator = new Generator();
  try {
    return await compare(rig, generator, options);
  } finally {
    await stop(generator.child);
    await rig.close();
  }
}

/** @param {Rig} rig @param {Generator} generator @param {Record<string, string>} options */
async function compare(rig, generator, options) {
  const [rounds, messages, connections] = [
    Number(options.rounds),
    Number(options.messages),
    Number(options.connections),
  ];
  const far = await rig.startFarEnd({ receipts: false });
  const gateway = await rig.startGateway({ role: 'all', apiBase: far.apiBase });
  const messageUrl = await rig.newDatabase('floor_message');
  const batchUrl = await rig.newDatabase('floor_batch');
  const perMessage = await rig.startFloor('pipeline', ['message', messageUrl, far.apiBase]);
  const batched = await rig.startFloor('pipeline', ['batch', batchUrl, far.apiBase]);
  const contender = (
    /** @type {string} */ name,
    /** @type {{ port: number, child: import('node:child_process').ChildProcess }} */ { port, child },
    /** @type {string} */ url,
  ) => /** @type {Contender} */ ({ name, port, url, pid: child.pid, rates: [], cpu: [], lost: 0, doubled: 0 });
  const contenders = [
    contender('gateway', gateway, rig.databaseUrl),
    contender('floorPerMessage', perMessage, messageUrl),
    contender('floorBatch', batched, batchUrl),
  ];
  const go = (
    /** @type {Contender} */ who,
    /** @type {number} */ set,
    /** @type {number} */ count,
    /** @type {number} */ perSecond = 0,
  ) => wholeWay({ generator, far, who, set, count, connections, perSecond, databasePid: rig.databasePid });

  await generator.call('prepare', { set: WARM_UP_SET, count: WARM_UP_MESSAGES });
  for (const who of contenders) await go(who, WARM_UP_SET, WARM_UP_MESSAGES);
  for (let turn = 1; turn <= rounds; turn += 1) {
    await generator.call('prepare', { set: turn, count: messages });
    for (let index = 0; index < contenders.length; index += 1) {
      const who = /** @type {Contender} */ (contenders[(index + turn) % contenders.length]);
      const { perSecond, cpu } = await go(who, turn, messages);
      who.rates.push(perSecond);
      who.cpu.push(cpu);
      say(
        `${rig.engine} round ${String(turn)} ${who.name.padEnd(16)} ${String(round(perSecond))} /s, ${cpu.map((ms) => String(round(ms))).join(' + ')} ms of processor time for 1,000`,
      );
    }
  }
  const own = /** @type {Contender} */ (contenders[0]);
  const paced = Math.max(1, Math.round(median(own.rates) * PACED_SHARE));
  await generator.call('prepare', { set: PACED_SET, count: paced * PACED_SECONDS });
  const calm = await go(own, PACED_SET, paced * PACED_SECONDS, paced);
  return {
    perSecond: round(median(own.rates)),
    floorPerMessage: round(median(contenders[1]?.rates ?? [])),
    floorBatch: round(median(contenders[2]?.rates ?? [])),
    ratioPerMessage: round(ratio(contenders, 1), 2),
    ratioBatch: round(ratio(contenders, 2), 2),
    p50Ms: round(percentile(calm.latencies, 0.5), 1),
    p99Ms: round(percentile(calm.latencies, 0.99), 1),
    pacedPerSecond: paced,
    lost: own.lost,
    doubled: own.doubled,
    floorsLost: contenders.slice(1).reduce((sum, { lost }) => sum + lost, 0),
    rounds: Object.fromEntries(contenders.map(({ name, rates }) => [name, rates.map((rate) => round(rate))])),
    cpuMsPerThousand: Object.fromEntries(contenders.map(({ name, cpu }) => [name, cpuOf(cpu)])),
  };
}

/**
 * Posts a set and waits until the far end has an acknowledgement for each.
 * @param {{ generator: Generator, far: import('./kit/rig.mjs').FarEnd, who: Contender, set: number, count: number, connections: number, perSecond: number, databasePid: number }} input
 */
async function wholeWay({ generator, far, who, set, count, connections, perSecond, databasePid }) {
  await far.reset();
  const [{ tickets: before }] = await query(who.url, TICKETS);
  const cpuBefore = [cpuMs(who.pid), cpuMs(databasePid)];
  const input = { set, from: 0, to: count, port: who.port, connections, ...(perSecond > 0 && { perSecond }) };
  const posting = generator.call('post', input);
  await arrival(far, count, posting);
  const posted = await posting;
  // A second acknowledgement would come later than the first: give it the time.
  await sleep(500);
  const cpu = [cpuMs(who.pid), cpuMs(databasePid)].map(
    (after, index) => ((after - (cpuBefore[index] ?? 0)) / count) * 1000,
  );
  const [{ tickets: after }] = await query(who.url, TICKETS);

  /** @type {Map<string, number[]>} */
  const arrivals = new Map();
  for (const { citizen, at } of await far.sent()) arrivals.set(citizen, [...(arrivals.get(citizen) ?? []), at]);
  const latencies = [];
  let acknowledged = 0;
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (let index = 0; index < count; index += 1) {
    const [at, ...more] = arrivals.get(makeMessage(set, index).from) ?? [];
    who.doubled += more.length;
    if (at === undefined) continue;
    acknowledged += 1;
    const postedAt = posted.postedAt[index];
    // Both clocks are this machine's; the far end counts whole milliseconds.
    latencies.push(Math.max(0, at - postedAt));
    first = Math.min(first, postedAt);
    last = Math.max(last, at);
  }
  who.lost += posted.accepted - acknowledged;
  who.doubled += Math.max(0, after - before - count);
  if (posted.accepted !== count)
    throw new Error(`${who.name} answered ${JSON.stringify(posted.statuses)} to good webhooks`);
  return { perSecond: acknowledged / ((last - first) / 1000), latencies, cpu };
}

const TICKETS = 'SELECT count(*)::int AS tickets FROM ticket';

/** @param {import('./kit/rig.mjs').FarEnd} far @param {number} count @param {Promise<unknown>} posting */
async function arrival(far, count, posting) {
  let posted = false;
  posting.then(
    () => (posted = true),
    () => (posted = true),
  );
  let seen = 0;
  let changedAt = performance.now();
  while (seen < count && (!posted || performance.now() - changedAt < PATIENCE_MS)) {
    await sleep(100);
    const now = await far.count();
    if (now !== seen) changedAt = performance.now();
    seen = now;
  }
}

/** The median of the rounds' own ratios. @param {readonly Contender[]} contenders @param {number} floor */
function ratio(contenders, floor) {
  const own = contenders[0]?.rates ?? [];
  return median(own.map((rate, index) => rate / (contenders[floor]?.rates[index] ?? Number.NaN)));
}

await run({
  options: OPTIONS,
  measure,
  conclude(engines) {
    const head = [
      'engine',
      'per second',
      'one transaction',
      'batched',
      '/ one',
      '/ batched',
      'paced p50 ms',
      'p99 ms',
      'lost',
      'doubled',
    ];
    const rows = Object.entries(engines).map(([engine, e]) => [
      engine, e.perSecond, e.floorPerMessage, e.floorBatch, e.ratioPerMessage, e.ratioBatch, e.p50Ms, e.p99Ms, e.lost, e.doubled,
    ]); // prettier-ignore
    const ok = Object.values(engines).every(({ lost, doubled }) => lost === 0 && doubled === 0);
    return { table: table(head, rows), line: { bench: 'pipeline' }, ok };
  },
});
