import { createHash, createHmac } from 'node:crypto';
import { CodedError, errorCode, MalformedPayloadError } from '../../../messaging/errors.js';
import type { StoredEvent } from '../../../messaging/inbound-event.js';
import type { ConnectedContext } from '../../../messaging/connected.js';
import type { RawDelivery } from '../../../messaging/sinks.js';
import type { KeptPart } from '../../../messaging/stores.js';
import { readUserData, type PartPlace } from './concat.js';
import { messageEvent } from './parse.js';
import { encodePdu, PduReader, type Pdu } from './pdu.js';
import { isReport, readReport } from './receipt.js';
import { readSm, type ShortMessage } from './sm.js';
import type { SmppSettings } from './smpp.settings.js';

/** What an operator can hand to `kentongan inspect`. */
const CONTENT_TYPE = 'application/x-smpp-pdu';
const MOST_REMEMBERED = 5_000;
/** A reference that is used again displaces a set once; more often only where several connections race for it. */
const MOST_DISPLACED = 5;

/**
 * Takes what an SMSC delivers to the sinks. `take` resolves once everything is committed and rejects
 * where it could not be; the response to the SMSC waits for that.
 */
export class Deliveries {
  /** When each delivery's content was first seen: a repeat across the border of a span keeps its identity. */
  private readonly seen = new Map<string, number>();

  constructor(
    private readonly channelId: string,
    private readonly settings: SmppSettings,
  ) {}

  async take(pdu: Pdu, context: ConnectedContext): Promise<void> {
    // Without its number: a repeat has another one, and is the same message.
    const bytes = encodePdu({ ...pdu, status: 0, sequence: 0 });
    const message = this.attempt(() => readSm(pdu));
    if (message instanceof Unreadable) {
      await context.inbound.reject(this.channelId, rawOf([bytes]), message.error);
      return;
    }
    if (isReport(message)) {
      await this.report(message, bytes, context);
      return;
    }
    const { place } = readUserData(message);
    if (place === undefined) await this.accept([bytes], this.firstSeen(bytes, context.now()), context);
    else await this.part(message, place, bytes, context);
  }

  /** Long messages whose rest never came, with what there is; and those that are complete and done with. */
  async expire(context: ConnectedContext): Promise<void> {
    for (const set of await context.parts.expired(this.settings.partsSeconds)) {
      await this.acceptSet(set.parts, context);
      await set.done();
    }
  }

  private async report(message: ShortMessage, bytes: Buffer, context: ConnectedContext): Promise<void> {
    const event = readReport(message, this.settings.receiptIds);
    if (event.type === 'receipt') await context.receipts.apply(this.channelId, [event]);
    else await context.inbound.accept(this.channelId, [event], rawOf([bytes]));
  }

  /**
   * A complete set stays until it expires: where our response to the last part is lost, that part comes
   * again alone, and must find the others. References are few (256 of a telephone's, and some start over with
   * each message): another content under a number that is taken begins a new message, and ends the older one.
   */
  private async part(message: ShortMessage, place: PartPlace, bytes: Buffer, context: ConnectedContext): Promise<void> {
    const { number, total } = place;
    const key = partKey(message, place, this.settings.password);
    for (let attempt = 0; attempt <= MOST_DISPLACED; attempt += 1) {
      const { whole, displaced } = await context.parts.add({ key, number, total, bytes });
      if (whole !== undefined) await this.acceptSet(whole, context);
      if (displaced === undefined) return;
      await this.acceptSet(displaced.parts, context);
      await displaced.done();
    }
    throw new CodedError('part-not-kept', 'the reference of a long message is fought over; it comes again', true);
  }

  /** The part that came first dates the message. */
  private acceptSet(parts: readonly (KeptPart | undefined)[], context: ConnectedContext): Promise<void> {
    const times = parts.flatMap((part) => (part === undefined ? [] : [part.at.getTime()]));
    return this.accept(
      parts.map((part) => part?.bytes),
      new Date(Math.min(...times)),
      context,
    );
  }

  private async accept(parts: readonly (Buffer | undefined)[], at: Date, context: ConnectedContext): Promise<void> {
    const raw = rawOf(parts.filter((part) => part !== undefined));
    const event = this.attempt((): StoredEvent => messageEvent(parts.map(readStored), this.settings, at));
    if (event instanceof Unreadable) await context.inbound.reject(this.channelId, raw, event.error);
    else await context.inbound.accept(this.channelId, [event], raw);
  }

  /** What can't be read is kept raw and shown, whatever is wrong with it: it must not come again and again. */
  private attempt<T>(read: () => T): T | Unreadable {
    try {
      return read();
    } catch (error) {
      if (error instanceof MalformedPayloadError) return new Unreadable({ code: error.code, field: error.field });
      return new Unreadable({ code: `unreadable-payload:${errorCode(error)}`.slice(0, 80) });
    }
  }

  private firstSeen(bytes: Buffer, now: Date): Date {
    const key = createHash('sha256').update(bytes).digest('base64');
    const before = this.seen.get(key);
    if (before !== undefined && now.getTime() - before < this.settings.repeatSeconds * 1000) return new Date(before);
    this.seen.delete(key);
    this.seen.set(key, now.getTime());
    const oldest = this.seen.keys().next();
    if (this.seen.size > MOST_REMEMBERED && oldest.done !== true) this.seen.delete(oldest.value);
    return now;
  }
}

class Unreadable {
  constructor(readonly error: { code: string; field?: string }) {}
}

/** Names sender, receiver, reference and count without showing them. */
export function partKey(message: ShortMessage, place: PartPlace, secret: string): string {
  const known = [message.source.value, message.destination.value, place.reference, place.total];
  return createHmac('sha256', `smpp-part:${secret}`).update(JSON.stringify(known)).digest('hex');
}

function readStored(bytes: Buffer | undefined): ShortMessage | undefined {
  if (bytes === undefined) return undefined;
  const [pdu] = new PduReader().push(bytes);
  if (pdu === undefined) throw new MalformedPayloadError('command_length', 'a whole PDU');
  return readSm(pdu);
}

function rawOf(parts: readonly Buffer[]): RawDelivery {
  return { contentType: CONTENT_TYPE, bytes: Buffer.concat(parts) };
}
