import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorCode } from '../messaging/errors.js';
import type { Logger } from '../observability/logger.js';

/** Where not even the texts can be asked. */
const WORDS =
  'Maaf, ada gangguan di sistem kami. Coba lagi sebentar lagi.\nSorry, our system has a fault. Please try again soon.\n';

/**
 * A filter that never fails: what tells of an error often needs what has just failed (the database, for the counts of
 * a page's frame), and the framework leaves a filter's rejection to the process, which it would end.
 *
 * @param tell answers the request
 */
export function lastResort(logger: Logger, tell: (error: unknown, host: ArgumentsHost) => unknown): ExceptionFilter {
  return {
    catch: async (error: unknown, host: ArgumentsHost): Promise<void> => {
      try {
        await tell(error, host);
      } catch (fault) {
        const http = host.switchToHttp();
        const request = http.getRequest<FastifyRequest>();
        const reply = http.getResponse<FastifyReply>();
        logger.error({ route: request.routeOptions.url, error: errorCode(fault) }, 'an error could not be told');
        if (!reply.sent) void reply.status(500).header('content-type', 'text/plain; charset=utf-8').send(WORDS);
      }
    },
  };
}
