import { sealedIn } from '../contacts/vault-context.js';
import type { KeyRing } from '../contacts/key-ring.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import type { StoredEvent } from '../messaging/inbound-event.js';
import { agencyNames, categoryName } from '../tenants/names.js';
import type { Tenant } from '../tenants/tenant.js';
import { trackingCode } from '../tickets/tracking-code.js';
import type { Actor } from '../tickets/transitions.js';
import { EARLIER_LEFT_OUT } from './public-tickets.js';
import type { PublicTicketEvent, Said } from './public-tickets.js';

/** Which ticket's story, and whose. */
export interface StoryOf {
  id: string;
  inboundId: string;
  contactId: string | null;
  splitOff: boolean;
  /** What a split-off part is about; the message that it comes from speaks of more. */
  description: string;
  /** The ticket that speaks for it, and since when. */
  leaderId: string | null;
  mergedAt: Date | null;
}

/** Steps of a story that a page shows; more than a ticket has, unless somebody floods it. */
const MOST_STEPS = 300;
/** Of one message; mails may bring megabytes. */
const MOST_CHARACTERS = 5_000;
/**
 * Of sealed messages that one page reads, the newest first; with the one that opened the ticket, and the one that passes
 * the bound. More than a ticket has, unless mails with all that they quote go to and fro for weeks.
 */
const MOST_BYTES = 500_000;

/** What a leading ticket went through that says something to those it speaks for. */
const OF_LEADER = ['dispatched', 'dispatch-added', 'accepted', 'unit-assigned', 'returned', 'dispatch-returned', 'responded', 'response-added', 'asked-again', 'closed', 'not-fixed', 'reopened', 'archived']; // prettier-ignore

/**
 * Message `m` is the reporter's: the one that opened the ticket; one that somebody vouched for, with a clerk or with the
 * ticket's code; and what came from their address, where the ticket came from there as well. A form or a clerk only says
 * whose address it is: whoever named another's number there would read here what that person writes.
 */
const REPORTERS = `(m.id = $2 OR (m.ticket_id = $1 AND (m.contact_id IS NULL OR (m.contact_id = $3
    AND EXISTS (SELECT 1 FROM inbound_message o WHERE o.id = $2 AND o.kind NOT IN ('web', 'manual'))))))`;

/**
 * A ticket's own story, where what a message has brought about says more than that it came; and of one that is merged what
 * the office did since on the one that speaks for it: nothing of what another citizen wrote or said. Words come with it where
 * the reporter wrote them, or was asked. What somebody who follows answered is no answer of the reporter's.
 */
const STEPS = `
  WITH steps AS (
  SELECT e.id, e.at, e.type AS kind, e.actor, e.data, e.outbound_id AS "outboundId", m.id AS "messageId",
    q.id AS "questionId", q.key_id AS "questionKey", q.body_sealed AS "questionBody", q.words_sealed AS "questionWords"
  FROM ticket_event e
  LEFT JOIN inbound_message m ON m.id = e.inbound_id AND e.actor = 'citizen' AND ${REPORTERS}
  LEFT JOIN outbound_message q ON q.id = e.outbound_id AND q.purpose = 'question' AND q.audience = 'citizen'
  WHERE e.ticket_id = $1 AND NOT (e.type = 'citizen-replied' AND e.data ? 'ticket') AND NOT (e.type = 'message-added' AND EXISTS (
    SELECT 1 FROM ticket_event b WHERE b.ticket_id = $1 AND b.inbound_id = e.inbound_id
      AND b.type IN ('citizen-replied', 'confirmed-fixed', 'not-fixed', 'rated', 'cancelled', 'cancel-noted')))
  UNION ALL
  SELECT id, at, CASE WHEN type = 'not-fixed' THEN 'reopened' ELSE type END, CASE WHEN type = 'not-fixed' THEN 'operator' ELSE actor END, data, NULL,
    NULL, NULL, NULL, NULL, NULL FROM ticket_event
  WHERE ticket_id = $4 AND at >= $5 AND type = ANY($6)
    AND NOT (type = 'archived' AND EXISTS (SELECT 1 FROM ticket_event o WHERE o.ticket_id = $1 AND o.type = 'archived' AND o.at >= $5))
  ORDER BY at DESC, id DESC LIMIT ${String(MOST_STEPS + 1)}
  ), weighed AS (
    SELECT s.*, m.key_id AS "messageKey", m.event_sealed,
      s."messageId" = $2 OR sum(octet_length(m.event_sealed)) OVER (ORDER BY s.at DESC, s.id DESC ROWS UNBOUNDED PRECEDING)
        - octet_length(m.event_sealed) < ${String(MOST_BYTES)} AS fits
    FROM steps s LEFT JOIN inbound_message m ON m.id = s."messageId")
  SELECT id, at, kind, actor, data, "outboundId", "messageId", "messageKey", CASE WHEN fits THEN event_sealed END AS "messageSealed",
    event_sealed IS NOT NULL AND NOT fits AS "leftOut", "questionId", "questionKey", "questionBody", "questionWords"
  FROM weighed ORDER BY at DESC, id DESC`;

/** Only what the reporter sent: another's message may have been added to the ticket. */
const PHOTOS = `
  SELECT a.id, m.id AS "messageId" FROM attachment a JOIN inbound_message m ON m.id = a.inbound_id
  WHERE a.ticket_id = $1 AND a.state = 'stored' AND a.view_key IS NOT NULL
    AND ${REPORTERS}
  ORDER BY a.id LIMIT 100`;

interface Step extends Record<string, unknown> {
  at: Date;
  kind: string;
  actor: string;
  data: Record<string, unknown>;
  outboundId: string | null;
  messageId: string | null;
  messageKey: string | null;
  messageSealed: Buffer | null;
  /** It is kept, and not read: newer ones are long enough. */
  leftOut: boolean;
  questionId: string | null;
  questionKey: string | null;
  questionBody: Buffer | null;
  questionWords: Buffer | null;
}

interface Reads {
  database: Database;
  vault: Vault;
  keys: KeyRing;
}

/**
 * What happened, oldest first, with what was said.
 * @param replies ids of the outbound messages that the page shows as answers, in order
 */
export async function readStory(
  { database, vault, keys }: Reads,
  tenant: Tenant | undefined,
  ticket: StoryOf,
  replies: readonly string[],
): Promise<PublicTicketEvent[]> {
  const { id, inboundId, contactId, leaderId, mergedAt } = ticket;
  const [steps, photos] = await Promise.all([
    database.query<Step>(STEPS, [id, inboundId, contactId, leaderId, mergedAt, OF_LEADER]),
    database.query<{ id: string; messageId: string }>(PHOTOS, [id, inboundId, contactId]),
  ]);
  const told = new Set<string>();
  const shown = steps.reverse().map((step): PublicTicketEvent => {
    const said = saidIn(vault, ticket, step, told, photos);
    const reply = step.outboundId === null ? -1 : replies.indexOf(step.outboundId);
    return {
      at: step.at,
      kind: step.kind,
      by: actorOf(step),
      ...placesOf(tenant, step.data),
      ...factsOf(step),
      ...splitText(keys, step),
      ...(said && { said }),
      ...(reply >= 0 && { reply }),
    };
  });
  if (shown.length <= MOST_STEPS) return shown;
  const last = shown.slice(1 - MOST_STEPS);
  return [{ at: last[0]?.at ?? new Date(0), kind: EARLIER_LEFT_OUT, by: 'gateway' }, ...last];
}

/** What the reporter wrote in this step, or was asked; a message is told once, with the first of what it brought about. */
function saidIn(
  vault: Vault,
  ticket: StoryOf,
  step: Step,
  told: Set<string>,
  photos: readonly { id: string; messageId: string }[],
): Said | undefined {
  if (step.questionId !== null) return { text: questionText(vault, step) };
  if (ticket.splitOff && step.kind === 'opened') return ticket.description ? { text: ticket.description } : undefined;
  const { messageId, messageKey, messageSealed, leftOut } = step;
  if (messageId === null || told.has(messageId)) return undefined;
  told.add(messageId);
  const own = photos.filter((photo) => photo.messageId === messageId).map((photo) => photo.id);
  const text = messageSealed ? messageText(vault, messageId, messageKey ?? '', messageSealed) : '';
  if (text === '' && own.length === 0 && !leftOut) return undefined;
  return { text, ...(leftOut && { leftOut: true as const }), ...(own.length > 0 && { photos: own }) };
}

function messageText(vault: Vault, id: string, keyId: string, sealed: Buffer): string {
  const event = JSON.parse(vault.openText(sealed, keyId, sealedIn.inboundEvent(id))) as StoredEvent;
  if (event.type !== 'message') return '';
  const verdict = event.form?.verdict;
  // The page itself wrote the word before what its reader typed; what was only chosen there, the step says.
  const text = verdict ? (verdict.fixed === false ? event.text.replace(/^BELUM\.\s*/, '') : '') : event.text;
  return event.form?.cancels ? '' : shortened(text);
}

/** What a human asked; else the gateway's own question as it went out. */
function questionText(vault: Vault, { questionId, questionKey, questionBody, questionWords }: Step): string {
  const [id, key] = [questionId ?? '', questionKey ?? ''];
  if (questionWords) return vault.openText(questionWords, key, sealedIn.outboundWords(id));
  return questionBody ? vault.openText(questionBody, key, sealedIn.outboundBody(id)) : '';
}

function shortened(text: string): string {
  const trimmed = text.trim();
  return trimmed.length > MOST_CHARACTERS ? `${trimmed.slice(0, MOST_CHARACTERS)} …` : trimmed;
}

function actorOf({ actor }: Step): Actor {
  return actor === 'citizen' || actor === 'gateway' || actor === 'officer' ? actor : 'operator';
}

function placesOf(
  tenant: Tenant | undefined,
  { agency, unit, to }: Record<string, unknown>,
): Pick<PublicTicketEvent, 'agencyName' | 'unitName' | 'category'> {
  const found = tenant?.agencies.find(({ slug }) => slug === agency);
  const agencyName = found?.name ?? (tenant && typeof agency === 'string' ? agencyNames(tenant, agency)?.name : undefined);
  const unitName = found?.units.find(({ slug }) => slug === unit)?.name;
  const slug = (Object(to) as { category?: unknown }).category;
  const category = tenant && typeof slug === 'string' ? categoryName(tenant, slug) : undefined;
  return { ...(agencyName && { agencyName }), ...(unitName && { unitName }), ...(category && { category }) };
} // prettier-ignore

function factsOf({
  kind,
  data,
}: Step): Pick<PublicTicketEvent, 'reason' | 'withdrawn' | 'mark' | 'waits' | 'whole' | 'moved'> {
  const { reason, withdrawn, mark, waits, step, deadlines } = data;
  const moved = Array.isArray(deadlines)
    ? (deadlines as { step?: unknown; from?: unknown; to?: unknown }[]).find((each) => each.step === 'resolve')
    : undefined;
  return {
    ...(typeof reason === 'string' && { reason }),
    ...(withdrawn === true && { withdrawn: true }),
    ...(typeof mark === 'number' && { mark }),
    // The gateway may ask and go on meanwhile; people who ask wait.
    ...(kind === 'asked' && { waits: waits !== false }),
    ...(step === 'resolve' && { whole: true }),
    ...(moved && { moved: { from: new Date(String(moved.from)), to: new Date(String(moved.to)) } }),
  };
}

/** A part that was split off has a number and a code of its own, which its reporter reads here if nowhere else. */
function splitText(keys: KeyRing, { kind, data: { ticket, number } }: Step): { text?: string } {
  if (kind !== 'split' || typeof ticket !== 'string' || typeof number !== 'string') return {};
  return { text: `${number} · ${trackingCode(keys, ticket)}` };
}
