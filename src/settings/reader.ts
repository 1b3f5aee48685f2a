import { closest, distance } from 'fastest-levenshtein';

import type { ConfigPath } from './config-error.js';
import { UNSET } from './interpolate.js';
import type { SourceFile } from './yaml-file.js';

export interface TextRule {
  pattern?: RegExp;
  /** What the pattern means, for people. */
  expected?: string;
  maxLength?: number;
}

export interface NumberRule {
  min?: number;
  max?: number;
  integer?: boolean;
}

/** An id of our own, as it stands in addresses and references. */
export const SLUG: TextRule = {
  pattern: /^[a-z0-9]+(-[a-z0-9]+)*$/,
  maxLength: 60,
  expected: 'small letters, digits and single hyphens',
};

/**
 * Reads one mapping of a YAML file key by key. What is wrong is recorded and reading goes on with a
 * harmless value, so that one pass finds every error; the result counts only if none was recorded.
 */
export class Reader {
  private readonly object: Readonly<Record<string, unknown>>;
  /** False where the value is no mapping: its keys are then not reported as missing. */
  private readonly readable: boolean;

  constructor(
    readonly source: SourceFile,
    value: unknown,
    readonly path: ConfigPath,
    keys: readonly string[],
  ) {
    this.readable = isMapping(value);
    this.object = isMapping(value) ? value : {};
    if (!this.readable) source.error(path, value, `a mapping with the keys ${keys.join(', ')}`);
    this.refuseUnknown(keys);
  }

  at(key: string): ConfigPath {
    return [...this.path, key];
  }

  raw(key: string): unknown {
    return this.object[key] ?? undefined;
  }

  has(key: string): boolean {
    return this.raw(key) !== undefined;
  }

  error(key: string, expected: string): void {
    this.source.error(this.at(key), this.raw(key), expected);
  }

  text(key: string, rule: TextRule = {}): string {
    if (this.missing(key, rule.expected ?? 'text')) return '';
    return textValue(this.source, this.at(key), this.raw(key), rule) ?? '';
  }

  optionalText(key: string, rule: TextRule = {}): string | undefined {
    return this.has(key) ? textValue(this.source, this.at(key), this.raw(key), rule) : undefined;
  }

  oneOf<T extends string>(key: string, allowed: readonly [T, ...T[]], fallback?: T): T {
    const first = fallback ?? allowed[0];
    if (!this.has(key) && fallback !== undefined) return fallback;
    if (this.missing(key, `one of ${allowed.join(', ')}`)) return first;
    const found = allowed.find((item) => item === this.raw(key));
    if (found === undefined) this.error(key, `one of ${allowed.join(', ')}${suggestion(this.raw(key), allowed)}`);
    return found ?? first;
  }

  flag(key: string, fallback?: boolean): boolean {
    if (!this.has(key) && fallback !== undefined) return fallback;
    if (this.missing(key, 'true or false')) return false;
    const value = this.raw(key);
    if (typeof value === 'boolean') return value;
    if (this.source.isSubstituted(this.at(key)) && (value === 'true' || value === 'false')) return value === 'true';
    this.error(key, 'true or false');
    return false;
  }

  number(key: string, rule: NumberRule, fallback?: number): number {
    if (!this.has(key) && fallback !== undefined) return fallback;
    const expected = numberExpected(rule);
    if (this.missing(key, expected)) return rule.min ?? 0;
    const raw = this.raw(key);
    const fromVariable =
      typeof raw === 'string' && this.source.isSubstituted(this.at(key)) && /^-?\d+(\.\d+)?$/.test(raw);
    const value = fromVariable ? Number(raw) : raw;
    if (typeof value === 'number' && fits(value, rule)) return value;
    this.error(key, expected);
    return rule.min ?? 0;
  }

  optionalNumber(key: string, rule: NumberRule): number | undefined {
    return this.has(key) ? this.number(key, rule) : undefined;
  }

  /** A mapping below `key`; undefined (and an error unless `optional`) where there is none. */
  child(key: string, keys: readonly string[], optional = false): Reader | undefined {
    if (!this.has(key)) {
      if (!optional) this.missing(key, `a mapping with the keys ${keys.join(', ')}`);
      return undefined;
    }
    return new Reader(this.source, this.raw(key), this.at(key), keys);
  }

  /** A mapping somewhere below, such as an item of a list. */
  below(value: unknown, path: ConfigPath, keys: readonly string[]): Reader {
    return new Reader(this.source, value, path, keys);
  }

  /** Each item of a list, read by `read`. An absent list is an error unless `optional`. */
  list<T>(key: string, read: (value: unknown, path: ConfigPath) => T, optional = false): T[] {
    if (!this.has(key)) {
      if (!optional) this.missing(key, 'a list');
      return [];
    }
    const value = this.raw(key);
    if (!Array.isArray(value)) {
      this.error(key, 'a list');
      return [];
    }
    return value.map((item: unknown, index) => read(item, [...this.at(key), index]));
  }

  /** A list of texts without repeats. */
  texts(key: string, rule: TextRule & { optional?: boolean; notEmpty?: boolean } = {}): string[] {
    const items = this.list(
      key,
      (value, path) => ({ path, text: textValue(this.source, path, value, rule) }),
      rule.optional,
    );
    if (rule.notEmpty === true && items.length === 0 && Array.isArray(this.raw(key)))
      this.error(key, 'at least one item');
    const seen = new Set<string>();
    return items.flatMap(({ path, text }) => {
      if (text === undefined) return [];
      if (seen.has(text)) this.source.error(path, text, 'each item once; this one stands above already');
      seen.add(text);
      return [text];
    });
  }

  private missing(key: string, expected: string): boolean {
    if (this.has(key)) return false;
    if (this.readable) this.source.error(this.at(key), undefined, `${expected}; the key is missing`);
    return true;
  }

  private refuseUnknown(keys: readonly string[]): void {
    for (const key of Object.keys(this.object)) {
      if (keys.includes(key)) continue;
      const hint = suggestion(key, keys);
      this.source.error(this.at(key), this.object[key], `a known key${hint === '' ? ` (${keys.join(', ')})` : hint}`);
    }
  }
}

/** `; did you mean "x"?` where one of the known words is near, else nothing. */
export function suggestion(value: unknown, known: readonly string[]): string {
  if (typeof value !== 'string' || known.length === 0) return '';
  const best = closest(
    value.toLowerCase(),
    known.map((word) => word.toLowerCase()),
  );
  const original = known.find((word) => word.toLowerCase() === best) ?? best;
  const limit = Math.max(1, Math.min(3, Math.floor(original.length / 2)));
  return distance(value.toLowerCase(), best) <= limit ? `; did you mean "${original}"?` : '';
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text at `path`, or undefined with an error recorded. */
export function textValue(source: SourceFile, path: ConfigPath, value: unknown, rule: TextRule): string | undefined {
  const expected = rule.expected ?? 'text';
  if (typeof value !== 'string') {
    // 08123866945 or 51.10 without quotes is a number to YAML and loses its zeros.
    source.error(
      path,
      value,
      typeof value === 'number' ? `${expected}, in quotes (without them YAML reads a number)` : expected,
    );
    return undefined;
  }
  const text = value.trim();
  if (text.includes(UNSET) && source.isSubstituted(path)) return undefined;
  const tooLong = rule.maxLength !== undefined && text.length > rule.maxLength;
  if (text === '' || tooLong || (rule.pattern !== undefined && !rule.pattern.test(text))) {
    source.error(
      path,
      value,
      tooLong
        ? `${expected} of at most ${String(rule.maxLength)} characters`
        : `${expected}${text === '' ? ' that is not empty' : ''}`,
    );
    return undefined;
  }
  return text;
}

function fits(value: number, rule: NumberRule): boolean {
  if (!Number.isFinite(value)) return false;
  if (rule.integer !== false && !Number.isInteger(value)) return false;
  return value >= (rule.min ?? -Infinity) && value <= (rule.max ?? Infinity);
}

function numberExpected(rule: NumberRule): string {
  const what = rule.integer === false ? 'a number' : 'a whole number';
  if (rule.min !== undefined && rule.max !== undefined)
    return `${what} from ${String(rule.min)} to ${String(rule.max)}`;
  if (rule.min !== undefined) return `${what} of ${String(rule.min)} or more`;
  return what;
}
