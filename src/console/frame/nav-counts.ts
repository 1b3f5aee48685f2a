import type { ConsoleUser } from '../../accounts/console-user.js';
import type { Tenant } from '../../tenants/tenant.js';

/** Counts beside the entries of the navigation; only those that ask for something to be done. */
export type NavCount = 'inbox' | 'channels' | 'portal';

/** Cheap, since every page asks: a capped count by a partial index. Absent: none is shown. */
export interface NavCounts {
  of(user: ConsoleUser, tenant: Tenant): Promise<Partial<Record<NavCount, number>>>;
}

/** The parts that count add themselves when they are made. */
export class NavCountList {
  private readonly sources: NavCounts[] = [];

  add(source: NavCounts): void {
    this.sources.push(source);
  }

  async of(user: ConsoleUser, tenant: Tenant): Promise<Partial<Record<NavCount, number>>> {
    const counts = await Promise.all(this.sources.map((source) => source.of(user, tenant)));
    return Object.assign({}, ...counts) as Partial<Record<NavCount, number>>;
  }
}
