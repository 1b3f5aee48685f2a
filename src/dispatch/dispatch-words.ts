import type { StaffMember } from '../agencies/staff-directory.js';
import { formatDateTime, formatDue } from '../tenants/format-date.js';
import type { Locales, TextParams } from '../tenants/locales.js';
import { agencyName } from '../tenants/names.js';
import type { Tenant } from '../tenants/tenant.js';
import { placeWords, type AgencyView } from './agency-view.js';
import type { ReturnReason } from './dispatch-rules.js';

/** A notice's words: of a mail or chat, and of an SMS. */
export interface NoticeWords {
  subject: string;
  text: string;
  short: string;
}

const DAY_MS = 86_400_000;

/** What agencies' people and the office's own read of dispatches. */
export class DispatchWords {
  constructor(private readonly locales: Locales) {}

  /**
   * That a ticket is handed over. A mail's subject has no word of the complaint: subjects are seen by more than bodies.
   * @param url the reader's own link
   * @param unreached it goes to the office's admin, since the agency has nobody
   */
  handed(
    tenant: Tenant,
    view: AgencyView,
    { member, url, unreached, now }: { member: StaffMember; url: string; unreached: boolean; now: Date },
  ): NoticeWords {
    const say = (key: string, params: TextParams = {}): string => this.say(tenant, `dispatch.${key}`, params);
    const { number, urgency, dueAt } = view;
    const agency = agencyName(tenant, view.agency);
    const category = view.category ?? this.say(tenant, 'none.category');
    const danger = urgency === 'danger';
    const facts = { number, agency, category, url, due: dueAt ? this.shortDue(tenant, dueAt, now) : '-' };
    return {
      subject: say(danger ? 'dangerSubject' : 'subject', facts),
      text: [
        say('greeting', { name: member.name }),
        unreached ? say('forUnreached', { agency }) : '',
        this.head(tenant, view, agency),
        this.body(tenant, view, category),
        view.note === null ? '' : `${say('note')}\n${view.note}`,
        `${say('link')}\n${url}`,
      ]
        .filter((part) => part !== '')
        .join('\n\n'),
      short: say(danger ? 'dangerShort' : 'short', facts),
    };
  }

  withdrawn(tenant: Tenant, { number, agency }: { number: string; agency: string }): NoticeWords {
    return this.three(tenant, 'withdrawn', { number, office: tenant.office, agency: agencyName(tenant, agency) });
  }

  /** To the office's admin. @param words what the agency wrote */
  returned(
    tenant: Tenant,
    { number, agency, reason, to, words }: { number: string; agency: string; reason: ReturnReason; to: string | null; words: string | null }, // prettier-ignore
  ): NoticeWords {
    const name = agencyName(tenant, agency);
    const notice = this.three(tenant, 'returned', { number, agency: name, reason: this.reason(tenant, reason) });
    const other = to === null ? '' : this.say(tenant, 'returned.to', { agency: name, other: agencyName(tenant, to) });
    return { ...notice, text: [notice.text, other, words ?? ''].filter((part) => part !== '').join('\n\n') };
  }

  /** To the office's head. */
  bounced(
    tenant: Tenant,
    { number, agency, reason, count }: { number: string; agency: string; reason: ReturnReason; count: number },
  ): NoticeWords {
    const facts = { number, count, agency: agencyName(tenant, agency), reason: this.reason(tenant, reason) };
    return this.three(tenant, 'bounced', facts);
  }

  private head(tenant: Tenant, view: AgencyView, agency: string): string {
    const say = (key: string, params: TextParams = {}): string => this.say(tenant, `dispatch.${key}`, params);
    const { number, unit, dueAt, others, lead, urgency } = view;
    const due = dueAt ? formatDateTime(dueAt, tenant.zone, tenant.locale) : '-';
    const units = tenant.agencies.find(({ slug }) => slug === view.agency)?.units ?? [];
    const unitName = units.find(({ slug }) => slug === unit)?.name;
    const facts = { number, agency, office: tenant.office, due };
    const names = others.map((other) => agencyName(tenant, other.agency)).join(', ');
    const leading = others.find((other) => other.lead)?.agency;
    return [
      unitName === undefined ? say('handed', facts) : say('handedToUnit', { ...facts, unit: unitName }),
      urgency === 'danger' ? say('danger') : '',
      others.length > 0 && lead ? say('leads', { agencies: names, agency }) : '',
      others.length > 0 && leading !== undefined
        ? say('joins', { agencies: names, lead: agencyName(tenant, leading) })
        : '',
    ]
      .filter((part) => part !== '')
      .join('\n');
  }

  private body(tenant: Tenant, view: AgencyView, category: string): string {
    const say = (key: string, params: TextParams = {}): string => this.say(tenant, `dispatch.${key}`, params);
    const { reporter, files, messages, kind } = view;
    const place = placeWords(view.place);
    const who = { known: '', withheld: 'none.withheld', anonymous: 'none.anonymous' }[reporter];
    return [
      `${say('report')}\n${messages.map(({ text }) => text).join('\n\n')}\n`,
      say('kind', { kind: this.locales.translate(tenant.locale, `reportKind.${kind}`) }),
      say('category', { category }),
      say('place', { place: place === '' ? this.say(tenant, 'none.place') : place }),
      who === '' ? '' : say('reporter', { reporter: this.say(tenant, who) }),
      files.length === 0 ? '' : say('files', { count: files.length }),
    ]
      .filter((part) => part !== '')
      .join('\n');
  }

  /** Within a day the hour counts. */
  private shortDue({ zone, locale }: Tenant, dueAt: Date, now: Date): string {
    const soon = dueAt.getTime() - now.getTime() < 2 * DAY_MS;
    return formatDue(dueAt, soon ? { amount: 1, unit: 'hours' } : { amount: 1, unit: 'days' }, zone, locale);
  }

  private reason(tenant: Tenant, reason: ReturnReason): string {
    return this.say(tenant, `returnReason.${reason}`);
  }

  private three(tenant: Tenant, key: string, params: TextParams): NoticeWords {
    const [subject = '', text = '', short = ''] = ['subject', 'text', 'short'].map((form) => this.say(tenant, `${key}.${form}`, params)); // prettier-ignore
    return { subject, text, short };
  }

  private say({ locale }: Tenant, key: string, params: TextParams = {}): string {
    return this.locales.translate(locale, `staff.${key}`, params);
  }
}
