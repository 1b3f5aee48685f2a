import { agencyName, categoryName } from '../../../tenants/names.js';
import type { Tenant } from '../../../tenants/tenant.js';
import type { ConsoleWords } from '../../frame/console-words.js';
import type { ActorNames } from '../read/names.js';
import type { TimeLeft } from '../rules/time-left.js';

/** What texts about a ticket are made with. */
export interface Speaking {
  words: ConsoleWords;
  tenant: Tenant;
  names: ActorNames;
}

/** "sisa 6 jam kerja", "lewat 2 hari 3 jam". */
export function timeLeftText(words: ConsoleWords, { late, working, days, hours, minutes }: TimeLeft): string {
  const kind = working ? 'working' : 'elapsing';
  const parts = Object.entries({ days, hours, minutes })
    .filter(([, amount]) => amount > 0)
    .map(([unit, amount]) => words(`ticket.left.${kind}.${unit}${amount === 1 ? '-one' : ''}`, { amount }));
  return words(late ? 'ticket.left.late' : 'ticket.left.left', { time: parts.join(' ') });
}

/** Who did something: a colleague's or officer's name, or what they are. */
export function whoText({ words, names }: Speaking, actor: string, by: unknown): string {
  const named = typeof by === 'string' ? names.get(by) : undefined;
  if (named !== undefined) return named;
  if (by === 'cli') return words('ticket.who.cli');
  return words.has(`ticket.who.${actor}`) ? words(`ticket.who.${actor}`) : words('ticket.who.operator');
}

/** The same of those who are kept by their id alone. */
export function byText(speaking: Speaking, by: string): string {
  return whoText(speaking, by === 'gateway' ? 'gateway' : 'operator', by);
}

/** A value of a fixed list in words; one that is not known yet as it is. */
export function listed(words: ConsoleWords, list: string, value: unknown): string {
  const text = typeof value === 'string' ? value : '';
  return words.has(`ticket.${list}.${text}`) ? words(`ticket.${list}.${text}`) : text;
}

export function agencyText({ words, tenant }: Pick<Speaking, 'words' | 'tenant'>, slug: unknown): string {
  return typeof slug === 'string' && slug !== '' ? agencyName(tenant, slug) : words('ticket.none.agency');
}

export function unitText({ tenant }: Pick<Speaking, 'tenant'>, agency: unknown, unit: unknown): string {
  const units = tenant.agencies.find(({ slug }) => slug === agency)?.units ?? [];
  const name = units.find(({ slug }) => slug === unit)?.name;
  return name ?? (typeof unit === 'string' ? unit : '');
}

/** "Dinas PUPR, Bidang Bina Marga". */
export function placeOfWork(speaking: Pick<Speaking, 'words' | 'tenant'>, agency: unknown, unit: unknown): string {
  const inside = unitText(speaking, agency, unit);
  return inside === '' ? agencyText(speaking, agency) : `${agencyText(speaking, agency)}, ${inside}`;
}

export function categoryText({ words, tenant }: Pick<Speaking, 'words' | 'tenant'>, slug: unknown): string {
  if (typeof slug !== 'string' || slug === '' || slug === 'undecided') return words('ticket.none.category');
  return categoryName(tenant, slug) ?? slug;
} // prettier-ignore

export function levelText({ tenant }: Pick<Speaking, 'tenant'>, slug: string): string {
  return tenant.standard.levels.find((each) => each.slug === slug)?.name ?? slug;
}

/** A deadline's step as the standard names it; `resolve` is the whole. */
export function stepText({ words, tenant }: Pick<Speaking, 'words' | 'tenant'>, step: unknown): string {
  if (step === 'resolve') return words('ticket.deadline.whole');
  return tenant.standard.steps.find((each) => each.slug === step)?.name ?? (typeof step === 'string' ? step : '');
}

/** Indonesian writes 0,91. */
export function scoreText(words: ConsoleWords, score: number): string {
  return score.toLocaleString(words.locale === 'id' ? 'id-ID' : 'en-GB', {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
}
