import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { parseWebReport, webReportBytes } from '../channels/web/web-report.js';
import type { WebReport } from '../channels/web/web-report.js';
import { INBOUND_SINK } from '../messaging/sinks.js';
import type { InboundSink } from '../messaging/sinks.js';
import { CLOCK } from '../observability/clock.js';
import type { Clock } from '../observability/clock.js';
import type { PublicTicketView } from './public-tickets.js';
import type { VerdictInput } from './verdict-input.js';

/** Hands the word of whoever has shown a ticket's code to the intake, as a message to that ticket. */
@Injectable()
export class VerdictService {
  constructor(
    @Inject(INBOUND_SINK) private readonly sink: InboundSink,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Resolves after the commit. The same words of the same round are one message, however often they are posted.
   * @throws CodedError (retryable) where it could not be made durable
   */
  async submit(
    channelId: string,
    { tenant, number, inboundId }: PublicTicketView,
    { says, mark, words, round }: VerdictInput,
  ): Promise<void> {
    const fixed = says === 'mark' ? {} : { fixed: says === 'fixed' };
    const report: WebReport = {
      version: 1,
      nonce: `kabar:${createHash('sha256')
        .update(JSON.stringify([inboundId, round, says, mark, words]))
        .digest('base64url')}`,
      tenant,
      submittedAt: this.clock.now().toISOString(),
      text: textOf(says, mark, words),
      // The ticket knows whose it is; the message brings nothing about anybody.
      identity: 'anonymous',
      replyBy: 'page',
      photos: [],
      followUpTo: number,
      verdict: { ...fixed, ...(mark !== undefined && { mark }) },
    };
    const bytes = webReportBytes(report);
    await this.sink.accept(channelId, [parseWebReport(bytes)], { contentType: 'application/json', bytes });
  }
}

/** As it would be written on a channel: the office reads it in the conversation. */
function textOf(says: VerdictInput['says'], mark: VerdictInput['mark'], words: string): string {
  const marked = mark === undefined ? '' : String(mark);
  if (says === 'mark') return marked;
  return says === 'fixed' ? `SUDAH ${marked}`.trim() : `BELUM. ${words}`;
}
