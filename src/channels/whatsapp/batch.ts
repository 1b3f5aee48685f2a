import { MalformedPayloadError } from '../../messaging/errors.js';
import type { InboundEvent } from '../../messaging/inbound-event.js';

/**
 * Reads the items of one delivery so that a bad one keeps none of the others out: it becomes `ignored`, and
 * the raw delivery is kept. `finish` reports a delivery without any good item as malformed as a whole.
 */
export class BatchReader {
  private firstError: MalformedPayloadError | undefined;
  private good = 0;

  read(item: () => InboundEvent | InboundEvent[]): InboundEvent[] {
    try {
      const events = [item()].flat();
      this.good += events.length;
      return events;
    } catch (error) {
      if (!(error instanceof MalformedPayloadError)) throw error;
      this.firstError ??= error;
      return [{ type: 'ignored', reason: 'malformed-item' }];
    }
  }

  /** @throws MalformedPayloadError */
  finish(): void {
    if (this.firstError !== undefined && this.good === 0) throw this.firstError;
  }
}
