import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import smpp from 'smpp';

type Respond = (pdu: smpp.Pdu, session: smpp.Session) => void;

/** An operator's SMSC on loopback, played by a package that shares no code with our side. */
export class Smsc {
  readonly submitted: smpp.Pdu[] = [];
  readonly binds: smpp.Pdu[] = [];
  /** What submit_sm is answered with. */
  answer: Respond;
  /** command_status of the next binds. */
  bindStatus = 0;
  private count = 0;

  private constructor(private readonly server: smpp.Server) {
    this.answer = (pdu, session) => session.send(pdu.response({ message_id: this.nextId() }));
  }

  static async open(port = 0): Promise<Smsc> {
    const listener: { current?: (session: smpp.Session) => void } = {};
    const server = smpp.createServer((session) => listener.current?.(session));
    const smsc = new Smsc(server);
    listener.current = (session) => smsc.serve(session);
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return smsc;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get sessions(): readonly smpp.Session[] {
    return this.server.sessions;
  }

  nextId(): string {
    this.count += 1;
    return `00${(0xa0 + this.count).toString(16)}`;
  }

  /** Hands a message over; resolves with the command_status of the answer, or 'lost' where none can come. */
  async deliver(fields: smpp.Fields): Promise<number | 'lost'> {
    const session = this.server.sessions.at(-1);
    if (session === undefined) throw new Error('nobody is bound to the SMSC');
    return new Promise((resolve) => {
      session.on('close', () => resolve('lost'));
      session.deliver_sm(
        { source_addr: '6281100000001', source_addr_ton: 1, source_addr_npi: 1, destination_addr: '1708', ...fields },
        (pdu) => resolve(pdu.command_status),
      );
    });
  }

  /** As in a crash: connections break, nobody listens. */
  async kill(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const session of [...this.server.sessions]) session.destroy();
    await closed;
  }

  private serve(session: smpp.Session): void {
    session.on('error', () => undefined);
    session.on('bind_transceiver', (pdu) => {
      this.binds.push(pdu);
      session.send(pdu.response({ command_status: this.bindStatus, system_id: 'smsc' }));
    });
    session.on('submit_sm', (pdu) => {
      this.submitted.push(pdu);
      this.answer(pdu, session);
    });
    session.on('enquire_link', (pdu) => session.send(pdu.response()));
    session.on('unbind', (pdu) => {
      session.send(pdu.response());
      session.close();
    });
  }
}
