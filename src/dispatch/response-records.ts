import { newId } from '../database/new-id.js';
import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import { type WriteSet } from '../database/write-set.js';
import { CodedError } from '../messaging/errors.js';
import { addResponseFile, type ResponseFile } from './response-files.js';
import type { ResponseRecord } from './response.statements.js';
import type { ResponseState, ResponseVia } from './response.entity.js';

/** Longest response that is kept, in characters: a page of A4 and more; an answer out of it is shorter. */
export const MAX_RESPONSE_LENGTH = 10_000;

export interface NewResponse {
  dispatchId: string;
  ticketId: string;
  state: Extract<ResponseState, 'draft' | 'submitted'>;
  text: string;
  via: ResponseVia;
  officerId?: string;
  inboundId?: string;
  nonce?: string;
  files?: readonly ResponseFile[];
  now: Date;
}

/** Writes a response and its files. @returns its id */
export function addResponse(writes: WriteSet, vault: Vault, response: NewResponse): string {
  const { state, via, now, files = [] } = response;
  const id = newId();
  writes.insert('response', {
    id,
    dispatch_id: response.dispatchId,
    ticket_id: response.ticketId,
    state,
    via,
    officer_id: response.officerId ?? null,
    inbound_id: response.inboundId ?? null,
    nonce: response.nonce ?? null,
    key_id: vault.keyId,
    body_sealed: vault.seal(response.text, sealedIn.responseBody(id)),
    created_at: now,
    submitted_at: state === 'submitted' ? now : null,
  });
  for (const file of files) addResponseFile(writes, vault, file, { responseId: id, via, now });
  return id;
}

/** What the agency wrote. */
export function wordsOf(record: Pick<ResponseRecord, 'id' | 'keyId' | 'bodySealed'>, vault: Vault): string {
  return vault.openText(record.bodySealed, record.keyId, sealedIn.responseBody(record.id));
}

/**
 * Forms end their lines with CR and LF (HTML, "constructing the entry list"), messages as they like: one way is kept.
 * @throws CodedError `response-empty`, `response-too-long`; of a message neither
 */
export function checkedResponse(text: string, message: boolean): string {
  const words = text.replaceAll('\u0000', '').replace(/\r\n?/g, '\n').trim();
  if (words === '' && !message) throw new CodedError('response-empty', 'the response has no text', false);
  // What came as a message is here already, however long it is.
  if (!message && words.length > MAX_RESPONSE_LENGTH) {
    const lengths = `${String(words.length)} characters; at most ${String(MAX_RESPONSE_LENGTH)} are kept`;
    throw new CodedError('response-too-long', `the response has ${lengths}`, false);
  }
  return words;
}
