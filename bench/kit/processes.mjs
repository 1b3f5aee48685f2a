import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const STOP_MS = 30_000;

/** @type {Set<import('node:child_process').ChildProcess>} what this program started and has not ended */
const running = new Set();

/** A free port of this machine. @returns {Promise<number>} */
export async function freePort() {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address());
  probe.close();
  await once(probe, 'close');
  return port;
}

/**
 * @typedef {object} Started
 * @property {import('node:child_process').ChildProcess} child
 * @property {string} logFile
 */

/**
 * Starts a program with its output in a file. The environment is ours alone: what happens to be set in
 * the shell must not change a measurement.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string>, logFile: string, stdout?: 'file' | 'pipe' }} options
 * @returns {Started}
 */
export function start(program, args, { env = {}, logFile, stdout = 'file' }) {
  const log = createWriteStream(logFile, { flags: 'a' });
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(program, args, {
    cwd: ROOT,
    env: { PATH, HOME, TZ: 'UTC', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  track(child);
  if (stdout === 'file') child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  return { child, logFile };
}

/** @param {import('node:child_process').ChildProcess} child */
function track(child) {
  running.add(child);
  child.once('exit', () => running.delete(child));
}

/** Ends what we started: asks first, and insists when it does not listen. @param {import('node:child_process').ChildProcess} child */
export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(timer);
}

export async function stopAll() {
  await Promise.all([...running].map(stop));
}

/** The first line that a program prints, as JSON. @param {Started} started @returns {Promise<any>} */
export async function firstLine({ child, logFile }) {
  let text = '';
  for await (const chunk of /** @type {AsyncIterable<Buffer>} */ (child.stdout)) {
    text += chunk.toString('utf8');
    if (text.includes('\n')) break;
  }
  if (!text.includes('\n')) throw new Error(`the program ended before it was ready:\n${tail(logFile)}`);
  return JSON.parse(text.slice(0, text.indexOf('\n')));
}

/** @param {string} file */
export function tail(file) {
  return readFileSync(file, 'utf8').split('\n').slice(-15).join('\n');
}

/**
 * Waits until a gateway takes work.
 * @param {number} port @param {Started} started @param {number} [timeoutMs]
 */
export async function ready(port, { child, logFile }, timeoutMs = 60_000) {
  const until = performance.now() + timeoutMs;
  while (performance.now() < until) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    const status = await fetch(`http://127.0.0.1:${String(port)}/health/ready`).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return;
    await sleep(50);
  }
  throw new Error(`the gateway did not get ready:\n${tail(logFile)}`);
}

/** @param {number} ms @returns {Promise<void>} */
export function sleep(ms) {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** A process that answers commands over IPC: the load generator. */
export class Generator {
  /** @param {string} [module] of bench/kit */
  constructor(module = 'generator.mjs') {
    this.child = fork(join(ROOT, 'bench/kit', module), { serialization: 'advanced', stdio: ['ignore', 2, 2, 'ipc'] });
    track(this.child);
    /** @type {Map<number, { resolve: (value: any) => void, reject: (error: Error) => void }>} */
    this.waiting = new Map();
    this.serial = 0;
    this.child.on(
      'message',
      (/** @type {{ id: number, result?: unknown, error?: string }} */ { id, result, error }) => {
        const entry = this.waiting.get(id);
        this.waiting.delete(id);
        if (error === undefined) entry?.resolve(result);
        else entry?.reject(new Error(`load generator: ${error}`));
      },
    );
    this.child.once('exit', () => {
      for (const { reject } of this.waiting.values()) reject(new Error('the load generator ended'));
    });
  }

  /** @param {string} command @param {object} input @returns {Promise<any>} */
  call(command, input) {
    return new Promise((resolve, reject) => {
      const id = ++this.serial;
      this.waiting.set(id, { resolve, reject });
      this.child.send({ id, command, input });
    });
  }
}
