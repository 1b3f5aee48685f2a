/** An approved template of the business account, as far as the stand-in needs it. */
export interface StandInTemplate {
  name: string;
  language: string;
  /** `{{1}}`, `{{2}}`, ... are filled in. */
  body: string;
  /** Quick replies. */
  buttons: readonly string[];
}

/** Those that docs/channels/whatsapp.md has offices submit; Twilio's content SIDs are the sandbox's own. */
export const TEMPLATES: readonly (StandInTemplate & { contentSid: string })[] = [
  {
    name: 'ada_jawaban',
    language: 'id',
    contentSid: 'HX5a4db0c05a4db0c05a4db0c05a4db0c1',
    body: 'Ada jawaban untuk aduan Anda. Ketuk tombol di bawah ini untuk membacanya.',
    buttons: ['Baca jawaban'],
  },
  {
    name: 'jawaban_aduan',
    language: 'id',
    contentSid: 'HX5a4db0c05a4db0c05a4db0c05a4db0c2',
    body: 'Kabar aduan Anda: {{1}} Balas pesan ini bila belum beres.',
    buttons: ['Baca lengkap'],
  },
];

export function placeholders({ body }: StandInTemplate): number {
  return new Set(body.match(/\{\{\d+\}\}/g)).size;
}

export function filled({ body }: StandInTemplate, parameters: readonly string[]): string {
  return body.replace(/\{\{(\d+)\}\}/g, (whole, number: string) => parameters[Number(number) - 1] ?? whole);
}

/** Neither empty nor with line breaks, tabs or more than four spaces together. */
export function isTemplateParameter(text: string): boolean {
  return text.trim() !== '' && !/[\n\r\t]| {5}/.test(text);
}
