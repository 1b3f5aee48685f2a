import { type DestinationStream, type Logger as PinoLogger, destination as fileDestination, pino } from 'pino';
import { correlationId } from './correlation.js';
import { prettyStream } from './pretty-stream.js';
import { scrub, scrubText } from './redaction.js';

/**
 * `logger.info({ ids }, 'what happened')`; errors as `{ err: error }` or, shorter, `{ error: errorCode(error) }`.
 * Without pino's child loggers, whose fields pass by the redaction: use `withCorrelation`.
 */
export type Logger = Pick<PinoLogger, Exclude<LogLevel, 'silent'>>;
export const LOGGER = Symbol('Logger');

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LoggerOptions {
  level: LogLevel;
  /** Servers log to standard output, the command line to standard error; tests give a stream. Default: stdout. */
  destination?: 'stdout' | 'stderr' | DestinationStream;
}

/** JSON lines; on a terminal a line for people. Everything passes the redaction. */
export function createLogger({ level, destination = 'stdout' }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => scrub(fields) as Record<string, unknown>,
      },
      // The fields are scrubbed as a whole, errors included.
      serializers: { err: (value: unknown) => value },
      mixin: () => {
        const id = correlationId();
        return id === undefined ? {} : { correlationId: id };
      },
      hooks: {
        logMethod(args, method) {
          const [first, ...rest] = args as unknown[];
          // An error given alone: pino would take its message for the line's.
          const words: unknown[] =
            first instanceof Error ? [{ err: first }, ...(rest.length > 0 ? rest : ['error'])] : [first, ...rest];
          method.apply(this, words.map((word) => (typeof word === 'string' ? scrubText(word) : word)) as typeof args);
        },
      },
    },
    typeof destination === 'string' ? standardStream(destination) : destination,
  );
}

function standardStream(name: 'stdout' | 'stderr'): DestinationStream {
  const stream = process[name];
  return stream.isTTY ? prettyStream(stream) : fileDestination({ fd: stream.fd, sync: true });
}
