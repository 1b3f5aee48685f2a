import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:net';
import pg from 'pg';
import { parseDocument } from 'yaml';
import { startEmbedded } from '../../dist/database/embedded/embedded-postgres.js';
import { runMigrations } from '../../dist/database/migrate.js';
import { ACCOUNT_SID, AUTH_TOKEN, PUBLIC_URL } from './messages.mjs';
import { firstLine, freePort, ready, ROOT, sleep, start, stop } from './processes.mjs';

/** @typedef {'embedded' | 'redis'} Engine */

/** Why an engine can't be measured here; undefined where it can. @param {Engine} engine */
export function missing(engine) {
  if (engine === 'embedded' || spawnSync('redis-server', ['--version']).status === 0) return undefined;
  return 'redis-server is not installed';
}

/** @type {Set<Rig>} */
const open = new Set();

/** For a run that is broken off: no server and no directory stays behind. */
export async function closeRigs() {
  await Promise.all([...open].map((rig) => rig.close()));
}

/**
 * Everything that a run needs, in one temporary directory: configuration, PostgreSQL, Redis, programs.
 * PostgreSQL is the gateway's own embedded server with its durable settings, in both engines.
 */
export class Rig {
  /**
   * @param {Engine} engine
   * @param {(queue: any) => void} [tuneQueue] changes `queue:` of the copied gateway.yaml
   * @param {(channel: import('yaml').YAMLMap, document: import('yaml').Document) => void} [tuneChannel] changes each channel there
   * @param {string} [kept] a directory that stays, with the database in it; a temporary one where absent
   */
  static async open(engine, tuneQueue, tuneChannel, kept) {
    const dir = kept ?? mkdtempSync(join(tmpdir(), `kentongan-bench-${engine}-`));
    const rig = new Rig(engine, dir);
    rig.kept = kept !== undefined;
    open.add(rig);
    mkdirSync(rig.dataDir, { recursive: true });
    rig.copyConfig(tuneQueue, tuneChannel);
    try {
      if (engine === 'redis') await rig.startRedis();
      rig.postgres = await startEmbedded({ dataDir: rig.dataDir, log: () => undefined });
    } catch (error) {
      await rig.close();
      throw error;
    }
    return rig;
  }

  /** @param {Engine} engine @param {string} dir */
  constructor(engine, dir) {
    this.engine = engine;
    this.dir = dir;
    this.dataDir = join(dir, 'data');
    this.configDir = join(dir, 'config');
    /** @type {import('node:child_process').ChildProcess[]} */
    this.children = [];
    this.redisPort = 0;
    this.kept = false;
    /** @type {{ url: string, stop(): Promise<void> } | undefined} */
    this.postgres = undefined;
  }

  /**
   * The shipped configuration without rate limits: they, and not the gateway, would set the pace. Of the channels
   * only those that come to us are left on: nobody is there whom the others could connect to.
   */
  copyConfig(
    /** @type {((queue: any) => void) | undefined} */ tuneQueue,
    /** @type {((channel: import('yaml').YAMLMap, document: import('yaml').Document) => void) | undefined} */ tuneChannel,
  ) {
    cpSync(join(ROOT, 'config'), this.configDir, { recursive: true });
    const file = join(this.configDir, 'gateway.yaml');
    const document = parseDocument(readFileSync(file, 'utf8'));
    const { items } = /** @type {import('yaml').YAMLSeq<import('yaml').YAMLMap>} */ (document.get('channels'));
    for (const channel of items) {
      channel.delete('ratePerSecond');
      if (!['sms-1708', 'sms-aggregator'].includes(String(channel.get('id'))) && channel.get('kind') !== 'web')
        channel.set('enabled', false);
      tuneChannel?.(channel, document);
    }
    tuneQueue?.(document.get('queue'));
    writeFileSync(file, document.toString());
  }

  async startRedis() {
    this.redisPort = await freePort();
    const args = [
      '--port',
      String(this.redisPort),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      this.dir,
    ];
    this.children.push(start('redis-server', args, { logFile: this.log('redis') }).child);
    for (let attempt = 0; (await this.redis('PING').catch(() => '')) !== '+PONG'; attempt += 1) {
      if (attempt > 100) throw new Error('redis-server did not start');
      await sleep(50);
    }
  }

  /** One inline command. @param {string} command @returns {Promise<string>} the answer's first line */
  redis(command) {
    return new Promise((resolve, reject) => {
      const socket = connect(this.redisPort, '127.0.0.1', () => socket.write(`${command}\r\n`));
      socket.once('error', reject);
      socket.once('data', (data) => {
        socket.destroy();
        resolve(data.toString('utf8').split('\r\n')[0] ?? '');
      });
    });
  }

  /** The gateway's own database. */
  get databaseUrl() {
    return /** @type {{ url: string }} */ (this.postgres).url;
  }

  /** Process id of the database server. */
  get databasePid() {
    return Number(readFileSync(join(this.dataDir, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n', 1)[0]);
  }

  /** A database beside the gateway's, in the same server and with the same schema. @param {string} name */
  async newDatabase(name) {
    await query(this.databaseUrl, `CREATE DATABASE ${name}`);
    const url = new URL(this.databaseUrl);
    url.pathname = `/${name}`;
    await runMigrations(url.href);
    return url.href;
  }

  /** @param {string} name */
  log(name) {
    return join(this.dir, `${name}.log`);
  }

  /**
   * @param {object} options
   * @param {'all' | 'web' | 'worker'} options.role
   * @param {number} options.port
   * @param {string} [options.apiBase] Twilio's far end
   * @returns {Record<string, string>}
   */
  gatewayEnv({ role, port, apiBase = 'http://127.0.0.1:9' }) {
    return {
      NODE_ENV: 'production',
      KENTONGAN_ROLE: role,
      KENTONGAN_DATA: this.dataDir,
      KENTONGAN_CONFIG: this.configDir,
      KENTONGAN_PUBLIC_URL: PUBLIC_URL,
      KENTONGAN_LOG_LEVEL: 'warn',
      PORT: String(port),
      TWILIO_ACCOUNT_SID: ACCOUNT_SID,
      TWILIO_AUTH_TOKEN: AUTH_TOKEN,
      TWILIO_API_BASE: apiBase,
      SMS_HTTP_SECRET: 'bench-sms-http-secret',
      SMS_HTTP_API_BASE: 'http://127.0.0.1:9',
      ...(this.redisPort === 0 ? {} : { REDIS_URL: `redis://127.0.0.1:${String(this.redisPort)}` }),
    };
  }

  /**
   * Starts `dist/main.js` and waits until it takes work. BENCH_NODE_ARGS adds arguments of node (--cpu-prof).
   * @param {{ role: 'all' | 'web', port?: number, apiBase?: string }} options
   */
  async startGateway({ role, port, apiBase }) {
    const own = port ?? (await freePort());
    const env = this.gatewayEnv({ role, port: own, apiBase });
    const nodeArgs = (process.env.BENCH_NODE_ARGS ?? '').split(' ').filter((arg) => arg !== '');
    const started = start(process.execPath, [...nodeArgs, 'dist/main.js'], { env, logFile: this.log('gateway') });
    this.children.push(started.child);
    await ready(own, started);
    return { port: own, child: started.child };
  }

  /** Starts one of bench/floors. @param {string} name @param {readonly string[]} args */
  async startFloor(name, args) {
    const started = start(process.execPath, [join('bench/floors', `${name}.mjs`), ...args], {
      logFile: this.log(`floor-${name}`),
      stdout: 'pipe',
    });
    this.children.push(started.child);
    const { port } = await firstLine(started);
    return { port: Number(port), child: started.child };
  }

  /** Twilio's far end, which counts. @param {{ gatewayPort?: number, receipts: boolean }} options */
  async startFarEnd({ gatewayPort = 9, receipts }) {
    const args = ['dist/sandbox/far-end.js', '--account-sid', ACCOUNT_SID, '--auth-token', AUTH_TOKEN,
      '--gateway', `http://127.0.0.1:${String(gatewayPort)}`, '--public-url', PUBLIC_URL, ...(receipts ? [] : ['--no-receipts'])]; // prettier-ignore
    const started = start(process.execPath, args, { logFile: this.log('far-end'), stdout: 'pipe' });
    this.children.push(started.child);
    const { apiBase } = await firstLine(started);
    return new FarEnd(String(apiBase), started.child);
  }

  /** Ends every process of this rig and removes its directory; BENCH_KEEP=1 keeps it for a look. */
  async close() {
    open.delete(this);
    for (const child of this.children.splice(0).reverse()) await stop(child);
    await this.postgres?.stop();
    if (!this.kept && process.env.BENCH_KEEP !== '1') rmSync(this.dir, { recursive: true, force: true });
    else process.stderr.write(`kept: ${this.dir}\n`);
  }
}

/** The far end's own count of what reached it. */
export class FarEnd {
  /** @param {string} apiBase @param {import('node:child_process').ChildProcess} child */
  constructor(apiBase, child) {
    this.apiBase = apiBase;
    this.child = child;
  }

  /** @returns {Promise<number>} messages to citizens since the last reset */
  async count() {
    const answer = await fetch(`${this.apiBase}/_control/counts`);
    return Number((await answer.json()).out);
  }

  /** @returns {Promise<{ citizen: string, text: string, at: number }[]>} `at` in milliseconds since 1970 */
  async sent() {
    const answer = await fetch(`${this.apiBase}/_control/messages?direction=out`);
    return (await answer.json()).messages;
  }

  async reset() {
    await fetch(`${this.apiBase}/_control/reset`, { method: 'POST' });
  }
}

/**
 * One statement on a connection of its own.
 * @param {string} url @param {string} text @param {unknown[]} [values]
 * @returns {Promise<any[]>}
 */
export async function query(url, text, values = []) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}
