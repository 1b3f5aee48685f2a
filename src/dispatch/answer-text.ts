/** What one agency said of a ticket, oldest first. */
export interface AgencyWords {
  /** As citizens read it. */
  agency: string;
  texts: readonly string[];
}

/** Several agencies' words as one answer, in the order given; an agency that is alone needs no heading. */
export function answerText(parts: readonly AgencyWords[]): string {
  const said = parts
    .map(({ agency, texts }) => ({
      agency,
      text: texts
        .map((text) => text.trim())
        .filter(Boolean)
        .join('\n'),
    }))
    .filter(({ text }) => text !== '');
  if (said.length === 1) return said[0]?.text ?? '';
  return said.map(({ agency, text }) => `${agency}: ${text}`).join('\n\n');
}
