import { createHash } from 'node:crypto';
import type { ApiKey } from '../api/api-keys.js';
import type { KeyRing } from '../contacts/key-ring.js';
import type { EntryFile } from '../manual/entry-input.js';
import type { ManualDesk } from '../manual/manual-desk.js';
import type { ChannelRegistry } from '../messaging/ports.js';
import type { Clock } from '../observability/clock.js';
import { findReplyChannel } from '../pipeline/reply-channel.js';
import type { Locales } from '../tenants/locales.js';
import type { Tenant } from '../tenants/tenant.js';
import { Open311Error } from './open311-error.js';
import { readRequest, type Fields } from './request-input.js';

/** How long a program waits for the number, in milliseconds; then it gets a token. */
const WAIT_MS = 5_000;
/** The same words by the same key within one of these and the one after it are one request. */
const REPEAT_MS = 12 * 3_600_000;
/** The same without anything that tells one citizen from another: as long as an app tries again. */
const NAMELESS_REPEAT_MS = 10 * 60_000;
/** What tells one citizen of an app from another who writes the same. */
const OF_ONE_PERSON = ['phone', 'email', 'device_id', 'account_id'];
const TOKEN = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NONCE = /^[\x21-\x7e]{1,150}$/;

export interface GivenRequest {
  tenant: Tenant;
  channelId: string;
  key: ApiKey;
  fields: Fields;
  files: readonly EntryFile[];
  /** `Idempotency-Key`, which the specification does not know and our other interfaces do. */
  nonce: string | undefined;
}

export interface Taken {
  /** Null while no worker has read it: the token leads to it. */
  number: string | null;
  token: string;
  notice: string | null;
  repeated: boolean;
}

export interface RequestTakerParts {
  desk: ManualDesk;
  keys: KeyRing;
  channels: ChannelRegistry;
  texts: Locales;
  clock: Clock;
  publicUrl: string;
}

/** Takes what apps post, at the desk that takes what clerks type: it is stored before it is answered. */
export class RequestTaker {
  constructor(private readonly parts: RequestTakerParts) {}

  /** @throws Open311Error, EntryRefused, CodedError `nonce-reused`; retryable where it could not be made durable */
  async take({ tenant, channelId, key, fields, files, nonce }: GivenRequest): Promise<Taken> {
    const { desk, channels, texts, publicUrl } = this.parts;
    const code = fields['service_code']?.trim() ?? '';
    if (code === '') throw new Open311Error(400, 'service-missing');
    if (!tenant.categories.some(({ slug }) => slug === code)) throw new Open311Error(404, 'service-unknown');
    if (nonce !== undefined && !NONCE.test(nonce))
      throw new Open311Error(400, [{ key: 'entry.errors.nonce', argument: 'Idempotency-Key' }]);
    const mails = findReplyChannel('email', tenant.slug, channels) !== undefined;
    const { faults, ...read } = readRequest(fields, { tenant, channelId, mails, files });
    if (faults.length > 0 || !('entry' in read)) throw new Open311Error(400, faults);
    const name = nonce === undefined ? await this.nameOf(channelId, key, fields, files) : `${key.id}:${nonce}`;
    const receipt = await desk.take({ ...read.entry, nonce: name }, WAIT_MS);
    const { number, trackingCode: tracking, inboundId, repeated } = receipt;
    const params = { code: tracking ?? '', url: `${publicUrl}/${tenant.slug}/lacak` };
    // Of a repeat that may be another citizen's: the code is for whoever reported first.
    const another = repeated && nonce === undefined && !ofOnePerson(fields);
    const notice = tracking === null || another ? null : texts.translate(tenant.locale, 'open311.notice', params);
    return { number, token: inboundId, notice, repeated };
  }

  /** Undefined where this office has no request of this token; null while no worker has read it. */
  async numberOf(token: string, tenant: string): Promise<string | null | undefined> {
    if (!TOKEN.test(token)) return undefined;
    const found = await this.parts.desk.find(token, tenant, 0);
    return found?.number ?? (found?.state === 'pending' ? null : undefined);
  }

  /**
   * Apps send again what they have not heard of, and have no name for it: all that they sent is the name, for half a day
   * to a whole one, or for minutes where it may be another citizen's. Later the same words are another report ("sampah
   * menumpuk lagi").
   */
  private async nameOf(
    channelId: string,
    { id }: ApiKey,
    fields: Fields,
    files: readonly EntryFile[],
  ): Promise<string> {
    const { desk, keys, clock } = this.parts;
    const { api_key: _key, ...said } = fields;
    const sums = files.map(({ bytes }) => createHash('sha256').update(bytes).digest('hex'));
    const words = JSON.stringify([Object.entries(said).sort(([a], [b]) => (a < b ? -1 : 1)), sums]);
    const digest = keys.hmac('open311-request', words).toString('base64url');
    const half = Math.floor(clock.now().getTime() / (ofOnePerson(fields) ? REPEAT_MS : NAMELESS_REPEAT_MS));
    const name = (of: number): string => `${id}:o311:${digest}:${String(of)}`;
    return (await desk.knows(channelId, name(half - 1))) ? name(half - 1) : name(half);
  }
}

function ofOnePerson(fields: Fields): boolean {
  return OF_ONE_PERSON.some((name) => (fields[name] ?? '').trim() !== '');
}
