/** Letters of a report that a list shows. */
const LONGEST = 140;

/** How a text begins, on one line; never with half a letter. */
export function beginningOf(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const letters = Array.from(line);
  return letters.length <= LONGEST ? line : `${letters.slice(0, LONGEST).join('').trimEnd()} …`;
}
