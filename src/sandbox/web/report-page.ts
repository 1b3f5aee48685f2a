/** What a browser needs to know of the report form's page to send it. Pure; reads our own markup only. */
export interface ReportPage {
  /** The hidden field that is the form's identity. */
  token: string;
  /** The proof of work that the form asks for, as JSON. */
  challenge: string;
  /** Ways of answering that the office offers. */
  replyWays: string[];
}

/** Null where the page holds no report form. */
export function readReportPage(html: string): ReportPage | null {
  const form = /<form[^>]*\bdata-report\b[^>]*>/.exec(html)?.[0];
  const challenge = form && attribute(form, 'data-challenge');
  const token = inputs(html, 'token')[0];
  if (challenge === undefined || token === undefined) return null;
  return { token, challenge, replyWays: inputs(html, 'replyBy') };
}

/** The messages of a form that was refused. */
export function readComplaints(html: string): string[] {
  const blocks = [...html.matchAll(/<div class="error"[^>]*>([\s\S]*?)<\/div>/g)].map((match) => match[1] ?? '');
  const texts = blocks.flatMap((block) => [...block.matchAll(/<p>([\s\S]*?)<\/p>/g)].map((match) => match[1] ?? ''));
  return [...new Set(texts.map((text) => decoded(text.replace(/<[^>]*>/g, '')).trim()))];
}

function inputs(html: string, name: string): string[] {
  const tags = [...html.matchAll(/<input\b[^>]*>/g)].map(([tag]) => tag);
  return tags.filter((tag) => attribute(tag, 'name') === name).flatMap((tag) => attribute(tag, 'value') ?? []);
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? undefined : decoded(value);
}

function decoded(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
