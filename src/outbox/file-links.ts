import { timingSafeEqual } from 'node:crypto';
import type { KeyRing } from '../contacts/key-ring.js';
import type { Clock } from '../observability/clock.js';

/** As long as somebody looks at one page. */
const PAGE_MS = 15 * 60_000;
/**
 * Twilio keeps a message that it can't send yet for ten hours, and fetches its file when it does.
 * https://www.twilio.com/docs/messaging/api/message-resource (ValidityPeriod)
 */
const PROVIDER_MS = 10 * 3_600_000;

/** Signed addresses of outgoing files: each is the key to one file, for a while, and says nothing of whose it is. */
export class FileLinks {
  constructor(private readonly parts: { keys: KeyRing; clock: Clock; publicUrl: string }) {}

  /** For a provider that fetches what it sends. @param id of the outbound attachment */
  url(id: string): string {
    return this.parts.publicUrl + this.make(id, PROVIDER_MS);
  }

  /** For people who look at it now, wherever they are. */
  look(id: string): string {
    return this.parts.publicUrl + this.path(id);
  }

  /** For a page of ours that is looked at. */
  path(id: string): string {
    return this.make(id, PAGE_MS);
  }

  /** The outbound attachment's id; undefined for a link that is forged, altered or too old. */
  open(link: string): string | undefined {
    const [id = '', until = '', signature = '', ...more] = link.split('~');
    const given = Buffer.from(signature, 'base64url');
    const expected = this.sign(id, until);
    if (more.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    return parseInt(until, 36) >= this.parts.clock.now().getTime() ? id : undefined;
  }

  private make(id: string, lifeMs: number): string {
    const until = (this.parts.clock.now().getTime() + lifeMs).toString(36);
    return `/berkas/${id}~${until}~${this.sign(id, until).toString('base64url')}`;
  }

  private sign(id: string, until: string): Buffer {
    return this.parts.keys.hmac('outbound-file', `${id}\n${until}`);
  }
}
