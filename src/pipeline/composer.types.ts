import type { TicketRef } from './ticket-ref.js';
import type { Mark } from './word/citizen-word.js';

/** Texts of replies that steps decide on; pure. */
export interface Composer {
  helpShared(): string;
  plain(key: 'help' | 'keywordAlone' | 'statusNone' | 'statusNotFound' | 'cancelNone', number?: string): string;
  /** @param answer the last one, where there is one */
  status(ticket: TicketRef, answer?: string): string;
  duplicate(ticket: TicketRef): string;
  followUp(ticket: TicketRef): string;
  danger(ticket: TicketRef): string;
  /** Thanks for the word that it is fixed, or for a mark alone. */
  fixed(ticket: TicketRef, mark?: Mark): string;
  rated(ticket: TicketRef, mark: Mark): string;
  /** @param told whether the citizen has said what is wrong */
  notFixed(ticket: TicketRef, told: boolean): string;
  /** Which of them, newest first? */
  cancelWhich(tickets: readonly Pick<TicketRef, 'number'>[]): string;
}
