import type { Channel, ChannelRegistry } from '../messaging/ports.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import type { Tenant } from '../tenants/tenant.js';
import { Open311Error } from './open311-error.js';

/** As config/gateway.yaml names the way by which apps report. */
const PROVIDER = 'application';

export interface Jurisdiction {
  tenant: Tenant;
  /** What its requests come in by. */
  channel: Channel;
}

/** The offices that take requests by Open311: those with a running channel for it. */
export class Jurisdictions {
  constructor(private readonly parts: { tenants: TenantRegistry; channels: ChannelRegistry }) {}

  /**
   * @param id the tenant's slug; optional where there is one office only, as the specification has it
   * @throws Open311Error 400 where it is missing, 404 where there is none
   */
  find(id: string | undefined): Jurisdiction {
    const all = this.all();
    const wanted = id?.trim() ?? '';
    const ids = all.map(({ tenant }) => tenant.slug).join(', ');
    if (wanted === '') {
      const [only] = all;
      if (only && all.length === 1) return only;
      throw new Open311Error(400, 'jurisdiction-missing', { params: { ids } });
    }
    const found = all.find(({ tenant }) => tenant.slug === wanted);
    if (!found) throw new Open311Error(404, 'jurisdiction-unknown', { params: { ids } });
    return found;
  }

  private all(): Jurisdiction[] {
    const ways = this.parts.channels.all().filter(({ kind, provider, enabled }) => kind === 'manual' && provider === PROVIDER && enabled); // prettier-ignore
    return this.parts.tenants.all().flatMap((tenant) => {
      const channel = ways.find((way) => way.tenant === tenant.slug) ?? ways.find((way) => way.tenant === undefined);
      return channel ? [{ tenant, channel }] : [];
    });
  }
}
