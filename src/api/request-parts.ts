import type { EntryFile } from '../manual/entry-input.js';
import type { AttachmentDto } from './entry.dto.js';
import { Problem, type FieldProblem } from './problem.js';

const NONCE = /^[\x21-\x7e]{1,200}$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Files of a request's body; what is no Base64 is added to `errors`. */
export function filesOf(given: readonly AttachmentDto[], errors: FieldProblem[]): EntryFile[] {
  return given.map(({ filename, base64 }, index) => {
    if (!BASE64.test(base64)) errors.push({ field: `attachments[${String(index)}].base64`, code: 'base64' });
    return { bytes: Buffer.from(base64, 'base64'), ...(filename !== undefined && { filename }) };
  });
}

/** The header `Idempotency-Key`. @throws Problem 422 */
export function nonceOf(key: string | undefined): string | undefined {
  if (key === undefined) return undefined;
  if (!NONCE.test(key))
    throw new Problem(422, { code: 'invalid', errors: [{ field: 'Idempotency-Key', code: 'nonce' }] });
  return key;
}
