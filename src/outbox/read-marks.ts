import type { OutboundMessage } from '../messaging/outbound-message.js';
import type { SenderPort } from '../messaging/ports.js';

/** Marks under way at a time; what comes beyond is left unmarked. */
const MOST = 50;

/**
 * Shows citizens that their message was read, once it was answered. A courtesy: nobody waits for it, nothing is
 * kept of it, and nothing fails by it (docs/decisions/whatsapp-read-marks.md).
 */
export class ReadMarks {
  private readonly open = new Set<Promise<unknown>>();

  /** For a message that has just left. */
  mark(sender: SenderPort, { answers }: OutboundMessage): void {
    if (!sender.markRead || answers === undefined || this.open.size >= MOST) return;
    const mark: Promise<unknown> = sender
      .markRead(answers.externalId)
      .catch(() => false)
      .finally(() => this.open.delete(mark));
    this.open.add(mark);
  }

  /** Waits for those under way. */
  async drain(): Promise<void> {
    await Promise.all(this.open);
  }
}
