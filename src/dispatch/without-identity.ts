/** What stands where a text said who its writer is. */
const HIDDEN = '[…]';
/** As `trackingCode` writes it: whoever has it is taken for the reporter, and reads and writes as them. */
const TRACKING_CODE = /(?<![0-9A-Z-])[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){2}(?![0-9A-Z-])/g;
const MAILBOX = /[^\s<>()@,;:]+@[^\s<>()@,;:]+\.[a-z]{2,}/gi;
/** Telephone numbers, NIK (16 digits), account numbers: nine digits and more, however they are grouped. */
const NUMBER = /\+?\d(?:[\s().-]{0,2}\d){8,}/g;
/** Names shorter than this are ordinary words as well. */
const SHORTEST_NAME = 4;

/**
 * A reporter's words without what says who they are: mailboxes, long numbers, the name that they gave, and the code that
 * opens the ticket's page. What they tell of themselves in other words stays: the agency needs what happened.
 */
export function withoutIdentity(text: string, names: readonly string[]): string {
  let clean = text.replace(TRACKING_CODE, HIDDEN).replace(MAILBOX, HIDDEN).replace(NUMBER, HIDDEN);
  for (const name of names.flatMap(partsOf)) {
    const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${escaped(name)}(?![\\p{L}\\p{N}])`, 'giu');
    clean = clean.replace(pattern, HIDDEN);
  }
  return clean;
}

/** The whole name first: what is left of it is looked for word by word. */
function partsOf(name: string): string[] {
  const words = name.split(/\s+/).filter((word) => word.length >= SHORTEST_NAME);
  return [name.trim(), ...words].filter((part) => part.length >= SHORTEST_NAME);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');
}
