import type {
  LookupResult,
  MediaRules,
  OutboundMessage,
  SendOutcome,
  SenderCapabilities,
} from '../../src/messaging/outbound-message.js';
import type { FetchedMedia, MediaPort, SenderPort } from '../../src/messaging/ports.js';

/** A chat without captions that takes files of up to 1,000 bytes. */
export const ONE_FILE_A_MESSAGE: MediaRules = {
  carries: ({ size }) => size <= 1_000,
  parts: (_text, files) => 1 + files.length,
};

/** A far end that does what the test says. */
export class ScriptedSender implements SenderPort {
  readonly capabilities: SenderCapabilities;
  readonly sent: OutboundMessage[] = [];
  readonly lookedUp: string[] = [];
  next: (message: OutboundMessage) => SendOutcome | Promise<SendOutcome> = (message) => ({
    outcome: 'sent',
    providerId: `P-${message.id}`,
  });
  constructor(capabilities: Partial<SenderCapabilities> = {}) {
    this.capabilities = { maxLength: 1600, segmented: true, receipts: true, media: false, ...capabilities };
  }

  /** Absent: the provider can't be asked. */
  lookup?: (message: OutboundMessage) => Promise<LookupResult>;

  async send(message: OutboundMessage): Promise<SendOutcome> {
    this.sent.push(message);
    return this.next(message);
  }

  answerLookups(result: LookupResult): void {
    this.lookup = async (message) => {
      this.lookedUp.push(message.id);
      return result;
    };
  }
}

export class ScriptedMedia implements MediaPort {
  next: (ref: string) => Promise<FetchedMedia> = async () => ({
    bytes: Buffer.from('foto'),
    contentType: 'image/jpeg',
  });
  readonly asked: string[] = [];

  async fetch(ref: string): Promise<FetchedMedia> {
    this.asked.push(ref);
    return this.next(ref);
  }
}
