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
import { readCitizenRequest } from './citizen-request.js';
import { conversationFragment, sandboxPage } from './page/sandbox-page.js';
import { appOf, type App } from './page/apps.js';
import { ownAddress, pageUrl, readPageState, type PageState } from './page-state.js';
import type { Phone, PhoneMessage } from './phone.js';
import type { Carries } from './stand-in.js';
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
    const request = readCitizenRequest(this.requestOf(form), this.phone);
    const failures = request.ok ? [] : request.errors.map(({ field }) => `errors.${field}`);
    if (request.ok) {
      const { answers } = await this.phone.send(request.channel, request.message);
      if (answers.some(({ status }) => status < 200 || status > 299)) failures.push('errors.refused');
    }
    if (failures.length === 0) return void reply.redirect(pageUrl(readPageState(form, this.phone.usable())), 303);
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
    const state = readPageState(query, this.phone.usable());
    return conversationFragment({ ...this.shown(state), locales: this.sources.locales, state });
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
      ...this.shown(state),
      state,
      channels,
      tenants: this.sources.tenants.all(),
      locales: this.sources.locales,
      failures: state.addressOk ? failures : [...failures, 'errors.from'],
    });
  }

  /** What the open channel carries, and what was said in its app. */
  private shown(state: PageState): { carries: Carries | undefined; messages: PhoneMessage[] } {
    const channel = this.phone.channel(state.channelId ?? '');
    const appOfMessage = (id: string): App => appOf(this.phone.channel(id) ?? { kind: 'sms', provider: '' });
    return {
      carries: channel && this.phone.carries(channel),
      messages: this.phone
        .conversation(ownAddress(state))
        .filter(({ channelId }) => appOfMessage(channelId) === state.app),
    };
  }

  /** The compose box's fields as the API has them. */
  private requestOf(form: Form): Record<string, unknown> {
    const state = readPageState(form, this.phone.usable());
    const carries = this.shown(state).carries;
    const answers = { [carries?.parts.includes('inReplyTo') ? 'inReplyTo' : 'quotes']: state.answers };
    const { latitude, longitude, place } = form;
    const isPlaced = Boolean(latitude) || Boolean(longitude);
    return {
      channelId: form.channelId,
      from: state.app === 'mail' ? state.mailbox : form.address,
      text: form.text,
      subject: form.subject,
      button: form.button,
      location: isPlaced ? { latitude: degrees(latitude), longitude: degrees(longitude), name: place } : undefined,
      times: form.repeat === 'on' ? 5 : 1,
      ...answers,
    };
  }
}

/** A decimal comma is one too. */
function degrees(value: unknown): number {
  return typeof value === 'string' && value.trim() !== '' ? Number(value.replace(',', '.')) : Number.NaN;
}
