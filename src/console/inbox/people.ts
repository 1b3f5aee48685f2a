import type { AccountDirectory } from '../../accounts/account-directory.js';
import type { Tenant } from '../../tenants/tenant.js';

const KEPT_MS = 60_000;

export interface Person {
  id: string;
  name: string;
}

/** Names of an office's users, kept for a minute: every row of every list shows one. They are personal data. */
export class People {
  private readonly kept = new Map<string, { until: number; people: readonly Person[] }>();

  constructor(
    private readonly directory: AccountDirectory,
    private readonly now: () => number,
  ) {}

  /** Who may be on a ticket of an office: its own, and the central admins. */
  async of({ slug }: Pick<Tenant, 'slug'>): Promise<readonly Person[]> {
    const known = this.kept.get(slug);
    if (known && known.until > this.now()) return known.people;
    const accounts = await this.directory.list();
    const people = accounts
      .filter(({ tenant, agency }) => (tenant === slug || tenant === null) && agency === null)
      .map(({ id, name }) => ({ id, name }));
    this.kept.set(slug, { until: this.now() + KEPT_MS, people });
    return people;
  }
}
