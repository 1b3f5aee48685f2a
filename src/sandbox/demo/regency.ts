import type { RegionAreas } from '../../tenants/areas.js';
import type { Category, RoutingRule, Tenant } from '../../tenants/tenant.js';
import type { Chance } from './chance.js';
import type { Pace } from './history.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** One invented complaint, before anybody has done anything about it. */
export interface Complaint {
  openedAt: Date;
  category: Category;
  agency: string | null;
  unit: string | null;
  /** What it is known by to be of its category. */
  keyword: string;
  /** Of routing; null: a human's triage. */
  rule: string | null;
  danger: boolean;
  text: string;
  districtCode: string;
  villageCode: string;
  landmark: string;
}

/** Complaints by the hour of the day, in the office's own time: few at night, most before noon and after work. */
const HOURS = [1, 1, 1, 1, 2, 4, 8, 14, 18, 20, 19, 16, 12, 13, 14, 13, 12, 12, 14, 15, 13, 9, 5, 2];
const LANDMARKS = ['dekat pasar', 'depan SD', 'samping masjid', 'di simpang tiga', 'dekat jembatan', 'depan kantor desa', 'di belakang terminal', 'dekat puskesmas', 'di gang kedua', 'seberang lapangan']; // prettier-ignore
const ENDINGS = ['Mohon segera ditindaklanjuti.', 'Sudah seminggu begini.', 'Warga sangat terganggu.', 'Tolong diperbaiki.', 'Terima kasih.', 'Anak-anak lewat sini setiap hari.', 'Sudah pernah dilaporkan tetapi belum ada hasil.', '']; // prettier-ignore

/**
 * An invented regency: what its people complain of and where, and how its agencies work. One kind of trouble in one
 * district rises in the last days, so that the report on strategic issues has something to find.
 */
export class Regency {
  private readonly complained: readonly (readonly [Category, number])[];
  private readonly paces = new Map<string, Pace>();
  private readonly leads = new Map<string, { ticketId: string; openedAt: Date }>();
  private readonly surge: { category: Category; district: string };

  constructor(
    private readonly chance: Chance,
    private readonly tenant: Tenant,
    private readonly areas: RegionAreas,
  ) {
    const named = tenant.categories.filter(({ keywords, parent }) => parent !== undefined && keywords.length > 0);
    // A few kinds of trouble make most of the complaints, as everywhere.
    this.complained = named.map((category, place) => [category, 1 / (1 + place / 4)] as const);
    for (const { slug } of tenant.agencies)
      this.paces.set(slug, { response: chance.whole(6, 60) * HOUR, returns: chance.whole(1, 12) / 100 });
    this.surge = { category: chance.pick(named), district: chance.pick(areas.districts).code };
  }

  paceOf(agency: string | null): Pace {
    return this.paces.get(agency ?? '') ?? { response: 24 * HOUR, returns: 0.15 };
  }

  /** The last ticket about the same in the same district in a month, into which another may be merged. */
  leadOf(complaint: Complaint): string | undefined {
    const lead = this.leads.get(leadKey(complaint));
    return lead && complaint.openedAt.getTime() - lead.openedAt.getTime() < 30 * DAY ? lead.ticketId : undefined;
  }

  setLead(complaint: Complaint, ticketId: string): void {
    this.leads.set(leadKey(complaint), { ticketId, openedAt: complaint.openedAt });
  }

  /** Moments of arrival in the order of time, over `days` days up to `now`. */
  arrivals(count: number, days: number, now: Date): Date[] {
    const { chance } = this;
    const offset = this.tenant.zone === 'WIB' ? 7 : this.tenant.zone === 'WITA' ? 8 : 9;
    const hours = HOURS.map((weight, hour) => [hour, weight] as const);
    const moments: number[] = [];
    while (moments.length < count) {
      const day = Math.floor((now.getTime() + offset * HOUR) / DAY) - chance.whole(0, days);
      const weekday = (day + 4) % 7;
      // Fewer at the end of the week.
      if ((weekday === 0 || weekday === 6) && chance.happens(0.4)) continue;
      const local = day * DAY + chance.weighted(hours) * HOUR + chance.whole(0, HOUR - 1);
      const at = local - offset * HOUR;
      if (at < now.getTime() - 120_000) moments.push(at);
    }
    return moments.sort((a, b) => a - b).map((at) => new Date(at));
  }

  complaint(openedAt: Date, now: Date): Complaint {
    const { chance, areas } = this;
    const recent = now.getTime() - openedAt.getTime() < 3 * DAY;
    const surging = recent && chance.happens(0.25);
    const category = surging ? this.surge.category : chance.weighted(this.complained);
    const district = surging
      ? (areas.districts.find(({ code }) => code === this.surge.district) ?? chance.pick(areas.districts))
      : chance.pick(areas.districts);
    const village = chance.pick(district.villages);
    const landmark = chance.pick(LANDMARKS);
    const danger = chance.happens(0.01);
    const words = chance.pick(category.keywords);
    const opening = danger ? `${chance.pick(this.tenant.dangerKeywords)}! ` : '';
    const text = `${opening}${words} di ${village.name} ${landmark}. ${chance.pick(ENDINGS)}`.trim();
    const rule = chance.happens(0.95) ? ruleFor(category, this.tenant.routing) : undefined;
    return {
      openedAt, category, danger, text, landmark,
      agency: rule?.agency ?? null,
      unit: rule?.unit ?? null,
      keyword: words,
      rule: rule?.id ?? null,
      districtCode: district.code,
      villageCode: village.code,
    }; // prettier-ignore
  }
}

function leadKey({ category, districtCode }: Complaint): string {
  return `${category.slug}/${districtCode}`;
}

function ruleFor(category: Category, rules: readonly RoutingRule[]): RoutingRule | undefined {
  return rules.find(({ when }) => when.categories?.some((slug) => slug === category.slug || slug === category.parent));
}
