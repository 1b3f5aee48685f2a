import type { Reads } from '../../../agencies/staff-directory.js';
import { openPortable } from '../../../contacts/portable-seal.js';
import { sealedIn } from '../../../contacts/vault-context.js';
import type { Vault } from '../../../contacts/vault.js';
import type { GeoLocation, StoredEvent, TaskMethod } from '../../../messaging/inbound-event.js';
import type { OutboundState } from '../../../outbox/outbound-state.js';
import type { TaskState } from '../../../outbox/reply-task.entity.js';
import { openSentFiles, type SealedFile, type SentFile } from '../../../outbox/sent-files.js';
import { isOnDay } from '../../../tenants/day.js';
import type { AttachmentState } from '../../../tickets/attachment.entity.js';
import { CONVERSATION, FILES, type EntryRow, type FileRow } from './conversation.statements.js';

/** Entries of a conversation that one page shows. */
export const ENTRIES_A_PAGE = 50;

/** A file of a citizen's message or of an agency's response. */
export interface EntryFile {
  id: string;
  contentType: string;
  family: string | null;
  /** Bytes. */
  size: number | null;
  state: AttachmentState;
  reason: string | null;
  /** There is a picture of it that was made anew. */
  hasView: boolean;
  /** As the sender named it: text to be shown, never a path. */
  filename?: string;
  /** It says where it was taken; nobody has believed it yet. */
  offersPlace: boolean;
}

interface Entry {
  id: string;
  at: Date;
  text: string;
}

export interface MessageIn extends Entry {
  kind: 'in';
  channelId: string;
  outcome: string;
  opening: boolean;
  /** The merged ticket whose citizen wrote it; null: this ticket's own. */
  number: string | null;
  subject?: string;
  location?: GeoLocation;
  /** What was odd about it: codes. */
  remarks: readonly string[];
  /** Its content was erased. */
  erased: boolean;
  files: readonly EntryFile[];
}

export interface MessageOut extends Entry {
  kind: 'out';
  channelId: string;
  state: OutboundState;
  purpose: string;
  automatic: boolean;
  reason: string | null;
  errorCode: string | null;
  /** When it came to its state, where that was noted. */
  stateAt: Date | null;
  nextAttemptAt: Date | null;
  attempts: number;
  parts: number;
  partsSent: number;
  segments: number | null;
  cost: number | null;
  currency: string | null;
  /** The template that asked the citizen to open the window went out then. */
  templateAt: Date | null;
  /** Where people carry it. */
  task: { method: TaskMethod; state: TaskState } | null;
  files: readonly SentFile[];
}

export interface Note extends Entry {
  kind: 'note';
  by: string;
}

export interface AgencySaid extends Entry {
  kind: 'response';
  state: string;
  agency: string;
  unit: string | null;
  via: string;
  by: string | null;
  /** What the office wanted to know, where it was sent back. */
  remark: string | null;
  files: readonly EntryFile[];
}

export type ConversationEntry = MessageIn | MessageOut | Note | AgencySaid;

export interface ConversationPage {
  /** Oldest first. */
  entries: readonly ConversationEntry[];
  /** For the page before; null where this one begins with the beginning. */
  earlier: string | null;
  /** What the writers of these messages are called, for whoever must not read it in their words. */
  names: readonly string[];
}

/**
 * A page of everything said about a ticket, on all channels and within the house, the last one or the one before a mark.
 * Two queries. Opens what is sealed: who may read it is decided by the caller.
 * @param before `earlier` of another page; what is no mark of ours is the end of the conversation
 */
export async function readConversation(
  reads: Reads,
  vault: Vault,
  ticketId: string,
  before?: string,
): Promise<ConversationPage> {
  const mark = before === undefined ? undefined : readMark(before);
  const values = [ticketId, mark?.at ?? null, mark?.id ?? null, ENTRIES_A_PAGE + 1];
  const rows = await reads.query<EntryRow>(CONVERSATION, values);
  const shown = rows.slice(0, ENTRIES_A_PAGE);
  const last = rows.length > ENTRIES_A_PAGE ? shown.at(-1) : undefined;
  const idsOf = (kind: EntryRow['kind']): string[] => shown.filter((row) => row.kind === kind).map(({ id }) => id);
  const files = await reads.query<FileRow>(FILES, [idsOf('in'), idsOf('response')]);
  const names = new Set<string>();
  const entries = shown.reverse().map((row) => entryOf(vault, row, files, names));
  return {
    entries,
    names: [...names],
    earlier: last ? Buffer.from(`${last.mark}|${last.id}`).toString('base64url') : null,
  };
}

function readMark(text: string): { at: string; id: string } | undefined {
  const match = /^(\d{4}-\d\d-\d\d [\d:.]+[+-]\d\d(?::\d\d)?)\|([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(
    Buffer.from(text, 'base64url').toString('utf8'),
  );
  const [, at, id] = match ?? [];
  return at !== undefined && id !== undefined && isOnDay(at) && !Number.isNaN(Date.parse(at.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')))
    ? { at, id }
    : undefined;
} // prettier-ignore

function entryOf(vault: Vault, row: EntryRow, files: readonly FileRow[], names: Set<string>): ConversationEntry {
  const { kind, id, at, keyId, sealed } = row;
  if (kind === 'in') return messageIn(vault, row, filesOf(vault, files, 'inboundId', id), names);
  if (kind === 'note') {
    const text = vault.openText(sealed ?? Buffer.alloc(0), keyId, sealedIn.ticketNote(id));
    return { kind, id, at, text, by: String(row.more['by']) };
  }
  if (kind === 'out') return messageOut(vault, row);
  const text = vault.openText(sealed ?? Buffer.alloc(0), keyId, sealedIn.responseBody(id));
  const { agency, unit, via, by, remark } = row.more as {
    agency: string; unit: string | null; via: string; by: string | null; remark: string | null;
  }; // prettier-ignore
  const asked = remark && openPortable(vault, Buffer.from(remark, 'base64'), sealedIn.responseRemark(id)).toString();
  const own = filesOf(vault, files, 'responseId', id);
  return { kind, id, at, text, state: row.state, agency, unit, via, by, remark: asked, files: own };
}

function messageIn(vault: Vault, row: EntryRow, files: readonly EntryFile[], names: Set<string>): MessageIn {
  const { id, at, sealed, keyId, state, more } = row;
  const { number, opening } = more as { number: string | null; opening: boolean };
  const common = { kind: 'in', id, at, channelId: row.channelId ?? '', outcome: state, opening, number, files } as const;
  if (sealed === null) return { ...common, text: '', remarks: [], erased: true };
  const event = JSON.parse(vault.openText(sealed, keyId, sealedIn.inboundEvent(id))) as StoredEvent;
  if (event.type !== 'message') return { ...common, text: '', remarks: [], erased: false };
  const { text, subject, location, remarks = [], from, form } = event;
  for (const name of [from?.name, form?.reporterName]) if (name !== undefined) names.add(name);
  return { ...common, text, remarks, erased: false, ...(subject !== undefined && { subject }), ...(location && { location }) };
} // prettier-ignore

interface OutFacts {
  purpose: string;
  automatic: boolean;
  reason: string | null;
  errorCode: string | null;
  sentAt: string | null;
  deliveredAt: string | null;
  readAt: string | null;
  failedAt: string | null;
  nextAttemptAt: string | null;
  attempts: number;
  parts: number;
  partsSent: number;
  segments: number | null;
  cost: number | null;
  currency: string | null;
  templateAt: string | null;
  method: TaskMethod | null;
  taskState: TaskState | null;
  files: SealedFile[] | null;
}

function messageOut(vault: Vault, { id, at, channelId, state, keyId, sealed, more }: EntryRow): MessageOut {
  const facts = more as unknown as OutFacts;
  const { sentAt, deliveredAt, readAt, failedAt, nextAttemptAt, templateAt, method, taskState, files, ...rest } = facts;
  const times: Partial<Record<string, string | null>> = { sent: sentAt, delivered: deliveredAt, read: readAt, failed: failedAt }; // prettier-ignore
  return {
    kind: 'out',
    id,
    at,
    channelId: channelId ?? '',
    state: state as OutboundState,
    text: vault.openText(sealed ?? Buffer.alloc(0), keyId, sealedIn.outboundBody(id)),
    ...rest,
    stateAt: dateOf(times[state]),
    nextAttemptAt: state === 'queued' ? dateOf(nextAttemptAt) : null,
    templateAt: dateOf(templateAt),
    task: method && taskState ? { method, state: taskState } : null,
    files: openSentFiles(vault, files),
  };
}

function filesOf(vault: Vault, rows: readonly FileRow[], owner: 'inboundId' | 'responseId', id: string): EntryFile[] {
  return rows
    .filter((row) => row[owner] === id)
    .map((row) => ({
      id: row.id,
      contentType: row.contentType,
      family: row.family,
      size: row.size === null ? null : Number(row.size),
      state: row.state as AttachmentState,
      reason: row.reason,
      hasView: row.state === 'stored' && row.hasView,
      offersPlace: row.locationSealed !== null,
      ...(row.filenameSealed && { filename: vault.openText(row.filenameSealed, row.keyId, sealedIn.attachmentFilename(row.id)) }),
    })); // prettier-ignore
}

function dateOf(text: string | null | undefined): Date | null {
  return text ? new Date(text) : null;
}
