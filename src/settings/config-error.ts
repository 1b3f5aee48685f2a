/** One thing that is wrong in the configuration: where it is, what stands there, what should. */
export interface ConfigError {
  /** Relative to the configuration directory (`tenants/badung.yaml`), or `environment`. */
  file: string;
  /** `channels[0].settings.authToken`; empty for the file as a whole. */
  path: string;
  /** From 1; absent where no line can be named. */
  line?: number;
  /** What stands there, masked where it is or may be a secret; null where nothing does. */
  value: string | number | boolean | null;
  expected: string;
}

export type ConfigPath = readonly (string | number)[];

/** What is printed instead of a secret. */
export const MASK = '********';

const SECRET_NAME = /secret|token|passw|passphrase|api-?_?key|private-?_?key|credential/i;
const LONGEST_VALUE = 80;

/** True for the name of a setting or variable whose value must not be printed. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** True for a place in a file whose value must not be printed: by its name, or the `value` of an `auth` block. */
export function isSecretPath(path: ConfigPath): boolean {
  if (path.some((part) => typeof part === 'string' && isSecretName(part))) return true;
  return path.includes('auth') && path.at(-1) === 'value';
}

/** `['channels', 0, 'settings']` as `channels[0].settings`. */
export function formatPath(path: ConfigPath): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${String(part)}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}

/** A value as an error may show it: scalars as they are (long ones cut), the rest by its shape only. */
export function describeValue(value: unknown): ConfigError['value'] {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string') return value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value;
  if (Array.isArray(value)) return `[a list of ${String(value.length)}]`;
  if (typeof value === 'object') return `{${Object.keys(value).slice(0, 8).join(', ')}}`;
  return `(${typeof value})`;
}

/** One error as a line for people. */
export function formatConfigError(error: ConfigError): string {
  const place = error.line === undefined ? error.file : `${error.file}:${String(error.line)}`;
  const path = error.path === '' ? '' : ` ${error.path}`;
  const value = error.value === null ? 'nothing' : JSON.stringify(error.value);
  return `${place}${path}: found ${value}, expected ${error.expected}`;
}
