import type { LoggerService } from '@nestjs/common';
import type { Logger } from './logger.js';

/** The framework's own lines through our logger; its start-up chatter is `debug`. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest gives the context last, and for errors the stack (whose first line is the message) before it. */
  private write(level: 'fatal' | 'error' | 'warn' | 'debug' | 'trace', message: unknown, rest: unknown[]): void {
    const context = typeof rest.at(-1) === 'string' ? rest.at(-1) : undefined;
    const err = [message, ...rest].find((word) => word instanceof Error);
    const text = typeof message === 'string' && !rest.some(isStack) ? message : 'unexpected error';
    const stack = err === undefined ? rest.find(isStack) : undefined;
    this.logger[level]({ context, err, ...(stack !== undefined && { frames: framesOf(stack) }) }, text);
  }
}

function isStack(word: unknown): word is string {
  return typeof word === 'string' && /\n\s+at /.test(word);
}

function framesOf(stack: string): string[] {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim());
}
