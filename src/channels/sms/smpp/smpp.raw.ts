import { MalformedPayloadError } from '../../../messaging/errors.js';
import type { InboundEvent } from '../../../messaging/inbound-event.js';
import type { RawPort, RawReading } from '../../../messaging/ports.js';
import { readUserData } from './concat.js';
import { partKey } from './deliveries.js';
import { messageEvent } from './parse.js';
import { COMMAND, FramingError, PduReader, type Pdu } from './pdu.js';
import { isReport, readReport } from './receipt.js';
import { readSm, type ShortMessage } from './sm.js';
import type { SmppSettings } from './smpp.settings.js';

/**
 * Reads PDUs from a file, as they travel or in hexadecimal digits, one after the other: all parts of a
 * long message may be in one file, in any order. Parts that are not there are said to be missing.
 */
export class SmppRaw implements RawPort {
  constructor(private readonly settings: SmppSettings) {}

  read(bytes: Buffer, now: Date): Promise<RawReading> {
    try {
      return Promise.resolve({ events: this.events(bytes, now), contents: new Map() });
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error('unreadable PDU'));
    }
  }

  private events(bytes: Buffer, now: Date): InboundEvent[] {
    const read: (() => InboundEvent)[] = [];
    const sets = new Map<string, (ShortMessage | undefined)[]>();
    for (const pdu of cut(fromHex(bytes) ?? bytes)) {
      if (pdu.command !== COMMAND.deliverSm && pdu.command !== COMMAND.dataSm) {
        read.push(() => ({ type: 'ignored', reason: 'not-a-message' }));
        continue;
      }
      const message = readSm(pdu);
      const { place } = readUserData(message);
      if (isReport(message)) read.push(() => readReport(message, this.settings.receiptIds));
      else if (place === undefined) read.push(() => messageEvent([message], this.settings, now));
      else {
        const key = partKey(message, place, '');
        const set = sets.get(key) ?? Array.from({ length: place.total }, () => undefined);
        set[place.number - 1] = message;
        if (!sets.has(key)) read.push(() => messageEvent(set, this.settings, now));
        sets.set(key, set);
      }
    }
    return read.map((event) => event());
  }
}

/** @throws MalformedPayloadError */
function cut(bytes: Buffer): Pdu[] {
  const reader = new PduReader();
  try {
    const pdus = reader.push(bytes);
    if (pdus.length === 0 || reader.pending > 0)
      throw new MalformedPayloadError('command_length', 'whole PDUs; the last one is cut short');
    return pdus;
  } catch (error) {
    if (error instanceof FramingError) throw new MalformedPayloadError('command_length', 'the length of a PDU');
    throw error;
  }
}

/** A PDU begins with a zero octet, which is no hexadecimal digit: the two can't be taken for each other. */
function fromHex(bytes: Buffer): Buffer | undefined {
  if (bytes[0] === 0) return undefined;
  const text = bytes.toString('latin1').replace(/\s+/g, '');
  return /^(?:[0-9a-fA-F]{2})+$/.test(text) ? Buffer.from(text, 'hex') : undefined;
}
