import { Inject, Injectable } from '@nestjs/common';
import type { PublicTicketView } from './public-tickets.js';
import { TicketMessages } from './ticket-messages.js';
import type { VerdictInput } from './verdict-input.js';

/** Hands the word on an answer of whoever has shown a ticket's code to the intake. */
@Injectable()
export class VerdictService {
  constructor(@Inject(TicketMessages) private readonly messages: TicketMessages) {}

  /**
   * Resolves after the commit. The same words of the same round are one message, however often they are posted.
   * @throws CodedError (retryable) where it could not be made durable
   */
  async submit(channelId: string, ticket: PublicTicketView, { says, mark, words, round }: VerdictInput): Promise<void> {
    const fixed = says === 'mark' ? {} : { fixed: says === 'fixed' };
    await this.messages.submit(channelId, ticket, {
      does: 'kabar',
      apart: [round, says, mark, words],
      text: textOf(says, mark, words),
      verdict: { ...fixed, ...(mark !== undefined && { mark }) },
    });
  }
}

/** As it would be written on a channel: the office reads it in the conversation. */
function textOf(says: VerdictInput['says'], mark: VerdictInput['mark'], words: string): string {
  const marked = mark === undefined ? '' : String(mark);
  if (says === 'mark') return marked;
  return says === 'fixed' ? `SUDAH ${marked}`.trim() : `BELUM. ${words}`;
}
