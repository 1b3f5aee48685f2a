import { Catch, HttpException, Inject, Logger, type ArgumentsHost } from '@nestjs/common';
import { BaseExceptionFilter, HttpAdapterHost } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isDatabaseAway } from '../database/database-away.js';
import { CodedError, errorCode } from '../messaging/errors.js';
import { EntryRefused } from '../manual/entry-input.js';
import { ReferenceKnown } from '../manual/manual-desk.js';
import { TEXTS, type Locales } from '../tenants/locales.js';
import type { LocaleName } from '../tenants/tenant.js';
import { callerOf } from './caller.js';
import { Problem, type FieldProblem, type ProblemDetails } from './problem.js';

/** What a coded error of the services means to a caller. */
const STATUS: Readonly<Record<string, number>> = {
  'category-unknown': 422,
  'level-unknown': 422,
  'kind-unknown': 422,
  'agency-unknown': 422,
  'unit-unknown': 422,
  'system-unknown': 422,
  'reference-malformed': 422,
  'split-nothing': 422,
  'split-opening-message': 422,
  'split-message-unknown': 422,
  'nothing-changes': 409,
  'revision-unknown': 404,
  'assigned-meanwhile': 409,
  'person-unknown': 422,
  'note-empty': 422,
  'note-too-long': 422,
  'archive-text-unsent': 422,
  'ticket-merged': 409,
  'ticket-over': 409,
  'ticket-with-agency': 409,
  'ticket-changed': 409,
  'merge-self': 409,
  'merge-other-office': 409,
  'leader-over': 409,
  'not-merged': 409,
  'nothing-to-undo': 409,
  'changed-since': 409,
  'reference-taken': 409,
  'nonce-reused': 422,
  'answer-empty': 422,
  'answer-too-long': 422,
  'dispatch-unknown': 404,
  'dispatch-ended': 409,
  'dispatch-responded': 409,
  'dispatch-withdrawn': 409,
  'dispatch-returned': 409,
  'dispatch-done': 409,
  'due-passed': 422,
  'words-too-long': 422,
  'question-empty': 422,
  'question-too-long': 422,
  'response-empty': 422,
  'response-too-long': 422,
  'response-unknown': 404,
  'response-withdrawn': 409,
  'response-submitted': 409,
  'no-response': 409,
  'ticket-answered': 409,
  'ticket-closed': 409,
  'ticket-archived': 409,
  'ticket-unknown': 404,
  'location-not-offered': 409,
  'task-unknown': 404,
  'task-closed': 409,
  'transition-refused': 409,
};
/** What a refusal of the HTTP server or the framework means. */
const BY_STATUS: Readonly<Record<number, string>> = {
  400: 'bad-request',
  404: 'not-found',
  405: 'not-found',
  413: 'too-large',
  415: 'media-type',
};

/** Everything that goes wrong under `/api` is said as application/problem+json; other paths keep their own ways. */
@Catch()
export class ProblemFilter extends BaseExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  constructor(
    @Inject(HttpAdapterHost) host: HttpAdapterHost,
    @Inject(TEXTS) private readonly texts: Locales,
  ) {
    super(host.httpAdapter);
  }

  override catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    if (!request.url.startsWith('/api/')) return super.catch(error, host);
    const { status, ...details } = this.judge(error, request);
    const locale = localeOf(request);
    const reply = http.getResponse<FastifyReply>();
    for (const [name, value] of Object.entries(details.headers ?? {})) void reply.header(name, value);
    void reply
      .status(status)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-language', locale)
      .send(
        JSON.stringify({
          type: `/api/docs#${details.code}`,
          title: this.texts.translate(locale, `api.problems.${details.code}`, details.params),
          status,
          code: details.code,
          ...(details.errors && { errors: details.errors.map((each) => this.fieldText(each, locale)) }),
          ...details.more,
        }),
      );
  }

  private judge(error: unknown, request: FastifyRequest): ProblemDetails & { status: number } {
    if (error instanceof Problem) return { status: error.getStatus(), ...error.details };
    if (error instanceof EntryRefused) return { status: 422, code: 'invalid', errors: error.errors };
    if (error instanceof ReferenceKnown) return referenceKnown(error, request);
    if (error instanceof CodedError && STATUS[error.code] !== undefined)
      return { status: STATUS[error.code] ?? 500, code: error.code };
    const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown }).statusCode;
    const code = typeof status === 'number' ? BY_STATUS[status] : undefined;
    if (typeof status === 'number' && code !== undefined) return { status, code };
    const unavailable = error instanceof CodedError ? error.retryable : isDatabaseAway(error);
    this.logger.error(`request failed: ${errorCode(error)}`);
    return unavailable
      ? { status: 503, code: 'unavailable', headers: { 'retry-after': '5' } }
      : { status: 500, code: 'internal' };
  }

  private fieldText({ field, code, params }: FieldProblem, locale: LocaleName): Record<string, unknown> {
    const key = this.texts.has(`entry.errors.${code}`) ? `entry.errors.${code}` : `api.invalid.${code}`;
    return { field, code, detail: this.texts.translate(locale, key, params) };
  }
}

/** Whose ticket it is says only what the caller may know. */
function referenceKnown(
  { number, tenant }: ReferenceKnown,
  request: FastifyRequest,
): ProblemDetails & { status: number } {
  const caller = callerOf(request);
  const visible = caller?.tenant === null || caller?.tenant === tenant;
  return visible && number !== null
    ? { status: 409, code: 'reference-known', params: { number }, more: { number } }
    : { status: 409, code: 'reference-elsewhere' };
}

/** Indonesian unless English is asked for. */
function localeOf(request: FastifyRequest): LocaleName {
  return /^\s*en\b/i.test(request.headers['accept-language'] ?? '') ? 'en' : 'id';
}
