import { createHash } from 'node:crypto';
import { Controller, Get, Inject, Logger, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorCode } from '../messaging/errors.js';
import { CHANNEL_REGISTRY } from '../messaging/ports.js';
import type { ChannelRegistry } from '../messaging/ports.js';
import { formChannel } from './contact-ways.js';
import { FormDesk } from './form-desk.js';
import type { FormReading } from './form-desk.js';
import { PageSender } from './page-sender.js';
import { ReportService } from './report.service.js';
import { TicketPasses } from './ticket-passes.js';
import { Visitors } from './visitors.js';

@Controller()
export class ReportController {
  private readonly logger = new Logger(ReportController.name);

  constructor(
    @Inject(PageSender) private readonly pages: PageSender,
    @Inject(FormDesk) private readonly desk: FormDesk,
    @Inject(ReportService) private readonly reports: ReportService,
    @Inject(TicketPasses) private readonly passes: TicketPasses,
    @Inject(Visitors) private readonly visitors: Visitors,
    @Inject(CHANNEL_REGISTRY) private readonly channels: ChannelRegistry,
  ) {}

  @Get(':tenant/lapor')
  async show(@Param('tenant') slug: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const tenant = await this.pages.tenantOr404(slug, request, reply);
    if (!tenant) return;
    if (!formChannel(tenant, this.channels)) return await this.pages.redirect(reply, `/${tenant.slug}`);
    await this.pages.send(reply, 200, await this.desk.emptyForm(tenant, this.pages.words(request, reply, tenant)));
  }

  @Post(':tenant/lapor')
  async post(@Param('tenant') slug: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const tenant = await this.pages.tenantOr404(slug, request, reply);
    if (!tenant) return;
    const channel = formChannel(tenant, this.channels);
    if (!channel) return await this.pages.redirect(reply, `/${tenant.slug}`);
    const attempt = this.visitors.take(request, 'report');
    await this.desk.read(tenant, request, attempt.allowed, async (reading) => {
      if (!attempt.allowed) return await this.refuseTooMany(reading, attempt.retryAfterSeconds, request, reply);
      await this.take(channel.id, reading, request, reply);
    });
  }

  private async take(
    channelId: string,
    reading: FormReading,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const { tenant } = reading;
    if (reading.submission.busy) return await this.refuse(reading, 503, request, reply, 'busy');
    if (reading.errors.length > 0 || !reading.facts || !reading.verdict?.ok)
      return await this.refuse(reading, 422, request, reply);
    const digest = contentDigest(reading);
    const pass = this.passes.ofReport(tenant, request);
    // The same form with other words in it (the browser's "back"): another report, not a second post.
    if (pass?.nonce === reading.token.nonce && pass.digest !== digest)
      return await this.refuse(reading, 422, request, reply, 'edited');
    if (reading.verdict.by === 'question') {
      const attempt = this.visitors.take(request, 'question');
      if (!attempt.allowed) return await this.refuseTooMany(reading, attempt.retryAfterSeconds, request, reply);
    }
    let inboundId: string;
    try {
      inboundId = await this.reports.submit(channelId, tenant.slug, reading.token, reading.facts, reading.photos);
    } catch (error) {
      this.logger.error(`report not taken on ${channelId}: ${errorCode(error)}`);
      return await this.refuse(reading, 503, request, reply, 'busy');
    }
    this.passes.give(tenant, { inboundId, nonce: reading.token.nonce, digest }, request, reply);
    await this.pages.redirect(reply, `/${tenant.slug}/lapor/diterima`);
  }

  private async refuse(
    reading: FormReading,
    status: number,
    request: FastifyRequest,
    reply: FastifyReply,
    why?: 'busy' | 'edited',
  ): Promise<void> {
    const words = this.pages.words(request, reply, reading.tenant);
    if (status === 503) void reply.header('retry-after', '30');
    await this.pages.send(
      reply,
      status,
      await this.desk.filledForm(reading, words, why ? [{ field: 'form', key: why }] : []),
    );
  }

  private async refuseTooMany(
    reading: FormReading,
    seconds: number,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const words = this.pages.words(request, reply, reading.tenant);
    void reply.header('retry-after', String(seconds));
    const error = { field: 'form', key: 'tooMany', params: { minutes: Math.ceil(seconds / 60) } } as const;
    await this.pages.send(reply, 429, await this.desk.filledForm({ ...reading, errors: [] }, words, [error]));
  }
}

/** Tells an edited form from the same one posted twice; the words themselves are not in it. */
function contentDigest(reading: FormReading): string {
  const hash = createHash('sha256').update(JSON.stringify(reading.facts)).update(reading.token.nonce);
  for (const photo of reading.photos) hash.update(photo.bytes);
  return hash.digest('base64url').slice(0, 22);
}
