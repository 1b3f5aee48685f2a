import { HttpException, Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { TENANTS } from '../tenants/tenant-registry.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import { TicketPasses } from './ticket-passes.js';
import { Visitors } from './visitors.js';

/** A ticket was opened too often; `PageErrorFilter` says so in words. */
export class TooOften extends HttpException {
  constructor(readonly retryAfterSeconds: number) {
    super('too many looks at a ticket', 429);
  }
}

/**
 * `@UseGuards(LooksGuard)` on what opens the ticket of the browser's pass: each time all that was said about it is read
 * and unsealed. Without a pass there is none to open, and a page of two fields costs nothing; numbers and codes that are
 * tried are counted where they are posted.
 */
@Injectable()
export class LooksGuard implements CanActivate {
  constructor(
    @Inject(TENANTS) private readonly tenants: TenantRegistry,
    @Inject(TicketPasses) private readonly passes: TicketPasses,
    @Inject(Visitors) private readonly visitors: Visitors,
  ) {}

  /** @throws TooOften */
  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest<{ Params: { tenant: string } }>>();
    const tenant = this.tenants.bySlug(request.params.tenant);
    const pass = tenant && this.passes.ofTracking(tenant, request);
    if (!pass) return true;
    const attempt = this.visitors.look(request, pass.inboundId);
    if (attempt.allowed) return true;
    void http.getResponse<FastifyReply>().header('retry-after', String(attempt.retryAfterSeconds));
    throw new TooOften(attempt.retryAfterSeconds);
  }
}
