import { Pool } from 'undici';
import { makeMessage, PATH, webhookOf } from './messages.mjs';

/**
 * The drill's load generator, a process of its own: posts each message until it is answered with 2xx, the same
 * MessageSid each time. A sender's messages go one after the other; what comes from different senders overlaps.
 */

const RETRY_MS = 150;
/** Twilio's own limit for a webhook. */
const ANSWER_MS = 15_000;

const commands = {
  /** @param {{ set: number, senders: readonly (readonly number[])[], port: number, connections: number, perSecond: number }} input */
  async post({ set, senders, port, connections, perSecond }) {
    const pool = new Pool(`http://127.0.0.1:${String(port)}`, {
      connections,
      headersTimeout: ANSWER_MS,
      bodyTimeout: ANSWER_MS,
    });
    const start = performance.now();
    let begun = 0;
    let retries = 0;
    let accepted = 0;
    const queue = [...senders];
    const worker = async () => {
      for (let messages = queue.shift(); messages; messages = queue.shift()) {
        for (const index of messages) {
          // Spread over the drill, so that each kill finds some on their way.
          await sleep(start + (begun++ / perSecond) * 1000 - performance.now());
          const { body, headers } = webhookOf(makeMessage(set, index, messages[0]));
          for (;;) {
            const status = await post(pool, headers, body);
            if (status >= 200 && status < 300) break;
            if (status >= 400 && status < 500) throw new Error(`a good webhook was answered with ${String(status)}`);
            retries += 1;
            await sleep(RETRY_MS);
          }
          accepted += 1;
        }
      }
    };
    await Promise.all(Array.from({ length: connections }, worker));
    await pool.destroy();
    return { accepted, retries };
  },
};

/** @param {Pool} pool @param {Record<string, string>} headers @param {string} body @returns {Promise<number>} 0 without an answer */
async function post(pool, headers, body) {
  try {
    const answer = await pool.request({ method: 'POST', path: PATH, headers, body });
    await answer.body.dump();
    return answer.statusCode;
  } catch {
    return 0;
  }
}

/** @param {number} ms @returns {Promise<void>} */
function sleep(ms) {
  return ms <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
}

process.on(
  'message',
  (/** @type {{ id: number, command: keyof typeof commands, input: any }} */ { id, command, input }) => {
    commands[command](input).then(
      (result) => process.send?.({ id, result }),
      (error) => process.send?.({ id, error: String(error?.stack ?? error) }),
    );
  },
);
process.on('disconnect', () => process.exit(0));
