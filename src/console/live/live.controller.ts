import {
  Controller,
  Get,
  Inject,
  NotFoundException,
  Query,
  Res,
  UseGuards,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Database } from '../../database/database.js';
import { newId } from '../../database/new-id.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { ConsoleSender } from '../frame/console-sender.js';
import { Needs, Unattended } from '../frame/needs.js';
import { visitOf } from '../frame/visit.js';
import { LiveFeed, type Listener } from './live-feed.js';

/** How long a browser waits before it comes again, in milliseconds. */
const RETRY_MS = 5_000;
/** What a slow browser may have waiting; more, and it is let go: it comes again and looks anew. */
const MOST_BUFFERED = 65_536;

/**
 * `/console/langsung`: what has changed, as server-sent events (WHATWG HTML, 9.2). `ticket` `{id, type, number}`,
 * `presence` `{number}`, `flood` `{}`. With `?aduan=NUMBER` the reader counts as being on that ticket's page.
 */
@Controller('console/langsung')
@UseGuards(ConsoleGuard)
export class LiveController implements BeforeApplicationShutdown {
  constructor(
    @Inject(LiveFeed) private readonly feed: LiveFeed,
    @Inject(ConsoleSender) private readonly pages: ConsoleSender,
    @Inject(Database) private readonly database: Database,
  ) {}

  /** Open lines would keep the server from closing. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.feed.stop();
  }

  @Get()
  @Needs('tickets:read')
  @Unattended()
  async listen(@Res() reply: FastifyReply, @Query('aduan') number?: string): Promise<void> {
    const { request, user } = visitOf(reply);
    // Another answer than a stream: the browser does not come again by itself.
    if (!this.feed.hasRoom(user.sessionId)) {
      await reply.status(429).send();
      return;
    }
    const tenant = this.pages.tenantOf(request, user).slug;
    const ticket = number === undefined ? undefined : await this.ticketOf(number, tenant);
    reply.hijack();
    const { raw } = reply;
    // What the plugins have set already, such as the content policy, goes along.
    for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value);
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // nginx would collect events into pages.
      'x-accel-buffering': 'no',
    });
    raw.write(`retry: ${String(RETRY_MS)}\n\n`);
    const write = (text: string): void => {
      if (raw.writableLength > MOST_BUFFERED) raw.destroy();
      // Ended, it may stay open until a slow browser has read the rest.
      else if (!raw.destroyed && !raw.writableEnded) raw.write(text);
    };
    const listener: Listener = {
      id: newId(),
      sessionId: user.sessionId,
      userId: user.id,
      tenant,
      ...(ticket && { ticket }),
      send: (event, data) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
      pulse: () => write(': \n\n'),
      end: () => raw.end(),
    };
    const leave = await this.feed.join(listener);
    if (raw.destroyed) await leave();
    else raw.once('close', () => void leave());
  }

  private async ticketOf(number: string, tenant: string): Promise<{ id: string; number: string }> {
    const [ticket] = await this.database.query<{ id: string; number: string }>(
      'SELECT id, number FROM ticket WHERE number = $1 AND tenant = $2',
      [number, tenant],
    );
    if (!ticket) throw new NotFoundException('no such ticket here');
    return ticket;
  }
}
