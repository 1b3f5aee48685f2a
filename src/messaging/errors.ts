/**
 * The only errors that cross a job's or a request's boundary. `message` is for operators and
 * logs: it holds ids and codes, never a number, an address, a name or a text.
 */
export class CodedError extends Error {
  constructor(
    /** Kebab-case, stable: logged, counted and stored as the row's reason. */
    readonly code: string,
    message: string,
    readonly retryable: boolean,
    /** Milliseconds; the backoff of the row's owner where absent. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
    this.name = 'CodedError';
  }
}

/** A verified delivery that can't be read: answered 400, kept raw. */
export class MalformedPayloadError extends CodedError {
  constructor(
    /** Field or place in the payload that is wrong. */
    readonly field: string,
    expected: string,
  ) {
    super('malformed-payload', `${field}: expected ${expected}`, false);
    this.name = 'MalformedPayloadError';
  }
}

/** What of an unknown error may be stored or logged: its code or class, not its message. */
export function errorCode(error: unknown): string {
  if (error instanceof CodedError) return error.code;
  // Not `instanceof Error`: an error of another realm (a test runner's, a worker's) is one too.
  const { name, code } =
    typeof error === 'object' && error !== null ? (error as { name?: unknown; code?: unknown }) : {};
  if (typeof name !== 'string' || !/^[A-Za-z0-9_-]{1,40}$/.test(name)) return 'unknown-error';
  return typeof code === 'string' && /^[A-Za-z0-9_-]{1,40}$/.test(code) ? `${name}:${code}` : name;
}
