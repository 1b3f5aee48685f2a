/** Meta allows 1,024 characters for the whole body, its fixed words included. */
const LONGEST_PARAMETER = 600;

/**
 * A template's parameter with the message's text in it. Line breaks, tabs and runs of spaces are refused by
 * WhatsApp in parameters (error 132012), and so are empty ones.
 */
export function templateParameter(pattern: string, text: string): string {
  const filled = pattern.replaceAll('{text}', () => text).replace(/\s+/g, ' ').trim();
  if (filled === '') return '-';
  const letters = [...filled];
  return letters.length <= LONGEST_PARAMETER ? filled : `${letters.slice(0, LONGEST_PARAMETER - 1).join('')}…`;
}
