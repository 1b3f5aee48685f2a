import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenCall {
  method: string;
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** A gateway that writes down what it is called with and answers what it is told. */
export class GatewayDouble {
  readonly calls: SeenCall[] = [];
  /** Answers for the next calls; 200 once they are used up. */
  statuses: number[] = [];
  private readonly server: Server;
  url = '';

  constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        this.calls.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body });
        response.writeHead(this.statuses.shift() ?? 200, { 'content-type': 'text/xml' });
        response.end('<Response/>');
      });
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** Waits until `check` holds; fails with what it was waiting for. */
export async function until(what: string, check: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500; turn += 1) {
    if (check()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`waited in vain for ${what}`);
}
