import type { FastifyRequest } from 'fastify';

/** Longest address to come back to; longer ones hold what nobody typed. */
const LONGEST = 1_000;

/**
 * A page of the console and nothing else. What browsers would read as another host (`//`, `/\`), what no header can
 * carry, or the sign-in itself, is none.
 */
export function consolePath(wanted: unknown): string | undefined {
  if (typeof wanted !== 'string' || wanted.length > LONGEST || !/^\/console(?:[/?][\x21-\x7e]*)?$/.test(wanted))
    return undefined;
  if (wanted.includes('\\') || wanted.includes('//')) return undefined;
  return /^\/console\/(?:masuk|keluar)(?:[/?]|$)/.test(wanted) ? undefined : wanted;
}

/** Where somebody goes after signing in: the start page where there is no better. */
export function returnPath(wanted: unknown): string {
  return consolePath(wanted) ?? '/console';
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

/** The page of the console that a post was made on, as the browser or htmx says. */
export function cameFrom({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  const from = headers['hx-current-url'] ?? headers.referer;
  if (typeof from !== 'string' || !URL.canParse(from)) return undefined;
  const { pathname, search } = new URL(from);
  return consolePath(pathname + search);
}

/** The same page, of another office. @param slug a tenant's */
export function inOffice(path: string, slug: string): string {
  const [page = '', query = ''] = path.split('?');
  const asked = new URLSearchParams(query);
  asked.set('tenant', slug);
  return `${page}?${asked.toString()}`;
}
