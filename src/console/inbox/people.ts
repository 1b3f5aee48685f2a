import type { Account, AccountDirectory } from '../../accounts/account-directory.js';
import { may } from '../../accounts/console-user.js';
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

  /** Whose names may stand on a ticket of an office: its own people, who have left too, and the central admins. */
  async of({ slug }: Pick<Tenant, 'slug'>): Promise<readonly Person[]> {
    const known = this.kept.get(slug);
    if (known && known.until > this.now()) return known.people;
    const accounts = await this.directory.list();
    const people = accounts.filter((account) => isOf(slug, account)).map(({ id, name }) => ({ id, name }));
    this.kept.set(slug, { until: this.now() + KEPT_MS, people });
    return people;
  }

  /** Who may be given a ticket of an office. Asked anew each time: whoever was disabled just now gets none. */
  async takers({ slug }: Pick<Tenant, 'slug'>): Promise<readonly Person[]> {
    const accounts = await this.directory.list();
    return accounts
      .filter((each) => isOf(slug, each) && each.disabledAt === null && may(each, 'tickets:assign'))
      .map(({ id, name }) => ({ id, name }));
  }
}

/** Officers are their agency's, not the office's. */
function isOf(slug: string, { tenant, agency }: Account): boolean {
  return (tenant === slug || tenant === null) && agency === null;
}
