import type { StaffDirectory } from '../agencies/staff-directory.js';
import type { StaffNotices } from '../agencies/staff-notices.js';
import type { Clock } from '../observability/clock.js';
import type { Locales } from '../tenants/locales.js';
import { agencyName } from '../tenants/names.js';
import type { Tenant } from '../tenants/tenant.js';
import type { TicketActions } from '../tickets/ticket-actions.js';
import { webhookChannelId } from './agency-webhooks.js';

export interface WebhookGoneParts {
  actions: TicketActions;
  staff: StaffDirectory;
  notices: StaffNotices;
  locales: Locales;
  clock: Clock;
}

/** An agency's system answered 410: nothing more is sent there until somebody says so, and the office's admins are told. */
export async function webhookGone(parts: WebhookGoneParts, tenant: Tenant, agency: string): Promise<void> {
  const { actions, staff, notices, locales, clock } = parts;
  const now = clock.now();
  await actions.transaction(async (tx) => {
    const changed = await tx.query(
      `INSERT INTO channel_state AS c (channel_id, paused, last_error_code, last_error_at) VALUES ($1, true, 'webhook:410', $2)
       ON CONFLICT (channel_id) DO UPDATE SET paused = true, last_error_code = 'webhook:410', last_error_at = $2
       WHERE NOT c.paused RETURNING channel_id`,
      [webhookChannelId(tenant.slug, agency), now],
    );
    if (changed.length === 0) return { value: undefined, rings: [] };
    const say = (form: string): string =>
      locales.translate(tenant.locale, `staff.webhookGone.${form}`, { agency: agencyName(tenant, agency) });
    const words = { subject: say('subject'), text: say('text'), short: say('short') };
    const rings = [];
    for (const member of await staff.list(tx, { tenant: tenant.slug, agency: null, roles: ['admin'] })) {
      const idempotencyKey = `webhook-gone:${tenant.slug}:${agency}:${now.toISOString()}:${member.id}`;
      rings.push(...(await notices.queue(tx, member, { ...words, idempotencyKey, purpose: 'reminder', now })));
    }
    return { value: undefined, rings };
  });
}
