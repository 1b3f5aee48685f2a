import { load } from './http-load.mjs';
import { makeMessage, requestBytes } from './messages.mjs';

/**
 * The load generator's own process; `Generator` in processes.mjs starts it and speaks to it.
 * prepare: makes and signs a set of messages. post: sends (part of) them to a port.
 */

/** @type {Map<number, Buffer[]>} */
const sets = new Map();

const commands = {
  /** @param {{ set: number, count: number }} input */
  prepare({ set, count }) {
    sets.clear();
    sets.set(
      set,
      Array.from({ length: count }, (_, index) => requestBytes(makeMessage(set, index))),
    );
    return {};
  },

  /** @param {{ set: number, from: number, to: number, port: number, connections: number, perSecond?: number }} input */
  async post({ set, from, to, port, connections, perSecond }) {
    const requests = (sets.get(set) ?? []).slice(from, to);
    const { statuses, elapsedMs, latenciesMs, postedAt } = await load({ port, requests, connections, perSecond });
    const sorted = Float64Array.from(latenciesMs).sort();
    const at = (/** @type {number} */ share) =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    const accepted = Object.entries(statuses).reduce((sum, [status, n]) => sum + (status.startsWith('2') ? n : 0), 0);
    return { statuses, accepted, elapsedMs, p50Ms: at(0.5), p99Ms: at(0.99), postedAt };
  },
};

process.on(
  'message',
  (/** @type {{ id: number, command: keyof typeof commands, input: any }} */ { id, command, input }) => {
    Promise.resolve()
      .then(() => commands[command](input))
      .then(
        (result) => process.send?.({ id, result }),
        (error) => process.send?.({ id, error: String(error?.stack ?? error) }),
      );
  },
);
process.on('disconnect', () => process.exit(0));
