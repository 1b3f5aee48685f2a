import { createServer } from 'node:net';

/** Beside the sandbox's own ports (settings/sandbox-defaults.ts); whoever listens on it has them. */
const TURN_PORT = 3199;
const LOOK_MS = 200;

/**
 * Waits for one's turn: in a role of its own the sandbox listens on fixed ports, and test files run beside each other.
 * @returns gives the turn to the next
 */
export async function takeFixedPorts(): Promise<() => Promise<void>> {
  for (;;) {
    const server = createServer();
    const taken = await new Promise<boolean>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'EADDRINUSE') resolve(false);
        else reject(error);
      });
      server.listen(TURN_PORT, '127.0.0.1', () => resolve(true));
    });
    if (taken) return () => new Promise((resolve) => server.close(() => resolve()));
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
