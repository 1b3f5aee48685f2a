import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { plainToInstance } from 'class-transformer';
import type { Address, InboundEvent } from '../../../src/messaging/inbound-event.js';
import type { OutboundMessage, SendOutcome } from '../../../src/messaging/outbound-message.js';
import type { ChannelAdapter, ChannelProvider, WebhookRequest } from '../../../src/messaging/ports.js';
import type { CitizenMessage } from '../../../src/sandbox/stand-in.js';
import type { ChannelConfig } from '../../../src/settings/gateway-config.js';

export const PUBLIC_URL = 'https://aduan.example.id';
export const CITIZEN = '+6281100000001';
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** A configured channel with its production adapter. */
export interface Bound {
  config: ChannelConfig;
  adapter: ChannelAdapter;
}

export function bind(
  provider: ChannelProvider,
  id: string,
  settings: object,
  channel: Partial<ChannelConfig> = {},
): Bound {
  const read = plainToInstance(provider.settings, settings);
  const config: ChannelConfig = {
    id,
    kind: provider.kind,
    provider: provider.name,
    enabled: true,
    settings: read,
    ...channel,
  };
  const { address } = config;
  const statusCallbackUrl = `${PUBLIC_URL}/hooks/${id}/status`;
  return { config, adapter: provider.create({ id, settings: read, statusCallbackUrl, ...(address && { address }) }) };
}

/** The gateway's door over real adapters and nothing behind it: checks, reads and answers what far ends deliver. */
export class AdapterGateway {
  /** What was understood, in order, with the channel that was called. */
  readonly events: { channelId: string; event: InboundEvent }[] = [];
  /** Reasons of deliveries that were turned away. */
  readonly refused: string[] = [];
  readonly challenged: string[] = [];
  url = '';
  private readonly server: Server;
  private channels: readonly Bound[] = [];

  constructor() {
    this.server = createServer((request, response) => void this.take(request, response));
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  serve(channels: readonly Bound[]): void {
    this.channels = channels;
  }

  of<T extends InboundEvent['type']>(type: T): Extract<InboundEvent, { type: T }>[] {
    return this.events
      .map(({ event }) => event)
      .filter((event): event is Extract<InboundEvent, { type: T }> => event.type === type);
  }

  async stop(): Promise<void> {
    for (const { adapter } of this.channels) await adapter.sender?.close?.();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const channelId = /^\/hooks\/([^/?]+)/.exec(request.url ?? '')?.[1] ?? '';
    const webhook = this.channels.find(({ config }) => config.id === channelId)?.adapter.webhook;
    if (!webhook) return void response.writeHead(404).end();
    const delivery: WebhookRequest = {
      method: request.method === 'GET' ? 'GET' : 'POST',
      url: PUBLIC_URL + (request.url ?? ''),
      headers: request.headers as Record<string, string>,
      body: Buffer.concat(chunks),
      now: new Date(),
    };
    const challenge = delivery.method === 'GET' ? webhook.challenge?.(delivery) : undefined;
    if (challenge) {
      this.challenged.push(channelId);
      return void response.writeHead(challenge.status, { 'content-type': challenge.contentType }).end(challenge.body);
    }
    const verified = webhook.verify(delivery);
    if (!verified.ok) {
      this.refused.push(verified.reason);
      return void response.writeHead(403).end();
    }
    const events = webhook.parse(delivery);
    this.events.push(...events.map((event) => ({ channelId, event })));
    const { status, contentType, body } = webhook.acknowledge(events);
    response.writeHead(status, { 'content-type': contentType }).end(body);
  }
}

export function outbound(to: Address, more: Partial<OutboundMessage> = {}): OutboundMessage {
  return {
    id: randomUUID(),
    channelId: 'x',
    to,
    text: 'TBU-000123 diterima.',
    purpose: 'acknowledgement',
    createdAt: new Date().toISOString(),
    ...more,
  };
}

export function citizenMessage(more: Partial<CitizenMessage> = {}): CitizenMessage {
  return { from: CITIZEN, text: 'lampu mati', media: [], times: 1, ...more };
}

/** The provider's id of what was sent. */
export function sentId(outcome: SendOutcome | undefined): string {
  if (outcome?.outcome !== 'sent') throw new Error(`not sent: ${JSON.stringify(outcome)}`);
  return outcome.providerId;
}
