/** `2026-02-28`: year, month and day, each in the bounds of its own. */
const ISO_DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;

/**
 * Whether a text is a day of the calendar, as ISO 8601 writes it. `Date.parse` takes 31 February for 3 March
 * (ECMA-262, 21.4.1.32, leaves to each engine what it does with such a text): whoever typed it meant another day.
 */
export function isDay(text: string): boolean {
  return ISO_DAY.test(text) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
}

/** The same of a time that begins with its day, such as `2026-02-28T09:00`. */
export function isOnDay(text: string): boolean {
  return isDay(text.slice(0, 10));
}
