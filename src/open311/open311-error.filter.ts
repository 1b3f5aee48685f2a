import { Catch, HttpException, Inject, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isDatabaseAway } from '../database/database-away.js';
import { EntryRefused } from '../manual/entry-input.js';
import { CodedError, errorCode } from '../messaging/errors.js';
import { TEXTS, type Locales } from '../tenants/locales.js';
import { FORMATS, formatOf, listed, written, type Format } from './answer.js';
import { Open311Error, type Open311Fault } from './open311-error.js';
import { argumentOf } from './request-input.js';

/** What a refusal of the HTTP server or the framework means. */
const BY_STATUS: Readonly<Record<number, string>> = {
  400: 'bad-request',
  404: 'not-found',
  406: 'media-type',
  413: 'too-large',
  415: 'media-type',
};

interface Judged {
  status: number;
  faults: readonly Open311Fault[];
  retryAfterSeconds?: number;
}

/** Everything that goes wrong under `/open311`, as GeoReport v2 words it: a list of `{code, description}`. */
@Catch()
export class Open311ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger(Open311ErrorFilter.name);

  constructor(@Inject(TEXTS) private readonly texts: Locales) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const { status, faults, retryAfterSeconds } = this.judge(error);
    const locale = /^\s*en\b/i.test(request.headers['accept-language'] ?? '') ? 'en' : 'id';
    const errors = faults.map(({ key, params, argument }) => {
      const words = this.texts.translate(locale, key, params);
      return { code: status, description: argument === undefined ? words : `${argument}: ${words}` };
    });
    if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(retryAfterSeconds));
    const format = formatIn(request.url);
    void reply
      .status(status)
      .header('content-type', FORMATS[format])
      .header('content-language', locale)
      .header('cache-control', 'no-store')
      .send(written(listed('errors', 'error', errors), format));
  }

  private judge(error: unknown): Judged {
    if (error instanceof Open311Error) return { status: error.getStatus(), faults: error.faults, ...error.more };
    if (error instanceof EntryRefused)
      return {
        status: 400,
        faults: error.errors.map(({ field, code, params }) => ({
          key: `entry.errors.${code}`,
          argument: argumentOf(field),
          ...(params && { params }),
        })),
      };
    if (error instanceof CodedError && error.code === 'nonce-reused')
      return { status: 400, faults: named('nonce-reused') };
    const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown }).statusCode;
    const known = typeof status === 'number' ? BY_STATUS[status] : undefined;
    if (typeof status === 'number' && known !== undefined) return { status, faults: named(known) };
    this.logger.error(`request failed: ${errorCode(error)}`);
    return (error instanceof CodedError ? error.retryable : isDatabaseAway(error))
      ? { status: 503, faults: named('unavailable'), retryAfterSeconds: 5 }
      : { status: 500, faults: named('internal') };
  }
}

function named(code: string): Open311Fault[] {
  return [{ key: `open311.errors.${code}` }];
}

/** As the request asks; XML, which the specification requires of every server, where it asks for neither. */
function formatIn(url: string): Format {
  return formatOf(/\.([A-Za-z]+)(?:\?|$)/.exec(url)?.[1] ?? '') ?? 'xml';
}
