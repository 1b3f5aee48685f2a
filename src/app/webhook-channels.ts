import { AgencyWebhookSender } from '../channels/agency-webhook/webhook.sender.js';
import { webhookChannelId } from '../dispatch/agency-webhooks.js';
import type { Channel, ChannelRegistry } from '../messaging/ports.js';
import type { Clock } from '../observability/clock.js';
import type { Tenant } from '../tenants/tenant.js';

export interface WebhookChannels {
  /** The office's channels, and by their ids the agencies' systems; these are in no list. */
  channels: ChannelRegistry;
  /** Agencies with a system of their own. */
  agencies: readonly { tenant: string; agency: string }[];
}

/** Makes each agency's system a channel of the outbox. */
export function withWebhooks(
  channels: ChannelRegistry,
  tenants: readonly Tenant[],
  { clock, allowPrivate, gone }: { clock: Clock; allowPrivate: boolean; gone: (tenant: Tenant, agency: string) => Promise<void> }, // prettier-ignore
): WebhookChannels {
  const own = new Map<string, Channel>();
  const agencies: { tenant: string; agency: string }[] = [];
  for (const tenant of tenants) {
    for (const { slug, webhook } of tenant.agencies) {
      if (!webhook) continue;
      const sender = new AgencyWebhookSender(webhook, { clock, allowPrivate, gone: () => gone(tenant, slug) });
      const id = webhookChannelId(tenant.slug, slug);
      own.set(id, { id, kind: 'webhook', provider: 'standard-webhooks', enabled: true, tenant: tenant.slug, adapter: { sender } }); // prettier-ignore
      agencies.push({ tenant: tenant.slug, agency: slug });
    }
  }
  return { channels: { get: (id) => channels.get(id) ?? own.get(id), all: () => channels.all() }, agencies };
}
