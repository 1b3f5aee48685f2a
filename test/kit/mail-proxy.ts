import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What goes wrong when a client says something that matches. */
export interface ProxyFault {
  when: RegExp;
  /** `hang`: not a byte more in either direction. `bye`: the server's own goodbye. `cut`: the connection is gone. */
  what: 'hang' | 'bye' | 'cut';
  /** How often it happens; then all goes well. */
  times: number;
}

/** A wire between a client and a server of this process, on which things go wrong as told. */
export class FaultyProxy {
  readonly faults: ProxyFault[] = [];
  private readonly sockets = new Set<Socket>();
  /** Connections that clients made. */
  connections = 0;
  /** What the server says and matches never reaches the client, while all else does. */
  unheard: RegExp | undefined;

  private constructor(
    private readonly server: Server,
    private readonly target: () => number,
  ) {
    server.on('connection', (client) => this.join(client));
  }

  static async open(target: () => number): Promise<FaultyProxy> {
    const server = createServer();
    const proxy = new FaultyProxy(server, target);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** The network is gone for those who are connected. */
  cutAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cutAll();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private join(client: Socket): void {
    this.connections += 1;
    const far = connect(this.target(), '127.0.0.1');
    let dead = false;
    for (const socket of [client, far]) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        if (!dead) for (const other of [client, far]) other.destroy();
      });
    }
    client.on('data', (chunk: Buffer) => {
      const fault = this.faults.find(({ when, times }) => times > 0 && when.test(chunk.toString('latin1')));
      if (fault !== undefined) {
        fault.times -= 1;
        dead = fault.what === 'hang';
        if (fault.what === 'cut') client.destroy();
        if (fault.what === 'bye') client.end('* BYE Server shutting down\r\n');
        return;
      }
      if (!dead) far.write(chunk);
    });
    far.on('data', (chunk: Buffer) => {
      if (!dead && this.unheard?.test(chunk.toString('latin1')) !== true) client.write(chunk);
    });
  }
}
