import type { ConsoleUser } from '../../accounts/console-user.js';
import type { Tenant } from '../../tenants/tenant.js';

/** Counts beside the entries of the navigation; only those that ask for something to be done. */
export type NavCount = 'inbox' | 'channels' | 'portal';

/** Cheap, since every page asks: a capped count by a partial index. Absent: none is shown. */
export interface NavCounts {
  /** What it counts. */
  readonly name: NavCount;
  of(user: ConsoleUser, tenant: Tenant): Promise<Counted>;
}

export type Counted = Partial<Record<NavCount, number>>;

/** The parts that count add themselves when they are made. */
export class NavCountList {
  private readonly sources: NavCounts[] = [];

  add(source: NavCounts): void {
    this.sources.push(source);
  }

  /** @param known what the page has counted itself: it is not asked for again */
  async of(user: ConsoleUser, tenant: Tenant, known: Counted = {}): Promise<Counted> {
    const asked = this.sources.filter(({ name }) => known[name] === undefined);
    const counts = await Promise.all(asked.map((source) => source.of(user, tenant)));
    return Object.assign({}, known, ...counts) as Counted;
  }
}
