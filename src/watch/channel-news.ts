import type { StaffDirectory } from '../agencies/staff-directory.js';
import type { StaffNotices } from '../agencies/staff-notices.js';
import type { Transaction } from '../database/transaction.js';
import type { Channel } from '../messaging/ports.js';
import { formatDateTime } from '../tenants/format-date.js';
import type { Locales } from '../tenants/locales.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import type { LocaleName, Tenant } from '../tenants/tenant.js';
import type { Ring } from '../tickets/ticket-actions.js';

/** A mail to one of those who answer for every office, in their language. */
export interface CentralLetter {
  idempotencyKey: string;
  subject: string;
  text: string;
  now: Date;
}

export interface CentralAdmins {
  /** Mails each who has a mailbox, in the transaction. @returns what to ring for after the commit */
  tell(tx: Transaction, letterFor: (admin: { id: string; locale: LocaleName }) => CentralLetter): Promise<Ring[]>;
}

/** What is wrong with a channel. */
export interface ChannelAlarm {
  /** What makes it this alarm and no other; whom it tells is added. */
  key: string;
  /** The texts `staff.<text>.subject`, `.text` and `.short`: `{channel}`, `{since}`, `{url}` and `params`. */
  text: 'channelSilent' | 'canaryMissing';
  since: Date;
  params: Readonly<Record<string, number>>;
  now: Date;
}

export interface ChannelNewsParts {
  tenants: TenantRegistry;
  locales: Locales;
  staff: StaffDirectory;
  notices: StaffNotices;
  central: CentralAdmins;
  /** Without a slash at the end. */
  publicUrl: string;
}

/** Tells the admins of a channel's office (of a shared channel those of every office), and central admins, what is wrong with it. */
export class ChannelNews {
  constructor(private readonly parts: ChannelNewsParts) {}

  /** In the transaction of what noticed it. @returns what to ring for after the commit */
  async tell(tx: Transaction, channel: Channel, alarm: ChannelAlarm): Promise<Ring[]> {
    return [...(await this.tellOffices(tx, channel, alarm)), ...(await this.tellCentral(tx, channel, alarm))];
  }

  private async tellOffices(tx: Transaction, channel: Channel, alarm: ChannelAlarm): Promise<Ring[]> {
    const { tenants, staff, notices } = this.parts;
    const concerned = tenants.all().filter(({ slug }) => channel.tenant === undefined || slug === channel.tenant);
    const rings: Ring[] = [];
    for (const tenant of concerned) {
      const words = this.words(tenant, channel, alarm);
      for (const member of await staff.list(tx, { tenant: tenant.slug, agency: null, roles: ['admin'] })) {
        const idempotencyKey = `${alarm.key}:${member.id}`;
        rings.push(...(await notices.queue(tx, member, { ...words, idempotencyKey, purpose: 'reminder', now: alarm.now }))); // prettier-ignore
      }
    }
    return rings;
  }

  /** Whoever answers for all offices is told of each channel. */
  private async tellCentral(tx: Transaction, channel: Channel, alarm: ChannelAlarm): Promise<Ring[]> {
    const { central, tenants } = this.parts;
    const zone = (tenants.bySlug(channel.tenant ?? '') ?? tenants.all()[0])?.zone;
    if (zone === undefined) return [];
    return central.tell(tx, ({ id, locale }) => {
      const { subject, text } = this.words({ locale, zone }, channel, alarm);
      return { idempotencyKey: `${alarm.key}:user:${id}`, subject, text, now: alarm.now };
    });
  }

  private words(
    { locale, zone }: Pick<Tenant, 'locale' | 'zone'>,
    { id }: Channel,
    alarm: ChannelAlarm,
  ): { subject: string; text: string; short: string } {
    const { locales, publicUrl } = this.parts;
    const params = {
      ...alarm.params,
      channel: id,
      since: formatDateTime(alarm.since, zone, locale),
      url: `${publicUrl}/console/kanal/${encodeURIComponent(id)}`,
    };
    const say = (form: string): string => locales.translate(locale, `staff.${alarm.text}.${form}`, params);
    return { subject: say('subject'), text: say('text'), short: say('short') };
  }
}
