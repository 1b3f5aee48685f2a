import type { Channel, ChannelRegistry } from '../../messaging/ports.js';
import type { RegionAreas } from '../../tenants/areas.js';
import type { Tenant } from '../../tenants/tenant.js';

/** Providers that are channels of their own to citizens, though they share a kind with another. */
const OWN_NAME: ReadonlySet<string> = new Set(['messenger', 'telegram']);

/** What the office calls the things that its tickets name by slugs and codes. */
export class ReportNames {
  private readonly categories: ReadonlyMap<string, string>;
  private readonly parents: ReadonlyMap<string, string>;
  private readonly agencies: ReadonlyMap<string, string>;
  private readonly places: ReadonlyMap<string, string>;

  constructor(
    readonly tenant: Tenant,
    areas: RegionAreas,
    private readonly channels: ChannelRegistry,
  ) {
    const categories = [...tenant.retired.categories, ...tenant.categories];
    this.categories = new Map(categories.map(({ slug, name }) => [slug, name]));
    this.parents = new Map(categories.flatMap(({ slug, parent }) => (parent === undefined ? [] : [[slug, parent]])));
    this.agencies = new Map([...tenant.retired.agencies, ...tenant.agencies].map(({ slug, name }) => [slug, name]));
    this.places = new Map(
      areas.districts.flatMap((district) => [
        [district.code, district.name] as const,
        ...district.villages.map((village) => [village.code, village.name] as const),
      ]),
    );
  }

  /** Undefined for `-`, and for what the configuration no longer has. */
  category(slug: string): string | undefined {
    return this.categories.get(slug);
  }

  /** The first of the two levels; the slug itself where it stands there. */
  topOf(slug: string): string {
    return this.parents.get(slug) ?? slug;
  }

  agency(slug: string): string | undefined {
    return this.agencies.get(slug);
  }

  /** Of a district's or a village's code. */
  place(code: string): string | undefined {
    return this.places.get(code);
  }

  /** Our address on it, or its id. */
  channel(id: string): string {
    return this.channels.get(id)?.address ?? id;
  }

  /** `sms`, `email`, `whatsapp`, `messenger`, `telegram`, `web`; of what people take down, the way: `desk`, `telephone`, ... */
  channelKind = (id: string): string => {
    const channel = this.channels.get(id);
    return channel ? kindOf(channel) : 'other';
  };

  districts(): string[] {
    return [...this.places.keys()].filter((code) => code.length === 6);
  }
}

function kindOf({ kind, provider }: Channel): string {
  return kind === 'manual' || OWN_NAME.has(provider) ? provider : kind;
}
