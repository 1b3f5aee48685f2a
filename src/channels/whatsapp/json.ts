import { MalformedPayloadError } from '../../messaging/errors.js';
import { decodeUtf8 } from '../wire/form.js';
import { textAt, valueAt } from '../wire/json-path.js';
import { cleanText, isProviderId } from '../wire/text.js';

export type JsonObject = Readonly<Record<string, unknown>>;

/** A delivery's body. @throws MalformedPayloadError where it is no UTF-8, no JSON or no object. */
export function readJson(body: Buffer): JsonObject {
  const value = parseJson(decodeUtf8(body, 'body'));
  if (value === undefined) throw new MalformedPayloadError('body', 'a JSON object');
  return value;
}

/** An object out of a text; undefined for anything else. */
export function parseJson(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectAt(value: JsonObject, path: string): JsonObject | undefined {
  const found = valueAt(value, path);
  return isObject(found) ? found : undefined;
}

/** The objects of a list; what is no object is left out. Empty where there is no list. */
export function objectsAt(value: JsonObject, path: string): JsonObject[] {
  const found = valueAt(value, path);
  return Array.isArray(found) ? (found as unknown[]).filter(isObject) : [];
}

/** A text as it may travel on. @throws MalformedPayloadError where it has more than `most` characters. */
export function limitedText(value: JsonObject, path: string, field: string, most: number): string {
  const text = textAt(value, path) ?? '';
  if (text.length > most) throw new MalformedPayloadError(field, `at most ${String(most)} characters`);
  return cleanText(text);
}

/** @throws MalformedPayloadError where the id is missing or not fit to be one. */
export function requiredId(value: JsonObject, path: string, field: string, most = 300): string {
  const id = textAt(value, path);
  if (id === undefined || !isProviderId(id, most))
    throw new MalformedPayloadError(field, `an id of at most ${String(most)} printable characters`);
  return id;
}

/** Seconds since 1970 as ISO 8601; undefined for what is no time of ours. */
export function secondsToIso(text: string | undefined): string | undefined {
  return text !== undefined && /^\d{9,10}$/.test(text) ? new Date(Number(text) * 1000).toISOString() : undefined;
}

/** A provider's word (`user_changed_number`) as a part of a reason; `other` for what is no such word. */
export function reasonWord(word: string | undefined): string {
  return word !== undefined && /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/i.test(word) && word.length <= 40
    ? word.toLowerCase().replaceAll('_', '-')
    : 'other';
}
