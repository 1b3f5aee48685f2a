import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CHANNEL_REGISTRY } from '../messaging/ports.js';
import type { ChannelRegistry } from '../messaging/ports.js';
import { AnswerTimes } from '../reports/answer-times/answer-times.js';
import { contactWays, formChannel } from './contact-ways.js';
import { PageSender } from './page-sender.js';
import { TenantPage } from './pages/tenant-page.js';

@Controller()
export class TenantPageController {
  constructor(
    @Inject(PageSender) private readonly pages: PageSender,
    @Inject(CHANNEL_REGISTRY) private readonly channels: ChannelRegistry,
    @Inject(AnswerTimes) private readonly answers: AnswerTimes,
  ) {}

  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.pages.sendTenants(request, reply, 'tenants');
  }

  @Get(':tenant')
  async show(@Param('tenant') slug: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const tenant = await this.pages.tenantOr404(slug, request, reply);
    if (!tenant) return;
    const words = this.pages.words(request, reply, tenant);
    const ways = contactWays(tenant, this.channels);
    const formOpen = formChannel(tenant, this.channels) !== undefined;
    const answers = await this.answers.of(tenant.slug);
    await this.pages.send(reply, 200, TenantPage({ words, tenant, path: `/${tenant.slug}`, ways, formOpen, answers }));
  }
}
