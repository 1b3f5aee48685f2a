import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The authority's token endpoint, and the address where Dovecot asks whose a token is. */
export class TokenServer {
  readonly forms: Record<string, string>[] = [];
  private good = '';
  private serial = 0;

  private constructor(private readonly server: Server) {}

  static async open(): Promise<TokenServer> {
    const server = createServer((request, response) => {
      void read(request).then((body) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(tokenServer.answer(new URL(request.url ?? '/', 'http://127.0.0.1'), body)));
      });
    });
    const tokenServer = new TokenServer(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return tokenServer;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  /** The token that is out is good no longer, before its time. */
  revoke(): void {
    this.good = 'none';
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(url: URL, body: string): object {
    if (url.pathname === '/who')
      return url.searchParams.get('token') === this.good ? { active: 'yes', email: 'token' } : { active: 'no' };
    this.forms.push(Object.fromEntries(new URLSearchParams(body)));
    this.serial += 1;
    this.good = `tok-${String(this.serial)}`;
    return { access_token: this.good, expires_in: 3600, token_type: 'Bearer' };
  }
}

async function read(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}
