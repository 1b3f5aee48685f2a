import { Inject, Injectable } from '@nestjs/common';
import { CLOCK } from '../observability/clock.js';
import type { Clock } from '../observability/clock.js';
import { WEB_SECRETS } from './web-secrets.js';
import type { WebSecrets } from './web-secrets.js';

/** As long as somebody looks at one page. */
const LIFE_MS = 15 * 60_000;

/** Addresses of photos that work for whoever was shown the ticket, and not for long. */
@Injectable()
export class PhotoLinks {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(WEB_SECRETS) private readonly secrets: WebSecrets,
  ) {}

  /** @param id of the attachment */
  path(tenant: string, id: string): string {
    const until = (this.clock.now().getTime() + LIFE_MS).toString(36);
    return `/${tenant}/lacak/foto/${id}~${until}~${this.secrets.sign('web-photo', `${tenant}\n${id}\n${until}`)}`;
  }

  /** The attachment's id; undefined for a link that is forged, altered, another tenant's or too old. */
  open(tenant: string, link: string): string | undefined {
    const [id, until, signature, ...more] = link.split('~');
    if (!id || !until || !signature || more.length > 0) return undefined;
    if (!this.secrets.verify('web-photo', `${tenant}\n${id}\n${until}`, signature)) return undefined;
    return parseInt(until, 36) >= this.clock.now().getTime() ? id : undefined;
  }
}
