import type { StaffRole } from './staff-role.js';
import type { ReportSchedule } from './report-schedule.js';
import type { StaffEntry, StaffMeans } from './staff.js';
import type { Retention } from './retention-loader.js';
import type { Retired } from './retired.js';

/** A tenant as loaded from config/tenants/<slug>.yaml: validated, deeply frozen. */

export const DURATION_UNITS = ['minutes', 'hours', 'days', 'working-days'] as const;
/** *menit*, *jam*, *hari* elapse; *hari kerja* counts the 24 hours of each working day. */
export type DurationUnit = (typeof DURATION_UNITS)[number];

/** A budget of time as the standard words it; a range (1 to 60) is due at its end. */
export interface Duration {
  amount: number;
  /** The lower end where the standard gives a range. */
  from?: number;
  unit: DurationUnit;
}

export const REPORT_KINDS = ['complaint', 'aspiration', 'information-request'] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

/** The three zones' IANA names; none has daylight saving time. */
export const ZONES = { WIB: 'Asia/Jakarta', WITA: 'Asia/Makassar', WIT: 'Asia/Jayapura' } as const;
export type ZoneName = keyof typeof ZONES;
export const ZONE_NAMES = ['WIB', 'WITA', 'WIT'] as const satisfies readonly ZoneName[];

/** A whole regency with its departments, or a single office whose "agencies" are its own sections. */
export const TENANT_SCOPES = ['regency', 'office'] as const;
export type TenantScope = (typeof TENANT_SCOPES)[number];

export interface Tenant {
  slug: string;
  scope: TenantScope;
  /** Short name for messages ("Kab. Tanah Bumbu"). */
  name: string;
  /** The office that runs it, in full. */
  office: string;
  /** Of printed letters; the office's name alone where absent. */
  letterhead?: Letterhead;
  zone: ZoneName;
  /** Kemendagri code of the regency, as idn-area-data has it ("6310" or "63.10"; stored without dots). */
  regionCode: string;
  /** Two to four capitals before each ticket number. */
  ticketPrefix: string;
  /** Keywords on a shared number; the first one is what we teach. In capitals, without spaces. */
  keywords: string[];
  /** ISO weekdays, 1 = Monday. */
  workingDays: number[];
  anonymousAllowed: boolean;
  requirements: Requirements;
  /** What a citizen might write, without the keyword; help texts show it. Short enough for an SMS. */
  example: string;
  /** What it costs the citizen, in the standard's own words. */
  cost: string;
  /** The number to call when life is in danger. */
  emergencyNumber: string;
  /** Words that mean danger to life or limb, in lower case; they flag a message at once. */
  dangerKeywords: string[];
  /** Texts and formats for citizens who say nothing of a language. */
  locale: LocaleName;
  agencies: Agency[];
  categories: Category[];
  routing: RoutingRule[];
  /** What was an agency or a category once. */
  retired: Retired;
  standard: ServiceStandard;
  deduplication: { windowHours: number };
  /** Days of silence after an answer that close a ticket. */
  closeAfterDays: number;
  /** Days after closing in which a citizen can still say that it is not fixed. */
  reopenWithinDays: number;
  /** Days that a ticket waits for what its citizen was asked for before it goes on without. */
  waitForCitizenDays: number;
  /** Automatic messages that one sender gets at most in 24 hours. */
  automaticMessagesPerDay: number;
  responsesCheckedByAdmin: boolean;
  /** Who hands a sorted ticket to its agency: the admin, or the gateway where it is sure. */
  dispatching: Dispatching;
  /** The office's own people and those of its agencies. */
  staff: StaffEntry[];
  /** Absent: reports are made by hand only. */
  reports?: ReportSchedule;
  /** How agencies' people are told as a rule; the sandbox's stand-ins are. */
  tellStaffBy: StaffMeans;
  retention: Retention;
  /** By rising per cent; 75 warns, 100 is the breach. */
  escalation: EscalationStep[];
  /** Minutes after local midnight at which staff get the morning's list, on working days. */
  digestAt: number;
  /**
   * Reply texts by key, overriding config/locales in the tenant's `locale`: `acknowledgement.long`,
   * `acknowledgement.short`, ...; `{number}`-style placeholders. Read them with `replyText`.
   */
  replyTexts: Record<string, string>;
  /** Texts that are chosen when somebody answers; the gateway's own stand beside them. */
  answerTexts: AnswerTemplate[];
}

/** A text of an office's own that its people choose when they answer, and then word as it is needed. */
export interface AnswerTemplate {
  slug: string;
  name: string;
  text: string;
}

export const DISPATCHING = ['by-admin', 'automatic'] as const;
export type Dispatching = (typeof DISPATCHING)[number];

export interface Letterhead {
  /** Centred, the first ones above the office's own name. */
  lines: string[];
  /** One line below them: street, telephone, mailbox. */
  contact?: string;
  /** Where letters are dated. */
  place?: string;
  /** Whose signature it is, by title; the name is written by hand. */
  signatory?: string;
}

export const LOCALES = ['id', 'en'] as const;
export type LocaleName = (typeof LOCALES)[number];

export interface Requirements {
  identity: 'none' | 'asked' | 'required';
  address: 'none' | 'asked' | 'required';
  evidence: 'none' | 'asked' | 'required';
}

export interface Agency {
  slug: string;
  name: string;
  /** As it fits an SMS ("Dinas PUPR"). */
  shortName: string;
  type: 'regional' | 'vertical';
  units: { slug: string; name: string }[];
  /** Words by which a message names this agency as the *subject* of its complaint. */
  aliases: string[];
  /** Its own system, which is told of its tickets. */
  webhook?: AgencyWebhook;
}

/** Where an agency's own system is told (Standard Webhooks). */
export interface AgencyWebhook {
  url: string;
  /** `whsec_` and Base64. */
  secret: string;
}

export interface Category {
  slug: string;
  name: string;
  /** Slug of the parent; absent on the first of the two levels. */
  parent?: string;
  /** Indonesian words and phrases, in lower case; the stem is enough. */
  keywords: string[];
  level: string;
  kind: ReportKind;
  /** About how officials behave: such a complaint is not routed to the office that it names. */
  conduct?: boolean;
  /** Nobody can act on it without knowing where it is: citizens who don't say are asked. Holds for those below it too. */
  asksPlace?: boolean;
}

/** The first rule whose every given condition holds decides. */
export interface RoutingRule {
  id: string;
  when: {
    categories?: string[];
    /** District or village codes. */
    places?: string[];
    keywords?: string[];
    channels?: string[];
  };
  agency: string;
  unit?: string;
}

export interface ServiceStandard {
  /** The document's own name. */
  document: string;
  /** Names this version; pinned to each ticket. */
  version: string;
  levels: { slug: string; name: string; resolve: Duration; /** The standard's own words. */ words: string }[];
  defaultLevel: string;
  /** Deadlines by kind of report, where the standard has its own (information requests). */
  kinds: Partial<Record<ReportKind, Duration>>;
  /** The steps of the procedure, in order. */
  steps: StandardStep[];
}

/** What happens to a ticket, in its order; a step of the procedure ends with one of these. */
export const MILESTONES = ['opened', 'announced', 'dispatched', 'accepted', 'responded', 'answered', 'closed'] as const;
export type Milestone = (typeof MILESTONES)[number];

export interface StandardStep {
  slug: string;
  name: string;
  words: string;
  /** Its own deadline. */
  within?: Duration;
  by: string;
  /** What ends it; absent: it is shown and not measured. */
  until?: Milestone;
}

/** Who is told when so many per cent of a budget are used. */
export interface EscalationStep {
  percent: number;
  to: StaffRole[];
}
