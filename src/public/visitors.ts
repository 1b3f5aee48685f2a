import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CLOCK } from '../observability/clock.js';
import type { Clock } from '../observability/clock.js';
import { AttemptLimiter, attemptRules, LOOKS, visitorNetwork } from './attempt-limiter.js';
import type { AttemptResult, VisitorAction } from './attempt-limiter.js';
import { PUBLIC_LIMITS } from './public-limits.js';
import type { PublicLimits } from './public-limits.js';
import { WEB_SECRETS } from './web-secrets.js';
import type { WebSecrets } from './web-secrets.js';

/** Limits by network address, of which only a keyed hash is kept, in memory. */
@Injectable()
export class Visitors {
  private readonly limiter: AttemptLimiter;
  /** Apart: looks are many, and shall push no posts out of memory. */
  private readonly looks: AttemptLimiter;
  private readonly rules: ReturnType<typeof attemptRules>;

  constructor(
    @Inject(CLOCK) clock: Clock,
    @Inject(WEB_SECRETS) private readonly secrets: WebSecrets,
    @Inject(PUBLIC_LIMITS) limits: PublicLimits,
  ) {
    this.limiter = new AttemptLimiter(clock);
    this.looks = new AttemptLimiter(clock);
    this.rules = attemptRules(limits.formsPerHour);
  }

  take(request: FastifyRequest, action: VisitorAction): AttemptResult {
    return this.limiter.take(this.rules[action], this.network(request));
  }

  /** Counts a look at a ticket. @param inboundId the message that its pass names */
  look(request: FastifyRequest, inboundId: string): AttemptResult {
    const ofTicket = this.looks.take(LOOKS.ofTicket, inboundId);
    return ofTicket.allowed ? this.looks.take(LOOKS.ofNetwork, this.network(request)) : ofTicket;
  }

  private network(request: FastifyRequest): string {
    return this.secrets.sign('web-visitor', visitorNetwork(request.ip));
  }
}
