import type { AddressInfo } from 'node:net';
import type smpp from 'smpp';

/** command_status of SMPP 3.4, 5.1.3. */
export const ESME = {
  ok: 0x00,
  invalidBindStatus: 0x04,
  invalidDestination: 0x0b,
  bindFailed: 0x0d,
  invalidPassword: 0x0e,
  invalidSystemId: 0x0f,
  throttled: 0x58,
} as const;

/** Who may bind, and what happens with what they submit. */
export interface SmscOperator {
  /** Resolves once the accounts are known: a bind refused is not tried again soon. */
  ready: Promise<void>;
  /** undefined where there is no such account. */
  password(systemId: string): string | undefined;
  submit(pdu: smpp.Pdu, systemId: string, session: smpp.Session): void;
}

const ANSWER_MS = 10_000;
const BIND_WAIT_MS = 5_000;

/** An operator's message centre: sessions, binds, links. What a message means is the operator's affair. */
export class Smsc {
  private readonly bound = new Map<smpp.Session, string>();
  private readonly waiting = new Set<() => void>();
  private next = 0;

  private constructor(
    private readonly server: smpp.Server,
    private readonly operator: SmscOperator,
  ) {}

  static async open(port: number, operator: SmscOperator): Promise<Smsc> {
    const { default: library } = await import('smpp');
    const holder: { smsc?: Smsc } = {};
    const server = library.createServer((session) => holder.smsc?.serve(session));
    const smsc = new Smsc(server, operator);
    holder.smsc = smsc;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    return smsc;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** A session of the account, the next one in turn; waits a little for a bind. */
  async sessionOf(systemId: string): Promise<smpp.Session | undefined> {
    for (const end = Date.now() + BIND_WAIT_MS; Date.now() < end;) {
      const sessions = [...this.bound].filter(([, id]) => id === systemId).map(([session]) => session);
      this.next += 1;
      if (sessions.length > 0) return sessions[this.next % sessions.length];
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, end - Date.now());
        this.waiting.add(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    return undefined;
  }

  /** @returns the command_status of the answer; undefined where none came. */
  async deliver(session: smpp.Session, fields: smpp.Fields): Promise<number | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle(undefined), ANSWER_MS);
      const lost = (): void => settle(undefined);
      const settle = (status: number | undefined): void => {
        clearTimeout(timer);
        session.removeListener('close', lost);
        resolve(status);
      };
      session.on('close', lost);
      session.deliver_sm(fields, ({ command_status: status }) => settle(status));
    });
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const session of [...this.server.sessions]) session.destroy();
    for (const wake of this.waiting) wake();
    await closed;
  }

  private serve(session: smpp.Session): void {
    // A client that breaks off is its own affair.
    session.on('error', () => session.destroy());
    session.on('close', () => this.bound.delete(session));
    for (const command of ['bind_transceiver', 'bind_receiver', 'bind_transmitter'] as const)
      session.on(command, (pdu) => void this.operator.ready.then(() => this.bind(session, pdu)));
    session.on('submit_sm', (pdu) => {
      const systemId = this.bound.get(session);
      if (systemId === undefined) session.send(pdu.response({ command_status: ESME.invalidBindStatus }));
      else this.operator.submit(pdu, systemId, session);
    });
    session.on('enquire_link', (pdu) => session.send(pdu.response()));
    session.on('unbind', (pdu) => {
      this.bound.delete(session);
      session.send(pdu.response());
      session.close();
    });
  }

  private bind(session: smpp.Session, pdu: smpp.Pdu): void {
    const { system_id: systemId = '', password } = pdu;
    const expected = this.operator.password(systemId);
    const status =
      pdu.command !== 'bind_transceiver'
        ? // One session for both directions is all that the gateway asks for.
          ESME.bindFailed
        : expected === undefined
          ? ESME.invalidSystemId
          : expected === password
            ? ESME.ok
            : ESME.invalidPassword;
    session.send(pdu.response({ command_status: status, system_id: 'SANDBOX' }));
    if (status !== ESME.ok) return;
    this.bound.set(session, systemId);
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }
}
