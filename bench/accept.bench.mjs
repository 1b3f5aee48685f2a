import { cpuMs } from './kit/cpu.mjs';
import { cpuOf, median, round, table } from './kit/figures.mjs';
import { Generator, stop } from './kit/processes.mjs';
import { query, Rig } from './kit/rig.mjs';
import { run, say } from './kit/run.mjs';

/**
 * bench:accept: how many webhooks a second the gateway takes in, each committed before its 2xx, beside
 * two bare floors that do the least which the same promise needs. docs/benchmarks.md says what is compared.
 */

const OPTIONS = /** @type {const} */ ({
  rounds: { type: 'string', default: '4' },
  posts: { type: 'string', default: '30000' },
  connections: { type: 'string', default: '96' },
});
/** Set of messages that only warms up; the rounds have 1, 2, ... */
const WARM_UP_SET = 90;
const PACED_SET = 91;
const WARM_UP_POSTS = 6_000;
const PACED_SHARE = 0.5;
const PACED_SECONDS = 8;

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {number} port
 * @property {string} url of its database
 * @property {number | undefined} pid
 * @property {number[]} rates
 * @property {number[][]} cpu milliseconds for a thousand posts: its own process's, the database server's
 * @property {number} lost
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
  const [rounds, posts, connections] = [Number(options.rounds), Number(options.posts), Number(options.connections)];
  const gateway = await rig.startGateway({ role: 'web' });
  const insertUrl = await rig.newDatabase('floor_insert');
  const batchUrl = await rig.newDatabase('floor_batch');
  const contender = (
    /** @type {string} */ name,
    /** @type {{ port: number, child: import('node:child_process').ChildProcess }} */ { port, child },
    /** @type {string} */ url,
  ) => /** @type {Contender} */ ({ name, port, url, pid: child.pid, rates: [], cpu: [], lost: 0 });
  const contenders = [
    contender('gateway', gateway, rig.databaseUrl),
    contender('floorInsert', await rig.startFloor('accept', ['insert', insertUrl]), insertUrl),
    contender('floorBatch', await rig.startFloor('accept', ['batch', batchUrl]), batchUrl),
  ];
  const post = async (/** @type {Contender} */ contender, /** @type {object} */ input) => {
    const before = await rowsOf(contender.url);
    const cpuBefore = [cpuMs(contender.pid), cpuMs(rig.databasePid)];
    const result = await generator.call('post', { from: 0, port: contender.port, connections, ...input });
    const cpu = [cpuMs(contender.pid), cpuMs(rig.databasePid)].map(
      (after, index) => ((after - (cpuBefore[index] ?? 0)) / result.accepted) * 1000,
    );
    const refused = Object.keys(result.statuses).filter((status) => status !== '200');
    if (refused.length > 0) throw new Error(`${contender.name} answered ${refused.join(', ')} to good webhooks`);
    contender.lost += result.accepted - ((await rowsOf(contender.url)) - before);
    return { ...result, cpu };
  };

  await generator.call('prepare', { set: WARM_UP_SET, count: WARM_UP_POSTS });
  for (const contender of contenders) await post(contender, { set: WARM_UP_SET, to: WARM_UP_POSTS });
  for (let round_ = 1; round_ <= rounds; round_ += 1) {
    await generator.call('prepare', { set: round_, count: posts });
    // Another one begins each time: what the machine does meanwhile hits all alike.
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const who = /** @type {Contender} */ (contenders[(turn + round_) % contenders.length]);
      const { accepted, elapsedMs, cpu } = await post(who, { set: round_, to: posts });
      who.rates.push(accepted / (elapsedMs / 1000));
      who.cpu.push(cpu);
      say(
        `${rig.engine} round ${String(round_)} ${who.name.padEnd(12)} ${String(round(accepted / (elapsedMs / 1000)))} /s, ${cpu.map((/** @type {number} */ ms) => String(round(ms))).join(' + ')} ms of processor time for 1,000`,
      );
    }
  }
  const [own, insert, batch] = contenders.map(({ rates }) => median(rates));
  const paced = Math.round((own ?? 0) * PACED_SHARE);
  await generator.call('prepare', { set: PACED_SET, count: paced * PACED_SECONDS });
  const calm = await post(/** @type {Contender} */ (contenders[0]), {
    set: PACED_SET,
    to: paced * PACED_SECONDS,
    perSecond: paced,
  });
  return {
    perSecond: round(own ?? 0),
    floorInsert: round(insert ?? 0),
    floorBatch: round(batch ?? 0),
    // The median of the rounds' own ratios: within a round the machine was in the same mood.
    ratioInsert: round(ratio(contenders, 1), 2),
    ratioBatch: round(ratio(contenders, 2), 2),
    p50Ms: round(calm.p50Ms, 1),
    p99Ms: round(calm.p99Ms, 1),
    pacedPerSecond: paced,
    lost: contenders[0]?.lost ?? 0,
    rounds: Object.fromEntries(contenders.map(({ name, rates }) => [name, rates.map((rate) => round(rate))])),
    cpuMsPerThousand: Object.fromEntries(contenders.map(({ name, cpu }) => [name, cpuOf(cpu)])),
  };
}

/** @param {readonly { rates: number[] }[]} contenders @param {number} floor */
function ratio(contenders, floor) {
  const own = contenders[0]?.rates ?? [];
  return median(own.map((rate, index) => rate / (contenders[floor]?.rates[index] ?? Number.NaN)));
}

/** @param {string} url @returns {Promise<number>} */
async function rowsOf(url) {
  const [row] = await query(url, 'SELECT count(*)::int AS n FROM inbound_message');
  return row.n;
}

await run({
  options: OPTIONS,
  measure,
  conclude(engines) {
    const head = [
      'engine',
      'per second',
      'one INSERT',
      'micro-batch',
      '/ INSERT',
      '/ batch',
      'paced p50 ms',
      'p99 ms',
      'lost',
    ];
    const rows = Object.entries(engines).map(([engine, e]) => [
      engine, e.perSecond, e.floorInsert, e.floorBatch, e.ratioInsert, e.ratioBatch, e.p50Ms, e.p99Ms, e.lost,
    ]); // prettier-ignore
    return {
      table: table(head, rows),
      line: { bench: 'accept' },
      ok: Object.values(engines).every(({ lost }) => lost === 0),
    };
  },
});
