import type { Socket } from 'node:net';
import { COMMAND, encodePdu, FramingError, isResponse, PduReader, RESPONSE, type Pdu } from './pdu.js';
import { pause, within } from './pace.js';
import { STATUS } from './status.js';

/** Why a request has no answer. */
export class SessionError extends Error {
  constructor(
    /** Kebab-case. */
    readonly code: 'session-closed' | 'response-timeout',
    /** False where it is certain that the request never left. */
    readonly mayHaveArrived: boolean,
  ) {
    super(`the SMSC gave no answer (${code})`);
    this.name = 'SessionError';
  }
}

export interface SessionOptions {
  responseMs: number;
  enquireLinkMs: number;
  /** A deliver_sm or data_sm, which may come before the bind's answer was seen; answered by `session.respond`. */
  onRequest(pdu: Pdu, session: SmppSession): void;
  /** Once; `reason` is kebab-case. */
  onClose(reason: string): void;
}

interface Waiting {
  resolve(pdu: Pdu): void;
  reject(error: SessionError): void;
  timer: NodeJS.Timeout;
}

const NOTHING = Buffer.alloc(0);
const POLL_MS = 20;
const LAST_SEQUENCE = 0x7fff_ffff;

/** One SMPP connection: numbers requests, pairs answers, keeps the link alive. It knows nothing of messages. */
export class SmppSession {
  private readonly reader = new PduReader();
  private readonly waiting = new Map<number, Waiting>();
  private sequence = 0;
  private closed = false;
  private idle: NodeJS.Timeout | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly options: SessionOptions,
  ) {
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.read(chunk));
    socket.on('error', (error) => this.end(`socket-${errno(error)}`));
    socket.on('close', () => this.end('closed-by-smsc'));
    this.restIdle();
  }

  get isOpen(): boolean {
    return !this.closed;
  }

  /** @throws SessionError (as a rejection) where no answer comes. */
  request(command: number, body: Buffer = NOTHING): Promise<Pdu> {
    if (this.closed || !this.socket.writable) return Promise.reject(new SessionError('session-closed', false));
    this.sequence = this.sequence === LAST_SEQUENCE ? 1 : this.sequence + 1;
    const { sequence } = this;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(sequence);
        reject(new SessionError('response-timeout', true));
      }, this.options.responseMs);
      this.waiting.set(sequence, { resolve, reject, timer });
      this.socket.write(encodePdu({ command, status: STATUS.ok, sequence, body }));
    });
  }

  /** Answers a request of the SMSC; says whether there was still somebody to tell. */
  respond(request: Pdu, status: number, body: Buffer = NOTHING): boolean {
    if (this.closed || !this.socket.writable) return false;
    const command = (request.command | RESPONSE) >>> 0;
    this.socket.write(encodePdu({ command, status, sequence: request.sequence, body }));
    return true;
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  /** Waits for the answers that are due, says goodbye and closes; each of the two for at most `mostMs`. */
  async unbind(mostMs: number): Promise<void> {
    const until = performance.now() + mostMs;
    while (!this.closed && this.waiting.size > 0 && performance.now() < until) await pause(POLL_MS);
    if (this.closed) return;
    await within(this.request(COMMAND.unbind), mostMs);
    this.end('unbound');
  }

  /** Closes at once; whoever waits for an answer is told. */
  end(reason: string): void {
    if (this.closed) return;
    this.closed = true;
    clearTimeout(this.idle);
    for (const waiting of this.waiting.values()) {
      clearTimeout(waiting.timer);
      waiting.reject(new SessionError('session-closed', true));
    }
    this.waiting.clear();
    // What was written is still sent; a far end that is gone does not keep the socket.
    this.socket.end();
    setTimeout(() => this.socket.destroy(), 1_000).unref();
    this.options.onClose(reason);
  }

  private read(chunk: Buffer): void {
    if (this.closed) return;
    this.restIdle();
    try {
      for (const pdu of this.reader.push(chunk)) this.take(pdu);
    } catch (error) {
      if (!(error instanceof FramingError)) throw error;
      this.socket.write(
        encodePdu({ command: COMMAND.genericNack, status: STATUS.invalidLength, sequence: 0, body: NOTHING }),
      );
      this.end('not-smpp');
    }
  }

  private take(pdu: Pdu): void {
    if (this.closed) return;
    if (isResponse(pdu.command)) {
      const waiting = this.waiting.get(pdu.sequence);
      if (waiting === undefined) return;
      this.waiting.delete(pdu.sequence);
      clearTimeout(waiting.timer);
      waiting.resolve(pdu);
      return;
    }
    switch (pdu.command) {
      case COMMAND.enquireLink:
        this.respond(pdu, STATUS.ok);
        return;
      case COMMAND.unbind:
        this.respond(pdu, STATUS.ok);
        this.end('unbound-by-smsc');
        return;
      case COMMAND.deliverSm:
      case COMMAND.dataSm:
        this.options.onRequest(pdu, this);
        return;
      // Neither has an answer (SMPP 3.4, 4.12.1 and 4.1.7).
      case COMMAND.alertNotification:
      case COMMAND.outbind:
        return;
      default:
        this.socket.write(
          encodePdu({
            command: COMMAND.genericNack,
            status: STATUS.invalidCommand,
            sequence: pdu.sequence,
            body: NOTHING,
          }),
        );
    }
  }

  /** After silence the link is tested; an SMSC that does not answer that is gone. */
  private restIdle(): void {
    clearTimeout(this.idle);
    if (this.closed) return;
    this.idle = setTimeout(() => {
      this.request(COMMAND.enquireLink).catch((error: unknown) => {
        if (error instanceof SessionError && error.code === 'response-timeout') this.end('link-silent');
      });
      this.restIdle();
    }, this.options.enquireLinkMs);
    this.idle.unref();
  }
}

function errno(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^[A-Z0-9_]{2,40}$/.test(code) ? code.toLowerCase().replaceAll('_', '-') : 'error';
}
