import { SegmentedMessage } from 'sms-segments-calculator';

/** Characters of the GSM 7-bit default alphabet (3GPP TS 23.038, 6.2.1) that take one septet each. */
const GSM7 = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà]*$/;
const ONE_SEGMENT = 160;

/** Characters that would turn a whole SMS into UCS-2 (70 characters a segment), and what says the same. */
const HARMLESS: Readonly<Record<string, string>> = {
  '‘': "'", '’': "'", '‚': "'", '“': '"', '”': '"', '„': '"', '«': '"', '»': '"', '–': '-', '—': '-', '‑': '-', '−': '-',
  '…': '...', '•': '-', '\u00a0': ' ', '\u2009': ' ', '\u202f': ' ', '\u200b': '', '\u200d': '', '\ufeff': '', '\t': ' ', '×': 'x',
}; // prettier-ignore

/** The same text with harmless replacements; letters and emoji that have no stand-in are left alone. */
export function toGsm7(text: string): string {
  if (GSM7.test(text)) return text;
  return text.replace(/[^\x20-\x7e]/gu, (character) => HARMLESS[character] ?? character);
}

/** Septets of one segment of several: seven go to the header that joins them. */
const JOINED_SEGMENT = 153;

/** How many segments a text is billed as. */
export function segmentsOf(text: string): number {
  // Characters of one septet each can simply be counted; the library walks every character of the rest.
  if (GSM7.test(text)) return text.length <= ONE_SEGMENT ? 1 : Math.ceil(text.length / JOINED_SEGMENT);
  return new SegmentedMessage(text).segmentsCount;
}

/** The first text that fits one segment; where none does, the one with the fewest. */
export function fitOneSegment(candidates: readonly string[]): string {
  let best: { text: string; segments: number } | undefined;
  for (const candidate of candidates) {
    const text = toGsm7(candidate);
    const segments = segmentsOf(text);
    if (segments === 1) return text;
    if (!best || segments < best.segments) best = { text, segments };
  }
  return best?.text ?? '';
}
