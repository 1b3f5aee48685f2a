import { errorCode } from '../../../messaging/errors.js';
import type { ConnectedContext, ConnectedPort } from '../../../messaging/connected.js';
import type { ProbePort } from '../../../messaging/ports.js';
import { Deliveries } from './deliveries.js';
import { LinkError, openLink } from './link.js';
import { within } from './pace.js';
import type { Pdu } from './pdu.js';
import type { SmppSession } from './session.js';
import type { LinkSource } from './smpp.sender.js';
import type { SmppSettings } from './smpp.settings.js';
import { STATUS } from './status.js';

/** Milliseconds. */
export interface ConnectionTiming {
  /** Wait before the first new try; doubled with each further one. */
  firstWait: number;
  mostWait: number;
  /** Shortest wait after a refused account: quick tries get it locked. */
  refusedWait: number;
  /** A connection that held for so long was a good one: the next wait is short again. */
  steady: number;
}

const TIMING: ConnectionTiming = { firstWait: 1_000, mostWait: 60_000, refusedWait: 30_000, steady: 10_000 };
/** Deliveries in hand at which the SMSC is not listened to any more, until half of them are done. */
const MOST_IN_HAND = 200;
const FINISH_MS = 10_000;
const GOODBYE_MS = 2_000;

/**
 * Holds one session with the SMSC, for both directions. A delivery is answered with ESME_ROK after it is
 * committed, with ESME_RX_T_APPN where it could not be: the SMSC then keeps it and tries again.
 */
export class SmppConnection implements ConnectedPort, LinkSource, ProbePort {
  /** An SMSC takes several connections of one account and spreads messages over them. */
  readonly exclusive = false;
  private readonly deliveries: Deliveries;
  private session: SmppSession | undefined;
  private running: Promise<void> | undefined;
  private stopping = false;
  private wake: (() => void) | undefined;
  private readonly waitingForBind = new Set<() => void>();
  private readonly inHand = new Set<Promise<void>>();

  constructor(
    channelId: string,
    private readonly settings: SmppSettings,
    private readonly timing: ConnectionTiming = TIMING,
  ) {
    this.deliveries = new Deliveries(channelId, settings);
  }

  start(context: ConnectedContext): Promise<void> {
    if (this.running === undefined) {
      this.stopping = false;
      this.running = this.run(context);
    }
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    if (this.running === undefined) return;
    this.stopping = true;
    this.wake?.();
    this.session?.pause();
    await within(Promise.allSettled(this.inHand), FINISH_MS);
    this.session?.resume();
    await this.session?.unbind(GOODBYE_MS);
    await this.running;
    this.running = undefined;
  }

  async bound(mostMs: number): Promise<SmppSession | undefined> {
    if (this.session?.isOpen === true) return this.stopping ? undefined : this.session;
    if (this.running === undefined || this.stopping) return undefined;
    let wake: () => void = () => undefined;
    const ready = new Promise<void>((resolve) => (wake = resolve));
    const timer = setTimeout(() => wake(), mostMs);
    this.waitingForBind.add(wake);
    await ready;
    clearTimeout(timer);
    this.waitingForBind.delete(wake);
    return this.session;
  }

  async probe(): Promise<{ ok: boolean; words: string }> {
    try {
      const session = await openLink(this.settings, { onRequest: () => undefined, onClose: () => undefined });
      await session.unbind(GOODBYE_MS);
      return { ok: true, words: 'connected and bound as transceiver' };
    } catch (error) {
      if (error instanceof LinkError) return { ok: false, words: error.words };
      return { ok: false, words: `the connection failed (${errorCode(error)})` };
    }
  }

  private async run(context: ConnectedContext): Promise<void> {
    const sweep = setInterval(() => void this.expire(context), Math.min(60_000, this.settings.partsSeconds * 250));
    sweep.unref();
    for (let failures = 0; !this.isStopping(); failures += 1) {
      const began = performance.now();
      const refused = await this.hold(context);
      if (this.isStopping()) break;
      if (performance.now() - began >= this.timing.steady) failures = 0;
      const { firstWait, mostWait, refusedWait } = this.timing;
      const wait = Math.min(firstWait * 2 ** Math.min(failures, 20), mostWait);
      // Spread, so that many gateways do not come back in the same second.
      await this.sleep(Math.max(wait, refused ? refusedWait : 0) * (0.8 + Math.random() * 0.4));
    }
    clearInterval(sweep);
    context.report({ state: 'stopped' });
  }

  /** One connection from beginning to end; true where the SMSC refused the account. */
  private async hold(context: ConnectedContext): Promise<boolean> {
    context.report({ state: 'connecting' });
    let ended: (reason: string) => void = () => undefined;
    const end = new Promise<string>((resolve) => (ended = resolve));
    try {
      const session = await openLink(this.settings, {
        onRequest: (pdu, from) => this.take(pdu, from, context),
        onClose: (reason) => ended(reason),
      });
      this.session = session;
      if (this.isStopping()) await session.unbind(GOODBYE_MS);
      else context.report({ state: 'connected' });
      for (const wake of this.waitingForBind) wake();
      const reason = await end;
      this.session = undefined;
      if (!this.isStopping())
        context.report({
          state: 'failing',
          code: `smpp-${reason}`,
          words: CLOSING_WORDS[reason] ?? 'the connection to the SMSC broke',
        });
      return false;
    } catch (error) {
      this.session = undefined;
      const known =
        error instanceof LinkError ? error : new LinkError(errorCode(error), 'the connection failed', false);
      context.report({ state: 'failing', code: known.code, words: known.words });
      return known.patient;
    }
  }

  private take(pdu: Pdu, session: SmppSession, context: ConnectedContext): void {
    const work = this.deliveries.take(pdu, context).then(
      () => void session.respond(pdu, STATUS.ok, EMPTY_ID),
      () => void session.respond(pdu, STATUS.temporaryAppError),
    );
    const done = work.finally(() => {
      this.inHand.delete(done);
      if (this.inHand.size === MOST_IN_HAND / 2 && !this.stopping) session.resume();
    });
    this.inHand.add(done);
    if (this.inHand.size === MOST_IN_HAND) session.pause();
  }

  /** What can't be stored now is tried with the next round. */
  private async expire(context: ConnectedContext): Promise<void> {
    try {
      await this.deliveries.expire(context);
    } catch {
      return;
    }
  }

  private sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Asked anew after each wait: the flag changes meanwhile. */
  private isStopping(): boolean {
    return this.stopping;
  }
}

/** deliver_sm_resp has an empty message_id (SMPP 3.4, 4.6.2); data_sm_resp may have one. */
const EMPTY_ID = Buffer.alloc(1);

const CLOSING_WORDS: Readonly<Record<string, string>> = {
  'closed-by-smsc': 'the SMSC closed the connection',
  'unbound-by-smsc': 'the SMSC ended the session',
  'link-silent': 'the SMSC did not answer enquire_link',
  'not-smpp': 'what came over the connection is no SMPP: check host and port',
};
