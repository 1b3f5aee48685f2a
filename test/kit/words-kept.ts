import fc from 'fast-check';
import { MalformedPayloadError } from '../../src/messaging/errors.js';
import type { InboundEvent } from '../../src/messaging/inbound-event.js';

/** Stands somewhere in what a citizen wrote, and must come out again. Only letters that every alphabet of an SMS has. */
export const SENTINEL = 'PenandaAduan';

/** Texts with the sentinel in them; `unit` is what stands around it. */
export function writtenText(unit: 'grapheme' | 'binary' | fc.Arbitrary<string> = 'grapheme'): fc.Arbitrary<string> {
  const around = fc.string({ unit, maxLength: 60 });
  return fc.tuple(around, around).map(([before, after]) => `${before}${SENTINEL}${after}`);
}

/** Everything of a message that an operator reads as the citizen's words: text, whole text, subject, the name of a place. */
export function wordsIn(events: readonly InboundEvent[]): string {
  return events
    .flatMap((event) =>
      event.type === 'message'
        ? [event.text, event.fullText, event.subject, event.location?.name, event.location?.address]
        : [],
    )
    .filter((words) => words !== undefined)
    .join('\n');
}

/** `read`'s events; undefined for a payload that it calls malformed (kept raw). Any other error is a fault. */
export function eventsOrMalformed<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedPayloadError) return undefined;
    throw error;
  }
}
