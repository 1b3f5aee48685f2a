import type { OutboundMessage, SendOutcome, SenderCapabilities } from '../../../messaging/outbound-message.js';
import type { ChannelSetup, SenderPort } from '../../../messaging/ports.js';
import { shortReference } from '../../../messaging/short-reference.js';
import { formatNumber } from '../phone.js';
import { isProviderId } from '../../wire/text.js';
import { Pace, pause, Slots } from './pace.js';
import { COMMAND, type Pdu } from './pdu.js';
import { normaliseId } from './receipt.js';
import { segmentsOf, type Segment } from './segments.js';
import { SessionError, type SmppSession } from './session.js';
import { readFirstText, TLV, writeSm, type SmppAddress } from './sm.js';
import type { SmppSettings } from './smpp.settings.js';
import { STATUS, statusOutcome, type StatusMeaning } from './status.js';

/** Whoever holds the connection. */
export interface LinkSource {
  /** The bound session; waits for the bind, and gives up after `mostMs`. */
  bound(mostMs: number): Promise<SmppSession | undefined>;
}

const BIND_WAIT_MS = 5_000;
const NOT_BOUND_RETRY_MS = 10_000;
/** Between the parts of one message throttling is waited out here, in milliseconds. */
const THROTTLE_PAUSES = [500, 1_000, 2_000, 4_000];

/** Ten parts; the SMSC's own limit is 255. */
const MOST_CHARACTERS = 1_530;

/**
 * Sends by submit_sm, the parts of a long text one after the other. Only the last part asks for a
 * receipt, and its id is the message's: docs/decisions/smpp-long-messages.md.
 */
export class SmppSender implements SenderPort {
  readonly capabilities: SenderCapabilities;
  private readonly slots: Slots;
  private readonly pace: Pace;
  private readonly meanings: ReadonlyMap<number, StatusMeaning>;

  constructor(
    private readonly channel: ChannelSetup<SmppSettings>,
    private readonly link: LinkSource,
  ) {
    const { windowSize, throughput, deliveryReceipts, errors = [] } = channel.settings;
    this.capabilities = { maxLength: MOST_CHARACTERS, segmented: true, receipts: deliveryReceipts, media: false };
    this.slots = new Slots(windowSize);
    this.pace = new Pace(throughput);
    this.meanings = new Map(
      errors.map(({ status, outcome, reason }) => [
        status,
        { effect: outcome, reason: reason ?? `the SMSC refuses the message (status 0x${status.toString(16)})` },
      ]),
    );
  }

  async send(message: OutboundMessage): Promise<SendOutcome> {
    const { settings, address } = this.channel;
    if (address === undefined)
      return rejected('smpp:no-sender', `channel ${this.channel.id} has no address to send from`);
    if (message.to?.kind !== 'phone') return rejected('smpp:not-a-phone', 'an SMS goes to a telephone number only');
    const written = segmentsOf(message.text, message.id, settings);
    if (written === undefined) return rejected('smpp:too-long', 'the text has more parts than an SMS may have');
    const ends = {
      source: sourceAddress(address, settings),
      destination: destinationAddress(message.to.value, settings),
    };
    const session = await this.link.bound(BIND_WAIT_MS);
    if (session === undefined)
      return {
        outcome: 'retry',
        code: 'smpp:not-connected',
        reason: 'there is no connection to the SMSC',
        afterMs: NOT_BOUND_RETRY_MS,
      };
    let providerId = '';
    for (const [index, segment] of written.segments.entries()) {
      const last = index === written.segments.length - 1;
      const part = last && settings.messageReference ? withReference(segment, message.id) : segment;
      const result = await this.submit(session, part, ends, { last, first: index === 0 });
      if (typeof result !== 'string') return result;
      providerId = result;
    }
    // An SMSC that names no id can't report on the message either.
    return {
      outcome: 'sent',
      providerId: isProviderId(providerId, 65) ? providerId : message.id,
      segments: written.count,
    };
  }

  /** The id that the SMSC gave the part, or what became of the message instead. */
  private async submit(
    session: SmppSession,
    segment: Segment,
    ends: { source: SmppAddress; destination: SmppAddress },
    place: { first: boolean; last: boolean },
  ): Promise<string | SendOutcome> {
    const registeredDelivery = place.last && this.channel.settings.deliveryReceipts ? 1 : 0;
    const body = writeSm({ ...ends, ...segment, registeredDelivery });
    for (const wait of [...THROTTLE_PAUSES, undefined]) {
      let answer: Pdu;
      try {
        answer = await this.slots.use(async () => {
          await this.pace.turn();
          return session.request(COMMAND.submitSm, body);
        });
      } catch (error) {
        if (!(error instanceof SessionError)) throw error;
        return lost(error, place.last);
      }
      if (answer.status === STATUS.ok) return normaliseId(readFirstText(answer.body));
      const throttled = answer.status === STATUS.throttled || answer.status === STATUS.queueFull;
      if (place.first || !throttled || wait === undefined) return statusOutcome(answer.status, this.meanings);
      await pause(wait);
    }
    return statusOutcome(STATUS.throttled, this.meanings);
  }
}

/** What names the message in its receipt, should the answer with the SMSC's own id never come (5.3.2.17). */
function withReference(segment: Segment, messageId: string): Segment {
  const reference = Buffer.alloc(2);
  reference.writeUInt16BE(shortReference(messageId));
  return { ...segment, tlvs: new Map([...segment.tlvs, [TLV.userMessageReference, reference]]) };
}

/** While the last part has not left, no telephone shows the message: sending it again doubles nothing. */
function lost({ code, mayHaveArrived }: SessionError, last: boolean): SendOutcome {
  if (mayHaveArrived && last)
    return {
      outcome: 'unknown',
      code: `smpp:${code}`,
      reason: 'the message left, and no answer of the SMSC came',
    };
  return {
    outcome: 'retry',
    code: `smpp:${code}`,
    reason: 'the connection to the SMSC broke before the message was complete',
  };
}

/** A short code is network specific, a name alphanumeric, a number international (SMPP 3.4, 5.2.5 and 5.2.6). */
function sourceAddress(address: string, { sourceTon, sourceNpi }: SmppSettings): SmppAddress {
  const digits = /^\+?\d+$/.test(address);
  const short = digits && !address.startsWith('+') && address.length <= 8;
  const ton = !digits ? 5 : short ? 3 : 1;
  return { ton: sourceTon ?? ton, npi: sourceNpi ?? (ton === 1 ? 1 : 0), value: address.replace(/^\+/, '') };
}

function destinationAddress(value: string, { destTon, destNpi, numberFormat }: SmppSettings): SmppAddress {
  const national = numberFormat === 'national' && value.startsWith('+62');
  return { ton: destTon ?? (national ? 2 : 1), npi: destNpi ?? 1, value: formatNumber(value, numberFormat) };
}

function rejected(code: string, reason: string): SendOutcome {
  return { outcome: 'rejected', code, reason };
}
