import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Inject,
  NotFoundException,
  Param,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { citizenAddress } from './citizen-address.js';
import { readCitizenRequest } from './citizen-request.js';
import { conversationFragment, sandboxPage } from './page/sandbox-page.js';
import { pageUrl, readPageState } from './page-state.js';
import type { Phone } from './phone.js';
import { sandboxAsset } from './sandbox-assets.js';
import { PHONE, SANDBOX_PAGE, type SandboxPageSources } from './sandbox.tokens.js';

type Form = Readonly<Record<string, unknown>>;

/** The phone on a page; every part of it works without its script. */
@Controller('sandbox')
export class SandboxPageController {
  constructor(
    @Inject(PHONE) private readonly phone: Phone,
    @Inject(SANDBOX_PAGE) private readonly sources: SandboxPageSources,
  ) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('cache-control', 'no-store')
  page(@Query() query: Form): string {
    return this.render(query, []);
  }

  /** The compose box without the script: sends, then shows the conversation, or the box again with what was wrong. */
  @Post()
  @HttpCode(200)
  async send(@Body() body: Form | undefined, @Res() reply: FastifyReply): Promise<void> {
    const form = body ?? {};
    const times = form.repeat === 'on' ? 5 : 1;
    const request = readCitizenRequest(
      { channelId: form.channelId, from: form.address, text: form.text, times },
      this.phone,
    );
    const failures = request.ok ? [] : request.errors.map(({ field }) => `errors.${field}`);
    if (request.ok) {
      const { answers } = await this.phone.send(request.channel, request.message);
      if (answers.some(({ status }) => status < 200 || status > 299)) failures.push('errors.refused');
    }
    if (failures.length === 0)
      return void reply.redirect(pageUrl(readPageState({ ...form, text: '' }, this.phone.usable())), 303);
    await reply
      .code(request.ok ? 502 : 400)
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(this.render(form, failures));
  }

  /** The bubbles alone, for the script. */
  @Get('conversation')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('cache-control', 'no-store')
  conversation(@Query() query: Form): string {
    const address = citizenAddress(query.address);
    const { locale } = readPageState(query, []);
    return conversationFragment(
      this.sources.locales,
      locale,
      address === undefined ? [] : this.phone.conversation(address),
    );
  }

  @Get('assets/:name')
  asset(@Param('name') name: string, @Res() reply: FastifyReply): void {
    const asset = sandboxAsset(name);
    if (!asset) throw new NotFoundException();
    void reply.type(asset.contentType).header('cache-control', 'no-cache').header('etag', asset.etag).send(asset.bytes);
  }

  private render(query: Form, failures: readonly string[]): string {
    const channels = this.phone.usable();
    const state = readPageState(query, channels);
    return sandboxPage({
      state,
      channels,
      tenants: this.sources.tenants.all(),
      locales: this.sources.locales,
      messages: this.phone.conversation(state.address),
      failures: state.addressOk ? failures : [...failures, 'errors.from'],
    });
  }
}
