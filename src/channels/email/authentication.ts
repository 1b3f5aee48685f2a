import { allAddresses, firstAddress } from './addresses.js';
import type { MailHeaders } from './mime/headers.js';

/**
 * Whether our own mail server vouches for the mailbox in From: it says `dmarc=pass` for that very domain
 * (RFC 8601, RFC 7489). Only the topmost Authentication-Results of the trusted server counts: a server adds its own
 * above all that came with the mail, so whatever a sender wrote in stands below it (RFC 8601, section 5).
 * @param trusted the server's authserv-id, such as `mx.google.com`; nobody vouches where it is absent
 */
export function isAuthenticated(headers: MailHeaders, trusted: string | undefined): boolean {
  if (trusted === undefined) return false;
  const domain = fromDomain(headers);
  if (domain === undefined) return false;
  for (const raw of headers.allRaw('authentication-results')) {
    const [server = '', ...results] = withoutComments(raw).split(';');
    // `authserv-id [version]`
    if (server.trim().split(/\s+/)[0]?.toLowerCase() !== trusted.toLowerCase()) continue;
    const dmarc = results.map((result) => result.trim()).filter((result) => /^dmarc\s*(?:\/\s*\d+\s*)?=/i.test(result));
    return dmarc.length === 1 && passes(dmarc[0] ?? '', domain);
  }
  return false;
}

/** The domain that DMARC speaks of. Two From fields, or two mailboxes in one, leave open whom it vouches for. */
function fromDomain(headers: MailHeaders): string | undefined {
  const [field, ...more] = headers.allRaw('from');
  if (field === undefined || more.length > 0 || allAddresses([field]).length !== 1) return undefined;
  const address = firstAddress(field)?.value;
  return address?.slice(address.lastIndexOf('@') + 1);
}

function passes(result: string, domain: string): boolean {
  const [verdict = '', ...properties] = result.replace(/\s*([=/.])\s*/g, '$1').split(/\s+/);
  if (verdict.replace(/^dmarc(?:\/\d+)?=/i, '').toLowerCase() !== 'pass') return false;
  const named = properties.map((property) => /^header\.from=(.+)$/i.exec(property)?.[1]).filter(Boolean);
  return named.length === 1 && named[0]?.replace(/^"|"$/g, '').toLowerCase() === domain;
}

/** RFC 5322 comments, nested ones too; what is quoted loses its semicolons, so that it hides no result. */
function withoutComments(raw: string): string {
  let plain = '';
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < raw.length; at += 1) {
    const sign = raw[at] ?? '';
    if (sign === '\\') {
      at += 1;
      continue;
    }
    if (depth === 0 && sign === '"') quoted = !quoted;
    if (!quoted && sign === '(') depth += 1;
    if (depth === 0) plain += quoted && /[;\s]/.test(sign) ? '_' : sign;
    else if (!quoted && sign === ')') depth -= 1;
  }
  return plain;
}
