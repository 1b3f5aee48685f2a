import { CodedError } from '../messaging/errors.js';

/** How often a look at tickets is repeated that others change just then. */
const TRIES = 3;

/** Others were quicker: the tickets' ties changed between the look and the lock. */
export function changedMeanwhile(): CodedError {
  return new CodedError('ticket-changed', 'somebody else changes these tickets just now: try again', true);
}

/** Looks again where `changedMeanwhile` was thrown. @param attempt in a transaction of its own, which that rolls back */
export async function again<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = TRIES; ; left -= 1) {
    try {
      return await attempt();
    } catch (error) {
      if (left <= 1 || !(error instanceof CodedError && error.code === 'ticket-changed')) throw error;
    }
  }
}
