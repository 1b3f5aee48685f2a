/** Of the system: nobody listens, or the line broke. */
const LINE = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND', 'EAI_AGAIN'];
/** Of PostgreSQL (appendix A): connection exceptions, no more connections, shutting down or starting. */
const STATE = /^(?:08[0-9A-Z]{3}|53300|57P0[1-3])$/;
/** Of pg, which gives these no code. */
const WORDS =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** Whether it failed because the database is not there now: the same request may succeed in a moment. */
export function isDatabaseAway(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === 'string') return LINE.includes(code) || STATE.test(code);
  return typeof message === 'string' && WORDS.test(message);
}
