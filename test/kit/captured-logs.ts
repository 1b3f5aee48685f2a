import type { Logger } from '../../src/observability/logger.js';

export interface LogLine {
  level: string;
  fields: Record<string, unknown>;
  message: string;
}

/** A logger that keeps what it is given *before* any redaction: what is in here was handed to the log. */
export class CapturedLogs {
  readonly lines: LogLine[] = [];
  readonly logger: Logger;

  constructor() {
    const at = (level: string) => (first: unknown, second?: unknown) => {
      const fields = typeof first === 'object' && first !== null ? (first as Record<string, unknown>) : {};
      this.lines.push({
        level,
        fields,
        message: typeof first === 'string' ? first : typeof second === 'string' ? second : '',
      });
    };
    this.logger = {
      fatal: at('fatal'),
      error: at('error'),
      warn: at('warn'),
      info: at('info'),
      debug: at('debug'),
      trace: at('trace'),
    };
  }

  /** Everything as one text, errors with their message and stack. */
  text(): string {
    return this.lines
      .map((line) =>
        JSON.stringify(line, (_key, value: unknown) =>
          value instanceof Error ? { name: value.name, message: value.message, stack: value.stack } : value,
        ),
      )
      .join('\n');
  }

  find(message: string): LogLine[] {
    return this.lines.filter((line) => line.message === message);
  }
}
