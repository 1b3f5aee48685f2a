/** Meta allows 1,024 characters for the whole body, its fixed words included. */
const LONGEST_PARAMETER = 600;

/**
 * A template's parameter with the message's text in it. Line breaks, tabs and runs of spaces are refused by
 * WhatsApp in parameters (error 132012), and so are empty ones.
 */
export function templateParameter(pattern: string, text: string): string {
  const filled = pattern
    .replaceAll('{text}', () => text)
    .replace(/\s+/g, ' ')
    .trim();
  if (filled === '') return '-';
  return filled.length <= LONGEST_PARAMETER ? filled : `${beginning(filled)}…`;
}

/** Cut between letters as people see them: an emoji of several code points stays whole. */
function beginning(text: string): string {
  let end = 0;
  for (const { segment, index } of new Intl.Segmenter('id').segment(text)) {
    if (index + segment.length >= LONGEST_PARAMETER) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}
