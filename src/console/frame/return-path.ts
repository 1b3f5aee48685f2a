/** Longest address to come back to; longer ones hold what nobody typed. */
const LONGEST = 1_000;

/**
 * Where somebody goes after signing in: a page of the console and nothing else. What browsers would read as another host
 * (`//`, `/\`), or as the sign-in itself, is the start page.
 */
export function returnPath(wanted: unknown): string {
  if (typeof wanted !== 'string' || wanted.length > LONGEST || !/^\/console(?:[/?][\x21-\x7e]*)?$/.test(wanted))
    return '/console';
  if (wanted.includes('\\') || wanted.includes('//') || /^\/console\/(?:masuk|keluar)(?:[/?]|$)/.test(wanted))
    return '/console';
  return wanted;
}

export function signInPath(from: string): string {
  return leadingBack('/console/masuk', from);
}

/** The second step. */
export function codePath(from: string): string {
  return leadingBack('/console/masuk/kode', from);
}

function leadingBack(page: string, from: string): string {
  const path = returnPath(from);
  return path === '/console' ? page : `${page}?kembali=${encodeURIComponent(path)}`;
}
