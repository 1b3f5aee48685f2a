/** Parts of an address that only say who passed it on. */
const PASSED_ON = /^(?:utm_.*|fbclid|igsh|igshid|ref|ref_src|ref_url|s|t|mibextid|rdid|share_url)$/;
/** Hosts that show the same posts. */
const SAME_HOST: Readonly<Record<string, string>> = {
  'twitter.com': 'x.com',
  'mobile.twitter.com': 'x.com',
  'm.facebook.com': 'facebook.com',
  'web.facebook.com': 'facebook.com',
};
const LONGEST = 500;

/**
 * One way of writing what another system calls a report, so that the same one is known again: a post's
 * address without what its sharing added, a number without spaces and number sign, in capitals.
 * @returns undefined for what can't be a reference
 */
export function outsideReference(typed: string): string | undefined {
  const text = typed.trim();
  if (text === '' || text.length > LONGEST) return undefined;
  if (/^https?:\/\//i.test(text)) return postAddress(text);
  const number = text
    .replace(/^(?:no(?:mor)?\.?\s*)?#?/i, '')
    .replace(/\s+/g, '')
    .toUpperCase();
  return /^[A-Z0-9][A-Z0-9./_-]*$/.test(number) ? number : undefined;
}

function postAddress(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return undefined;
  const host = url.hostname.replace(/^www\./, '');
  for (const name of [...url.searchParams.keys()]) if (PASSED_ON.test(name)) url.searchParams.delete(name);
  const query = url.searchParams.size > 0 ? `?${url.searchParams.toString()}` : '';
  const path = url.pathname.replace(/\/+$/, '');
  return `https://${SAME_HOST[host] ?? host}${url.port ? `:${url.port}` : ''}${path}${query}`;
}
