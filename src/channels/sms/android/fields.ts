import { MalformedPayloadError } from '../../../messaging/errors.js';

/** A JSON object; nothing of it is sure. */
export type Fields = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws MalformedPayloadError where the field is no text, is longer than `most` or, unless allowed, empty. */
export function text(fields: Fields, name: string, where: string, most: number, mayBeEmpty = false): string {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (typeof value !== 'string' || (value === '' && !mayBeEmpty))
    throw new MalformedPayloadError(where, value === undefined || value === '' ? 'text; it is missing' : 'text');
  if (value.length > most) throw new MalformedPayloadError(where, `at most ${String(most)} characters`);
  return value;
}
