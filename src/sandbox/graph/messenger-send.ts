import { textAt } from '../../channels/wire/json-path.js';
import { isObject } from '../../channels/whatsapp/json.js';
import type { ServiceWindow } from '../service-window.js';
import { invalidParameter, NO_SUCH_PERSON, OUTSIDE_PAGE_WINDOW, type GraphError } from './graph-errors.js';
import type { MetaLine } from './graph-state.js';
import type { Upload } from './upload-store.js';
import { citizenOf } from './page-scoped-id.js';

/** https://developers.facebook.com/docs/messenger-platform/reference/send-api */
const LONGEST_TEXT = 2000;
const HUMAN_AGENT_MS = 7 * 24 * 60 * 60 * 1000;
const TYPES = new Set(['RESPONSE', 'UPDATE', 'MESSAGE_TAG']);

/** What a send is held against. */
export interface MessengerFacts {
  window: ServiceWindow;
  /** A file of this page's, by the id that its upload got. */
  uploaded: (id: string) => Upload | undefined;
}

export type ReadMessengerSend =
  | { ok: true; send: { citizen: string; recipientId: string; text: string; file?: Upload['media'] } }
  | { ok: false; error: GraphError };

/** Reads the body of POST /<page id>/messages; the first thing that is wrong, as Meta says it. */
export function readMessengerSend(body: unknown, line: MetaLine, facts: MessengerFacts): ReadMessengerSend {
  if (!isObject(body)) return refused(invalidParameter('The request body must be a JSON object.'));
  const recipientId = textAt(body, 'recipient.id');
  if (recipientId === undefined || recipientId === '')
    return refused(invalidParameter('The parameter recipient is required.'));
  const citizen = citizenOf(recipientId);
  if (citizen === undefined) return refused(NO_SUCH_PERSON);
  const type = textAt(body, 'messaging_type') ?? 'UPDATE';
  if (!TYPES.has(type))
    return refused(invalidParameter('Param messaging_type must be one of {RESPONSE, UPDATE, MESSAGE_TAG}'));
  const text = textAt(body, 'message.text') ?? '';
  const kind = textAt(body, 'message.attachment.type');
  const upload = facts.uploaded(textAt(body, 'message.attachment.payload.attachment_id') ?? '');
  if (kind !== undefined && (upload?.kind !== kind || text !== ''))
    return refused(invalidParameter('The attachment_id is invalid or is of another type.', 2018008));
  if (text.trim() === '' && upload === undefined) return refused(invalidParameter('Param message must be non-empty.'));
  if (text.length > LONGEST_TEXT)
    return refused(
      invalidParameter(`Length of param message[text] must be less than or equal to ${LONGEST_TEXT}`, 2018109),
    );
  const byPerson = line.humanAgent && type === 'MESSAGE_TAG' && textAt(body, 'tag') === 'HUMAN_AGENT';
  const open = facts.window.isOpen(line.id, citizen, byPerson ? HUMAN_AGENT_MS : undefined);
  return open
    ? { ok: true, send: { citizen, recipientId, text, ...(upload && { file: upload.media }) } }
    : refused(OUTSIDE_PAGE_WINDOW);
}

function refused(error: GraphError): ReadMessengerSend {
  return { ok: false, error };
}
