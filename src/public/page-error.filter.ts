import { Catch, HttpException, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorCode } from '../messaging/errors.js';
import { LOGGER, type Logger } from '../observability/logger.js';
import { FOR_PROGRAMS } from './for-programs.js';
import { TooOften } from './looks.guard.js';
import { PageSender } from './page-sender.js';
import type { TenantsPart } from './pages/tenants-page.js';

/**
 * What went wrong on the way to a page, as a page: a wrong address gets the list of offices, a fault of
 * ours a page that says so and names 112, a form from another site where to begin, who looks too often when to come again. Programs, and refusals that say what was wrong, keep their JSON.
 */
@Catch()
export class PageErrorFilter implements ExceptionFilter {
  constructor(
    @Inject(PageSender) private readonly pages: PageSender,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const status = statusOf(error);
    if (status >= 500)
      this.logger.error({ route: request.routeOptions.url, status, error: errorCode(error) }, 'a request failed');
    // The answer is under way: nothing can be added to it.
    if (reply.sent) return;
    const page = pageFor(error, status, request);
    const minutes = error instanceof TooOften ? Math.ceil(error.retryAfterSeconds / 60) : 0;
    if (page) await this.pages.sendTenants(request, reply, page, { minutes });
    else await reply.status(status).send(answerOf(error, status));
  }
}

function pageFor(error: unknown, status: number, request: FastifyRequest): TenantsPart | undefined {
  if (FOR_PROGRAMS.test(request.url) || !request.headers.accept?.includes('text/html')) return undefined;
  if (error instanceof TooOften) return 'tooOften';
  if (status === 404) return 'notFound';
  if (status === 403) return 'foreign';
  return status >= 500 ? 'trouble' : undefined;
}

/** Of Nest's exceptions and of the server's own refusals (a body too large, a broken form). */
export function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const { statusCode } = Object(error) as { statusCode?: unknown };
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 600 ? statusCode : 500;
}

/** Nest's own shape; of our own faults nothing but that there was one. */
function answerOf(error: unknown, status: number): string | object {
  if (error instanceof HttpException) return error.getResponse();
  const message = status < 500 && error instanceof Error ? error.message : 'Internal server error';
  return { statusCode: status, message };
}
