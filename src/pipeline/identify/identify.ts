import type { Tenant } from '../../tenants/tenant.js';
import { fold, storable } from '../text.js';
import { readCancellation } from '../cancel/cancellation.js';
import { chosenWord, readCitizenWord } from '../word/citizen-word.js';
import { KEYWORD_KINDS, type CitizenMessage, type DecisionDraft, type Identity } from '../types.js';
import { matchKeyword } from './keyword.js';
import { findTicketNumber } from './ticket-number.js';

/** What `identify` needs of the tenants. */
export interface TenantLookup {
  bySlug(slug: string): Tenant | undefined;
  all(): readonly Tenant[];
}

/**
 * Step 0: whose message is it, and what did the citizen write? On a shared number the keyword says
 * whose; else the channel does, and the keyword is optional. A ticket number says it too: its prefix
 * is the tenant's. What nothing tells, a central admin may.
 */
export function identify(
  message: CitizenMessage,
  tenants: TenantLookup,
): { identity: Identity; decision: DecisionDraft } {
  const text = storable(message.event.text).trim();
  const owner = ownerOf(message, tenants);
  const candidates = owner ? [owner] : tenants.all();
  const byKeyword = new Map(
    candidates.flatMap((tenant) => tenant.keywords.map((keyword) => [keyword, tenant] as const)),
  );
  const match = KEYWORD_KINDS.some((kind) => kind === message.channel.kind)
    ? matchKeyword(text, [...byKeyword.keys()])
    : undefined;
  // On a tenant's own number a near miss is more likely a word of the complaint than its keyword.
  const keyword = match && (!owner || match.score === 1) ? match : undefined;
  const rest = keyword ? keyword.rest : text;
  const tenant = owner ?? (keyword && byKeyword.get(keyword.keyword));
  const own = tenant ? [tenant] : tenants.all();
  const chosen = message.event.form?.verdict;
  const prefixes = own.map(({ ticketPrefix }) => ticketPrefix);
  const word = chosen ? chosenWord(chosen) : readCitizenWord(rest, prefixes);
  const cancels = message.event.form?.cancels ? { tells: false } : readCancellation(rest, prefixes);
  const number = findTicketNumber(rest, own, cancels ?? word);
  const ticketNumber = message.event.form?.followUpTo ?? number?.number;
  const found = tenant ?? number?.tenant;
  return {
    identity: {
      ...(found && { tenant: found }),
      ...(keyword && { keyword: { keyword: keyword.keyword, score: keyword.score } }),
      text: rest,
      folded: fold(rest),
      ...(ticketNumber !== undefined && { ticketNumber }),
      ...(cancels ? { cancels } : word && { word }),
      proven: isProven(message),
    },
    decision: {
      step: 'identify',
      outcome: found?.slug ?? 'no-tenant',
      rule:
        message.handedTo !== undefined
          ? 'handed'
          : owner
            ? 'channel'
            : keyword
              ? `keyword ${keyword.keyword}`
              : number
                ? 'ticket-number'
                : 'none',
      score: keyword?.score ?? (found ? 1 : 0),
    },
  };
}

/** Telephone networks and chats vouch for who sends; of a mail its reply address does, or our own mail server. */
function isProven({ channel, event }: CitizenMessage): boolean {
  if (event.form) return false;
  return channel.kind !== 'email' || event.thread.authenticated === true || event.thread.replyToken !== undefined;
}

function ownerOf(message: CitizenMessage, tenants: TenantLookup): Tenant | undefined {
  const slug = message.event.form?.tenant ?? message.handedTo ?? message.channel.tenant;
  return slug === undefined ? undefined : tenants.bySlug(slug);
}
