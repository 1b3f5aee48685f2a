import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the provider's stand-in does with the next request. */
export type FarEndAnswer =
  | { status: number; headers?: Record<string, string>; body: string | Buffer }
  /** Takes the request and says nothing. */
  | 'silence'
  /** Takes the request and breaks the connection. */
  | 'cut';

export interface ReceivedRequest {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Where an adapter's sends arrive; mails as one request each. */
export interface ReceivingEnd {
  readonly url: string;
  readonly received: readonly Pick<ReceivedRequest, 'url' | 'headers' | 'body'>[];
  answer(next: FarEndAnswer): void;
  close(): Promise<void>;
}

/** A scripted server on loopback in the provider's place. */
export class FarEnd implements ReceivingEnd {
  readonly received: ReceivedRequest[] = [];
  private next: FarEndAnswer = 'cut';
  private constructor(private readonly server: Server) {}

  static async open(): Promise<FarEnd> {
    const server = createServer();
    const farEnd = new FarEnd(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        farEnd.received.push({
          method: request.method ?? '',
          url: request.url ?? '',
          headers: request.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        });
        const { next } = farEnd;
        if (next === 'cut') request.socket.destroy();
        else if (next !== 'silence')
          response.writeHead(next.status, { 'content-type': 'application/json', ...next.headers }).end(next.body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return farEnd;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  answer(next: FarEndAnswer): void {
    this.next = next;
    this.received.length = 0;
  }

  /** Changes the answer and keeps what was received. */
  answerNext(next: FarEndAnswer): void {
    this.next = next;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  /** An address where nobody listens. */
  static async nowhere(): Promise<string> {
    const farEnd = await FarEnd.open();
    const { url } = farEnd;
    await farEnd.close();
    return url;
  }
}
