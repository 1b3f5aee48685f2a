import type { FastifyInstance } from 'fastify';
import { checkFault, type Faults } from './faults.js';
import type { GatewayAddress } from './gateway-client.js';
import type { LoggedMessage, MessageLog } from './message-log.js';

/** What drills and tests in another process may do with a stand-in. */
export interface Controlled {
  log: MessageLog;
  faults: Faults;
  connect(address: GatewayAddress): void;
  setReceipts(on: boolean): void;
  setSenders(senders: readonly string[]): void;
  reset(): void;
  counts(): Record<string, number>;
  deliver(
    url: string,
    sms: { from: string; to: string; text: string; times?: number; messageSid?: string },
  ): Promise<unknown>;
}

interface MessagesQuery {
  address?: string;
  direction?: 'in' | 'out';
  /** Milliseconds since 1970. */
  since?: string;
}

/**
 * The control API of a stand-in, beside the provider's own paths:
 * GET /_control/messages?address=&direction=&since= , GET /_control/counts,
 * POST /_control/faults, /_control/reset, /_control/settings, /_control/inbound.
 */
export function controlRoutes(app: FastifyInstance, controlled: Controlled): void {
  app.get('/_control/messages', (request) => {
    const query = request.query as MessagesQuery;
    // A literal + in a query is read as a space.
    const address = query.address?.trim().replace(/^(?=\d{8,}$)/, '+');
    const all = address ? controlled.log.ofCitizen(address) : controlled.log.all();
    const since = Number(query.since ?? 0);
    const wanted = all.filter(
      (message) => message.at >= since && (!query.direction || message.direction === query.direction),
    );
    return { total: wanted.length, messages: wanted.map(shown) };
  });

  app.get('/_control/counts', () => ({
    ...controlled.log.counts(),
    kept: controlled.log.all().length,
    ...controlled.counts(),
  }));

  app.post('/_control/faults', (request, reply) => {
    const given = Array.isArray(request.body) ? (request.body as unknown[]) : [request.body];
    try {
      given.map(checkFault).forEach((fault) => controlled.faults.add(fault));
    } catch (error) {
      return reply.code(400).send({ error: error instanceof Error ? error.message : 'bad fault' });
    }
    return { planned: given.length };
  });

  app.post('/_control/reset', () => {
    controlled.reset();
    return { ok: true };
  });

  app.post('/_control/settings', (request) => {
    const body = (request.body ?? {}) as {
      gateway?: string;
      publicUrl?: string;
      receipts?: boolean;
      senders?: string[];
    };
    if (body.gateway) controlled.connect({ localUrl: body.gateway, publicUrl: body.publicUrl ?? body.gateway });
    if (body.receipts !== undefined) controlled.setReceipts(body.receipts);
    if (body.senders) controlled.setSenders(body.senders);
    return { ok: true };
  });

  app.post('/_control/inbound', (request, reply) => {
    const body = (request.body ?? {}) as Partial<Record<'url' | 'from' | 'to' | 'text' | 'messageSid', string>> & {
      times?: number;
    };
    const { url, from, to, text } = body;
    if (!url || !from || !to || text === undefined)
      return reply.code(400).send({ error: 'url, from, to and text are needed' });
    return controlled.deliver(url, { from, to, text, times: body.times, messageSid: body.messageSid });
  });
}

function shown(message: LoggedMessage): Record<string, unknown> {
  const { media, ...rest } = message;
  return { ...rest, media: media.length };
}
