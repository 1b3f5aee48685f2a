import { connect } from 'node:net';

/**
 * A load generator on bare sockets: one request at a time on each kept-alive connection, bytes made
 * beforehand, answers read no further than needed. It costs a tenth of an HTTP client's processor time,
 * which matters where generator and server share two cores.
 */

/**
 * @typedef {{ statuses: Record<string, number>, elapsedMs: number, latenciesMs: Float64Array, postedAt: Float64Array }} LoadResult
 *   `latenciesMs` and `postedAt` (milliseconds since 1970) by index of the request
 */

const HEADER_END = Buffer.from('\r\n\r\n');

/**
 * @param {object} options
 * @param {number} options.port
 * @param {readonly Buffer[]} options.requests
 * @param {number} options.connections
 * @param {number} [options.perSecond] evenly spaced; absent: as fast as answers come
 * @returns {Promise<LoadResult>}
 */
export async function load({ port, requests, connections, perSecond }) {
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)));
  const run = new Run(requests);
  try {
    await (perSecond === undefined ? run.saturate(sockets) : run.pace(sockets, perSecond));
  } finally {
    for (const socket of sockets) socket.destroy();
  }
  return run.result();
}

/** @param {number} port @returns {Promise<import('node:net').Socket>} */
function open(port) {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket));
    socket.once('error', reject);
  });
}

class Run {
  /** @param {readonly Buffer[]} requests */
  constructor(requests) {
    this.requests = requests;
    this.latenciesMs = new Float64Array(requests.length);
    this.postedAt = new Float64Array(requests.length);
    /** @type {Record<string, number>} */
    this.statuses = {};
    this.elapsedMs = 0;
  }

  /** @param {import('node:net').Socket[]} sockets */
  async saturate(sockets) {
    let next = 0;
    const start = performance.now();
    await Promise.all(
      sockets.map(async (socket) => {
        const exchange = answers(socket);
        while (next < this.requests.length) {
          const index = next++;
          await this.post(exchange, index, performance.now());
        }
      }),
    );
    this.elapsedMs = performance.now() - start;
  }

  /**
   * Latency counts from the moment that a request was due, so that a server that stalls is not spared
   * the requests that waited meanwhile.
   * @param {import('node:net').Socket[]} sockets
   * @param {number} perSecond
   */
  async pace(sockets, perSecond) {
    const idle = sockets.map(answers);
    const total = this.requests.length;
    const start = performance.now();
    let next = 0;
    let done = 0;
    await new Promise((resolve, reject) => {
      const step = () => {
        const due = Math.min(total, Math.floor(((performance.now() - start) / 1000) * perSecond) + 1);
        while (next < due && idle.length > 0) {
          const index = next++;
          const exchange = /** @type {Exchange} */ (idle.pop());
          this.post(exchange, index, start + (index / perSecond) * 1000).then(() => {
            idle.push(exchange);
            done += 1;
            if (done === total) resolve(undefined);
            else if (next < total && start + (next / perSecond) * 1000 <= performance.now()) step();
          }, reject);
        }
      };
      const timer = setInterval(() => (next < total ? step() : clearInterval(timer)), 1);
      step();
    });
    this.elapsedMs = performance.now() - start;
  }

  /** @param {Exchange} exchange @param {number} index @param {number} dueAt of performance.now() */
  async post(exchange, index, dueAt) {
    this.postedAt[index] = performance.timeOrigin + dueAt;
    const status = await exchange(/** @type {Buffer} */ (this.requests[index]));
    this.latenciesMs[index] = performance.now() - dueAt;
    this.statuses[status] = (this.statuses[status] ?? 0) + 1;
  }

  result() {
    const { statuses, elapsedMs, latenciesMs, postedAt } = this;
    return { statuses, elapsedMs, latenciesMs, postedAt };
  }
}

/** @typedef {(request: Buffer) => Promise<number>} Exchange */

/** @param {import('node:net').Socket} socket @returns {Exchange} writes a request, resolves with its status */
function answers(socket) {
  let received = Buffer.alloc(0);
  /** @type {((status: number) => void) | undefined} */
  let resolve;
  /** @type {((error: Error) => void) | undefined} */
  let reject;
  socket.on('data', (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const status = complete(received);
    if (status === undefined) return;
    received = Buffer.alloc(0);
    resolve?.(status);
  });
  socket.on('error', (error) => reject?.(error));
  socket.on('close', () => reject?.(new Error('the server closed the connection')));
  return (request) =>
    new Promise((done, failed) => {
      resolve = done;
      reject = failed;
      socket.write(request);
    });
}

/** @param {Buffer} received @returns {number | undefined} the status once head and body are there */
function complete(received) {
  const end = received.indexOf(HEADER_END);
  if (end < 0) return undefined;
  const head = received.toString('latin1', 0, end);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? '0';
  return received.length >= end + 4 + Number(length) ? Number(head.slice(9, 12)) : undefined;
}
