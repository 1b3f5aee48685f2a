import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { may, type ConsoleUser } from '../../accounts/console-user.js';
import { CHANNEL_REGISTRY, type ChannelRegistry } from '../../messaging/ports.js';
import { ConsoleSender } from '../frame/console-sender.js';
import { NavCountList } from '../frame/nav-counts.js';
import { StartPages } from '../frame/start-pages.js';
import { InboxQueries, PRESSING } from './inbox.queries.js';
import { shortcutsOf } from './keys.js';
import { InboxPage, type OwnerlessView } from './pages/inbox-page.js';
import { rightsOf, RowDesk } from './row-desk.js';
import type { ConsoleWords } from '../frame/console-words.js';

/** Rows of each group on the start page. */
const SHOWN = 8;

/** The start page of those who work on tickets. */
@Injectable()
export class InboxStart implements OnModuleInit {
  constructor(
    @Inject(StartPages) private readonly starts: StartPages,
    @Inject(NavCountList) private readonly counts: NavCountList,
    @Inject(ConsoleSender) private readonly pages: ConsoleSender,
    @Inject(InboxQueries) private readonly inbox: InboxQueries,
    @Inject(RowDesk) private readonly desk: RowDesk,
    @Inject(CHANNEL_REGISTRY) private readonly channels: ChannelRegistry,
  ) {}

  onModuleInit(): void {
    this.starts.add(['central-admin', 'admin', 'operator'], (request, reply, user) => this.show(request, reply, user));
    this.counts.add({
      name: 'inbox',
      of: async (user, { slug }) => (may(user, 'tickets:assign') ? { inbox: await this.inbox.pressing(slug) } : {}),
    });
  }

  private async show(request: FastifyRequest, reply: FastifyReply, user: ConsoleUser): Promise<void> {
    const tenant = this.pages.tenantOf(request, user);
    const words = this.pages.words(request, user);
    const [parts, ownerless] = await Promise.all([this.inbox.groups(tenant.slug, SHOWN), this.ownerless(words, user)]);
    const views = await this.desk.views(words, user, tenant, parts.flatMap(({ rows }) => rows)); // prettier-ignore
    let from = 0;
    const groups = parts.map(({ group, count, rows }) => ({ group, count, views: views.slice(from, (from += rows.length)) })); // prettier-ignore
    await this.pages.page(request, reply, {
      user,
      title: words('inbox.title'),
      active: 'inbox',
      body: InboxPage({ words, groups, ownerless, rights: rightsOf(user, this.pages.csrf(user)) }),
      // What the groups have counted already.
      counts: {
        inbox: parts.filter(({ group }) => PRESSING.includes(group)).reduce((sum, { count }) => sum + count, 0),
      },
      scripts: ['rows.js', 'live.js'],
      shortcuts: shortcutsOf(words, user),
    });
  }

  private async ownerless(words: ConsoleWords, user: ConsoleUser): Promise<OwnerlessView | undefined> {
    if (!may(user, 'triage:central')) return undefined;
    const { count, messages } = await this.inbox.ownerless(SHOWN);
    return {
      count,
      messages: messages.map(({ receivedAt, ...message }) => ({
        ...message,
        at: words.dateTime(receivedAt),
        channel: this.channels.get(message.channelId)?.id ?? message.channelId,
      })),
    };
  }
}
