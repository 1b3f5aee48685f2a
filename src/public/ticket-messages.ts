import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { parseWebReport, webReportBytes } from '../channels/web/web-report.js';
import type { WebReport } from '../channels/web/web-report.js';
import { INBOUND_SINK } from '../messaging/sinks.js';
import type { InboundSink } from '../messaging/sinks.js';
import { CLOCK } from '../observability/clock.js';
import type { Clock } from '../observability/clock.js';
import type { PublicTicketView } from './public-tickets.js';

export interface TicketMessage extends Pick<WebReport, 'text' | 'verdict' | 'cancels'> {
  /** What the message does, and what tells it from another one of the same ticket: the same is one message, however often it is posted. */
  does: 'kabar' | 'batal' | 'keterangan';
  apart: readonly unknown[];
}

/** Hands the words of whoever has shown a ticket's code to the intake, as a message to that ticket. */
@Injectable()
export class TicketMessages {
  constructor(
    @Inject(INBOUND_SINK) private readonly sink: InboundSink,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Resolves after the commit.
   * @throws CodedError (retryable) where it could not be made durable
   */
  async submit(
    channelId: string,
    { tenant, number, inboundId }: PublicTicketView,
    { does, apart, ...more }: TicketMessage,
  ): Promise<void> {
    const identity = createHash('sha256')
      .update(JSON.stringify([inboundId, ...apart]))
      .digest('base64url');
    const bytes = webReportBytes({
      version: 1,
      nonce: `${does}:${identity}`,
      tenant,
      submittedAt: this.clock.now().toISOString(),
      // The ticket knows whose it is; the message brings nothing about anybody.
      identity: 'anonymous',
      replyBy: 'page',
      photos: [],
      followUpTo: number,
      ...more,
    });
    await this.sink.accept(channelId, [parseWebReport(bytes)], { contentType: 'application/json', bytes });
  }
}
