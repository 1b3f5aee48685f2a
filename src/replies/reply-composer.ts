import type { Channel } from '../messaging/ports.js';
import { formatDue } from '../tenants/format-date.js';
import type { Locales } from '../tenants/locales.js';
import { agencyName } from '../tenants/names.js';
import { replyText, type ReplyForm, type ReplyKey, type ReplyParams } from '../tenants/reply-texts.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import type { Duration, LocaleName, Tenant } from '../tenants/tenant.js';
import { fitOneSegment } from '../outbox/sms-text.js';
import type { ToldReason } from './archive-reasons.js';
import type { Missing } from './missing.js';

/** What a reply about a ticket says of it. */
export interface TicketFacts {
  number: string;
  agency: string | null;
  state: string;
  dueAt: Date;
  budget: Duration;
}

const ARCHIVED = {
  incomplete: 'archivedIncomplete',
  'outside-authority': 'archivedOutsideAuthority',
  duplicate: 'archivedDuplicate',
  'already-answered': 'archivedAlreadyAnswered',
} as const satisfies Record<ToldReason, ReplyKey>;

const DEFAULT_LOCALE: LocaleName = 'id';
/** Indonesia's single emergency number (Permenkominfo 10/2016). */
const EMERGENCY = '112';

/** Clerks say it or letters do, or a page shows it: nobody can reply there. */
const ONE_WAY: ReadonlySet<Channel['kind']> = new Set(['manual', 'web']);

/**
 * Makes the texts that citizens get on their channel: in one SMS segment where it is counted in segments, without
 * anything to reply where they can't, in full elsewhere. Pure but for its configuration.
 */
export class ReplyComposer {
  constructor(
    private readonly locales: Locales,
    private readonly tenants: Pick<TenantRegistry, 'all'>,
    /** Where citizens reach us, without a trailing slash. */
    private readonly publicUrl: string,
  ) {}

  acknowledgement(tenant: Tenant, channel: Channel, ticket: TicketFacts, trackingCode: string): string {
    const common = { ...this.ticketParams(tenant, channel, ticket), code: trackingCode };
    return ticket.agency === null
      ? this.render(tenant, channel, 'acknowledgementUnrouted', common)
      : this.render(tenant, channel, 'acknowledgement', { ...common, agency: agencyName(tenant, ticket.agency) });
  }

  /** A part of what was reported goes on by itself: its number, in one message. `from`: the ticket that it came from. */
  splitOff(tenant: Tenant, channel: Channel, ticket: TicketFacts, from: string, trackingCode: string): string {
    const params = { ...this.ticketParams(tenant, channel, ticket), from, code: trackingCode };
    return this.render(tenant, channel, 'splitOff', params);
  }

  /** Sent beside the acknowledgement: where life is in danger, seconds count and 112 helps. */
  danger(tenant: Tenant, channel: Channel, number: string): string {
    return this.render(tenant, channel, 'danger', { number, tenant: tenant.name, emergency: tenant.emergencyNumber });
  }

  duplicate(tenant: Tenant, channel: Channel, ticket: TicketFacts): string {
    return this.render(tenant, channel, 'duplicate', this.ticketParams(tenant, channel, ticket));
  }

  /** What was added to a ticket has been noted. */
  followUp(tenant: Tenant, channel: Channel, ticket: TicketFacts): string {
    return this.render(tenant, channel, 'followUp', this.ticketParams(tenant, channel, ticket));
  }

  /** Confirms STOP or START; on a shared number in the name of the number. */
  opted(tenant: Tenant | undefined, channel: Channel, to: 'opt-out' | 'opt-in'): string {
    const key = to === 'opt-out' ? 'optOutConfirm' : 'optInConfirm';
    return this.render(tenant, channel, key, { tenant: tenant?.name ?? channel.address ?? channel.id });
  }

  /** What to do where a message was too large to be read as a whole. */
  overLimit(tenant: Tenant | undefined, channel: Channel): string {
    return this.render(tenant, channel, 'overLimit', {
      url: tenant ? `${this.publicUrl}/${tenant.slug}` : this.publicUrl,
    });
  }

  /** @param answer the last one, which says more than the state that the ticket is in */
  status(tenant: Tenant, channel: Channel, ticket: TicketFacts, answer?: string): string {
    if (answer !== undefined && ['answered', 'closed'].includes(ticket.state)) {
      return this.render(tenant, channel, 'statusAnswered', { ...this.ticketParams(tenant, channel, ticket), answer });
    }
    const params = {
      ...this.ticketParams(tenant, channel, ticket),
      state: this.locales.translate(tenant.locale, `ticketState.${ticket.state}`),
    };
    return ticket.agency === null
      ? this.render(tenant, channel, 'statusUnrouted', params)
      : this.render(tenant, channel, 'status', { ...params, agency: agencyName(tenant, ticket.agency) });
  }

  /** An operator's answer, with the ticket's number and how to say that it is not enough. */
  answered(tenant: Tenant, channel: Channel, ticket: TicketFacts, answer: string): string {
    const agency = ticket.agency === null ? tenant.name : agencyName(tenant, ticket.agency);
    return this.render(tenant, channel, 'answered', { ...this.ticketParams(tenant, channel, ticket), agency, answer });
  }

  /** A text whose files (some of them, or all) the channel can't carry: where they are to be seen. */
  withFiles(tenant: Tenant, channel: Channel, ticket: { number: string; code: string }, text: string): string {
    const params = { ...ticket, url: this.trackingUrl(tenant) };
    return this.render(tenant, channel, 'filesOnPage', params, `${text} `);
  }

  /** All that is missing, in one message. */
  missing(tenant: Tenant, channel: Channel, number: string, missing: readonly Missing[]): string {
    const params = { number, tenant: tenant.name };
    if (missing.length === 1 && missing[0] === 'place') return this.render(tenant, channel, 'askLocation', params);
    const say = (key: string): string => this.locales.translate(tenant.locale, `missing.${key}`);
    const withAddress = tenant.requirements.address === 'required';
    const items = missing.map((each) => say(each === 'identity' && withAddress ? 'identityAddress' : each));
    const last = items.pop() ?? '';
    const all = items.length === 0 ? last : `${items.join(', ')} ${say('and')} ${last}`;
    return this.render(tenant, channel, 'askMissing', { ...params, items: all });
  }

  /** What the office or an agency wants to know of the reporter. */
  question(
    tenant: Tenant,
    channel: Channel,
    { number, agency }: Pick<TicketFacts, 'number' | 'agency'>,
    question: string,
  ): string {
    const who = agency === null ? tenant.name : agencyName(tenant, agency);
    return this.render(tenant, channel, 'question', { number, tenant: tenant.name, agency: who, question });
  }

  /** Thanks for the word that it is fixed; who gave no mark with it is asked for one. */
  fixed(tenant: Tenant, channel: Channel, number: string, mark?: number): string {
    return mark === undefined
      ? this.render(tenant, channel, 'fixed', { number, tenant: tenant.name })
      : this.render(tenant, channel, 'fixedRated', { number, tenant: tenant.name, mark });
  }

  rated(tenant: Tenant, channel: Channel, number: string, mark: number): string {
    return this.render(tenant, channel, 'rated', { number, tenant: tenant.name, mark });
  }

  /** @param told whether the citizen has said what is wrong; else they are asked */
  notFixed(tenant: Tenant, channel: Channel, { number, agency }: TicketFacts, told: boolean): string {
    const params = {
      number,
      tenant: tenant.name,
      agency: agency === null ? tenant.name : agencyName(tenant, agency),
    };
    return this.render(tenant, channel, told ? 'notFixed' : 'notFixedWhat', params);
  }

  /** Why a ticket is set aside. @param words what the office adds */
  archived(tenant: Tenant, channel: Channel, number: string, reason: ToldReason, words?: string): string {
    const after = words === undefined ? '' : ` ${words}`;
    return this.render(tenant, channel, ARCHIVED[reason], { number, tenant: tenant.name }, '', after);
  }

  /** A report is taken back. @param ticket `leads`: others reported the same, so it goes on for them */
  cancelled(tenant: Tenant, channel: Channel, { number, leads }: { number: string; leads: boolean }): string {
    return this.render(tenant, channel, leads ? 'cancelNoted' : 'cancelled', { number, tenant: tenant.name });
  }

  /** Which of several reports is to be taken back; an SMS has room for the newest three. */
  cancelWhich(tenant: Tenant, channel: Channel, tickets: readonly { number: string }[]): string {
    const numbers = tickets.slice(0, 3).map(({ number }) => number);
    const params = { tenant: tenant.name, numbers: numbers.join(', '), number: numbers[0] ?? '' };
    return this.render(tenant, channel, 'cancelWhich', params);
  }

  /** A file that nobody here opens: what to send instead. `megabytes`: the largest file that is taken. */
  attachmentRefused(tenant: Tenant, channel: Channel, number: string, megabytes: number): string {
    return this.render(tenant, channel, 'attachmentRefused', { number, tenant: tenant.name, megabytes });
  }

  plain(
    tenant: Tenant,
    channel: Channel,
    key: 'help' | 'keywordAlone' | 'statusNone' | 'statusNotFound' | 'cancelNone',
    number = '',
  ): string {
    const params = {
      tenant: tenant.name,
      prefix: prefix(tenant, channel),
      example: tenant.example,
      emergency: tenant.emergencyNumber,
    };
    return key === 'statusNotFound'
      ? this.render(tenant, channel, key, { ...params, number })
      : this.render(tenant, channel, key, params);
  }

  /** For a shared number and no tenant: which keywords there are. */
  helpShared(channel: Channel): string {
    const tenants = this.tenants.all();
    const examples = tenants.map((tenant) => tenant.keywords[0] ?? tenant.slug.toUpperCase()).join(', ');
    const [first] = tenants;
    const example = first ? `${first.keywords[0] ?? ''} ${first.example}` : '';
    return this.render(undefined, channel, 'helpShared', {
      examples,
      example,
      emergency: first?.emergencyNumber ?? EMERGENCY,
    });
  }

  private ticketParams(tenant: Tenant, channel: Channel, ticket: TicketFacts) {
    return {
      number: ticket.number,
      digits: String(Number(/\d+$/.exec(ticket.number)?.[0] ?? 0)),
      tenant: tenant.name,
      due: formatDue(ticket.dueAt, ticket.budget, tenant.zone, tenant.locale),
      prefix: prefix(tenant, channel),
      url: this.trackingUrl(tenant),
    };
  }

  private trackingUrl(tenant: Tenant): string {
    return `${this.publicUrl}/${tenant.slug}/lacak`;
  }

  private render<K extends ReplyKey>(
    tenant: Tenant | undefined,
    channel: Channel,
    key: K,
    params: ReplyParams<K>,
    before = '',
    after = '',
  ): string {
    const locale = tenant?.locale ?? DEFAULT_LOCALE;
    const form = ONE_WAY.has(channel.kind) ? 'told' : 'long';
    const whole = (as: ReplyForm): string => before + replyText(this.locales, tenant, locale, key, as, params) + after;
    const long = whole(form);
    if (channel.adapter?.sender?.capabilities.segmented !== true) return long;
    return fitOneSegment([long, whole('short')]);
  }
}

/** What a citizen must type first: the keyword on a shared number, nothing on the tenant's own. */
function prefix(tenant: Tenant, channel: Channel): string {
  return channel.tenant === undefined ? `${tenant.keywords[0] ?? ''} ` : '';
}
