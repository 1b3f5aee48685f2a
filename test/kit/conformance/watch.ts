import { Socket } from 'node:net';

export interface Observed {
  /** Everything written to the console, standard output and standard error. */
  output: string;
  /** Hosts beyond loopback that somebody tried to reach. The attempt was refused. */
  strangers: string[];
}

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/;

/** Runs `work` and notes what it prints and whom it calls; calls beyond loopback fail. */
export async function watch(work: () => Promise<void> | void): Promise<Observed> {
  const observed: Observed = { output: '', strangers: [] };
  const undo = [...capture(observed), guard(observed)];
  try {
    await work();
  } finally {
    for (const step of undo) step();
  }
  return observed;
}

function capture(observed: Observed): (() => void)[] {
  const note = (...parts: unknown[]): void => {
    observed.output += `${parts.map((part) => (part instanceof Error ? `${part.message} ${part.stack ?? ''}` : typeof part === 'string' ? part : JSON.stringify(part))).join(' ')}\n`;
  };
  const streams = [process.stdout, process.stderr].map((stream) => {
    const original = stream.write.bind(stream);
    stream.write = (chunk: unknown) => {
      note(chunk instanceof Uint8Array ? Buffer.from(chunk).toString('utf8') : chunk);
      return true;
    };
    return () => {
      stream.write = original;
    };
  });
  const methods = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) => {
    const original = globalThis.console[name];
    globalThis.console[name] = note;
    return () => {
      globalThis.console[name] = original;
    };
  });
  return [...streams, ...methods];
}

function guard(observed: Observed): () => void {
  const original = Socket.prototype.connect;
  const connect = function (this: Socket, ...given: unknown[]): Socket {
    const host = hostOf(given);
    if (host === undefined || LOOPBACK.test(host)) return Reflect.apply(original, this, given) as Socket;
    observed.strangers.push(host);
    queueMicrotask(() =>
      this.destroy(
        Object.assign(new Error('refused by the conformance suite'), { code: 'ECONNREFUSED', syscall: 'connect' }),
      ),
    );
    return this;
  };
  Socket.prototype.connect = connect;
  return () => {
    Socket.prototype.connect = original;
  };
}

/** The forms of `connect`: (options), (port, host), (path), and Node's own ([options, callback]). */
function hostOf(given: unknown[]): string | undefined {
  const [first, second] = (Array.isArray(given[0]) ? given[0] : given) as unknown[];
  if (typeof first === 'object' && first !== null) {
    const { host, path } = first as { host?: unknown; path?: unknown };
    return typeof path === 'string' ? undefined : typeof host === 'string' ? host : 'localhost';
  }
  return typeof second === 'string' ? second : 'localhost';
}
