import { formatDue } from '../tenants/format-date.js';
import type { Locales, TextParams } from '../tenants/locales.js';
import { categoryName } from '../tenants/names.js';
import type { Duration, Tenant } from '../tenants/tenant.js';
import { RESOLVE } from './course.js';

/** What a reminder is about; without the words of any person. */
export interface Reminder {
  number: string;
  category: string | null;
  step: string;
  dueAt: Date;
  budget: Duration;
  /** Of the budget, in per cent. */
  percent: number;
  now: Date;
  /** Where an officer works on it. */
  url?: string;
}

export interface ReminderText {
  subject: string;
  text: string;
  short: string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** What the staff read of a deadline: that it comes, that it has passed, that it has long passed. Pure. */
export class ReminderWords {
  constructor(private readonly locales: Locales) {}

  reminder(tenant: Tenant, about: Reminder): ReminderText {
    const { dueAt, budget, now, percent, url } = about;
    const stage = percent < 100 ? 'warned' : percent === 100 ? 'breached' : 'escalated';
    const params = {
      number: about.number,
      category: this.category(tenant, about.category),
      step: this.step(tenant, about.step),
      due: formatDue(dueAt, budget, tenant.zone, tenant.locale),
      span: this.span(tenant, Math.abs(dueAt.getTime() - now.getTime())),
    };
    const text = this.say(tenant, `deadline.${stage}.text`, params);
    return {
      subject: this.say(tenant, `deadline.${stage}.subject`, params),
      text: url === undefined ? text : `${text}\n\n${this.say(tenant, 'deadline.link', {})}\n${url}`,
      short: this.say(tenant, `deadline.${stage}.short`, params),
    };
  }

  category(tenant: Tenant, slug: string | null): string {
    return categoryName(tenant, slug) ?? this.say(tenant, 'none.category', {});
  }

  /** "2 hari", "3 jam", "15 menit": the largest unit of which there is one. */
  span(tenant: Tenant, ms: number): string {
    const [unit, size] =
      ms >= DAY_MS ? (['days', DAY_MS] as const) : ms >= HOUR_MS ? (['hours', HOUR_MS] as const) : (['minutes', MINUTE_MS] as const); // prettier-ignore
    const name = this.locales.translate(tenant.locale, `durationUnit.${unit}`);
    return `${String(Math.max(1, Math.floor(ms / size)))} ${name}`;
  }

  say(tenant: Tenant, key: string, params: TextParams): string {
    return this.locales.translate(tenant.locale, `staff.${key}`, params);
  }

  private step(tenant: Tenant, slug: string): string {
    if (slug === RESOLVE) return this.say(tenant, 'deadline.resolve', {});
    return tenant.standard.steps.find((step) => step.slug === slug)?.name ?? slug;
  }
}
