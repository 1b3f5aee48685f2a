import type { InboundAttachment } from '../../../messaging/inbound-event.js';
import { cleanText } from '../../wire/text.js';
import { isObject, type JsonObject } from '../json.js';
import { fileOf } from './cloud-api.media.js';

/** What a flow's answer carries for its machinery, and no person filled in. */
const MACHINERY = new Set(['flow_token', 'wa_flow_response_params', 'saved_address_id']);
const DEEPEST = 5;
/** Ten of each picker, two pickers. */
const MOST_FILES = 30;

/**
 * What was filled into a flow (or an address form): a line a field, lists in one line, and the files of its
 * pickers. https://developers.facebook.com/docs/whatsapp/flows/reference/responsemsgwebhook
 */
export function flowAnswer(answer: JsonObject): { text: string; attachments: InboundAttachment[] } {
  const attachments: InboundAttachment[] = [];
  const lines = fields(answer, attachments, 0);
  return { text: cleanText(lines.join('\n')), attachments };
}

function fields(answer: JsonObject, attachments: InboundAttachment[], depth: number): string[] {
  return Object.entries(answer).flatMap(([name, value]): string[] => {
    if (MACHINERY.has(name) || value === null || value === '') return [];
    if (Array.isArray(value)) {
      const items = (value as unknown[]).filter((item) => !takenAsFile(item, attachments));
      return items.length === 0 ? [] : [`${name}: ${items.map(plain).join(', ')}`];
    }
    if (!isObject(value)) return [`${name}: ${plain(value)}`];
    if (takenAsFile(value, attachments)) return [];
    return depth < DEEPEST ? fields(value, attachments, depth + 1) : [`${name}: ${plain(value)}`];
  });
}

function takenAsFile(value: unknown, attachments: InboundAttachment[]): boolean {
  if (!isObject(value) || typeof value.mime_type !== 'string' || attachments.length >= MOST_FILES) return false;
  const file = fileOf(value);
  if (file !== undefined) attachments.push(file);
  return file !== undefined;
}

function plain(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value);
  } catch {
    // Nested deeper than there is stack: nobody filled that in, and it is in the raw delivery.
    return '…';
  }
}
