import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { actorOfUser, may, type ConsoleUser } from '../../accounts/console-user.js';
import { CHANNEL_REGISTRY, type ChannelRegistry } from '../../messaging/ports.js';
import { AreaDirectory } from '../../tenants/areas.js';
import { ConsoleSender } from '../frame/console-sender.js';
import type { Flash } from '../frame/flash.js';
import { textField } from '../frame/form-body.js';
import type { EditContext } from './pages/edit-context.js';
import { PARTS, type Part, type Saving } from './settings-desk.js';

const LONGEST_NOTE = 300;

/** What each of the settings' pages is made of, and how it is sent. */
@Injectable()
export class SettingsContext {
  constructor(
    @Inject(ConsoleSender) private readonly pages: ConsoleSender,
    @Inject(CHANNEL_REGISTRY) private readonly channels: ChannelRegistry,
    @Inject(AreaDirectory) private readonly areas: AreaDirectory,
  ) {}

  async of(request: FastifyRequest, user: ConsoleUser): Promise<EditContext> {
    const tenant = this.pages.tenantOf(request, user);
    return {
      words: this.pages.words(request, user),
      tenant,
      areas: await this.areas.of(tenant),
      channels: this.channels.all().filter((each) => each.enabled && (each.tenant ?? tenant.slug) === tenant.slug),
      csrf: this.pages.csrf(user),
      manages: may(user, 'settings:manage'),
    };
  }

  async send(
    request: FastifyRequest,
    reply: FastifyReply,
    page: { user: ConsoleUser; title: string; body: VNode; status?: number },
  ): Promise<void> {
    await this.pages.page(request, reply, { ...page, active: 'settings' });
  }

  async redirect(reply: FastifyReply, path: string, said: string | Flash): Promise<void> {
    await this.pages.redirect(reply, path, said);
  }

  async fragment(reply: FastifyReply, part: VNode): Promise<void> {
    await this.pages.fragment(reply, part);
  }
}

/** @throws NotFoundException for an address that names none */
export function partOf(typed: string): Part {
  const part = PARTS.find((each) => each === typed);
  if (!part) throw new NotFoundException('there is no such part of the settings');
  return part;
}

/** Who saves, upon which revision; a form without one was begun before there was any. */
export function savingOf(request: FastifyRequest, user: ConsoleUser): Saving {
  const base = Number(textField(request, 'dasar'));
  return {
    base: Number.isInteger(base) && base >= 0 ? base : 0,
    actor: actorOfUser(user),
    nonce: /^[\w-]{1,64}$/.exec(textField(request, 'nonce'))?.[0] ?? '',
    note: textField(request, 'catatan').replace(/\s+/g, ' ').slice(0, LONGEST_NOTE),
  };
}
