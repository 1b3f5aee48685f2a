import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AreaDirectory } from '../tenants/areas.js';
import { TEXTS, type Locales } from '../tenants/locales.js';
import { discovery, type DiscoveryFacts } from './discovery.js';
import { Open311Desk, fieldsOf } from './open311-desk.js';
import { Open311Error } from './open311-error.js';
import { serviceDefinition, serviceList } from './services.js';

export const DISCOVERY_FACTS = Symbol('DiscoveryFacts');

/** What anybody may read: where the interface is, and what can be reported. */
@Controller('open311')
export class ServicesController {
  constructor(
    @Inject(Open311Desk) private readonly desk: Open311Desk,
    @Inject(AreaDirectory) private readonly areas: AreaDirectory,
    @Inject(TEXTS) private readonly texts: Locales,
    @Inject(DISCOVERY_FACTS) private readonly facts: DiscoveryFacts,
  ) {}

  @Get(['discovery.:format', 'v2/discovery.:format'])
  discovery(@Param('format') ending: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const format = this.desk.format(ending);
    this.desk.letIn(request);
    const words = (key: string): string => this.texts.translate('id', `open311.discovery.${key}`);
    this.desk.send(reply, format, discovery(this.facts, words));
  }

  @Get('v2/services.:format')
  list(
    @Param('format') ending: string,
    @Query() query: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): void {
    const format = this.desk.format(ending);
    this.desk.letIn(request);
    this.desk.send(reply, format, serviceList(this.desk.jurisdiction(fieldsOf(query)).tenant));
  }

  @Get('v2/services/:file')
  async definition(
    @Param('file') file: string,
    @Query() query: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { name, format } = this.desk.split(file);
    this.desk.letIn(request);
    const { tenant } = this.desk.jurisdiction(fieldsOf(query));
    if (name === '') throw new Open311Error(400, 'service-missing');
    const question = this.texts.translate(tenant.locale, 'open311.village');
    const found = serviceDefinition(tenant, { code: name, areas: await this.areas.of(tenant), question });
    if (!found) throw new Open311Error(404, 'service-unknown');
    this.desk.send(reply, format, found);
  }
}
