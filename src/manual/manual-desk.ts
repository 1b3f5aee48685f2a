import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { manualEntryBytes, parseManualEntry, type ManualEntry } from '../channels/manual/manual-entry.js';
import { cleanText } from '../channels/typed.js';
import type { KeptFile } from '../channels/report-fields.js';
import type { KeyRing } from '../contacts/key-ring.js';
import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Database } from '../database/database.js';
import { CodedError } from '../messaging/errors.js';
import type { MessageEvent } from '../messaging/inbound-event.js';
import type { Channel, ChannelRegistry } from '../messaging/ports.js';
import type { InboundSink } from '../messaging/sinks.js';
import type { AttachmentStore } from '../messaging/stores.js';
import type { Clock } from '../observability/clock.js';
import type { AreaDirectory } from '../tenants/areas.js';
import type { TenantRegistry } from '../tenants/tenant-registry.js';
import type { Tenant } from '../tenants/tenant.js';
import { trackingCode } from '../tickets/tracking-code.js';
import { checkFiles, type CheckedFile, type FileLimits } from './entry-files.js';
import { EntryRefused, type EntryInput } from './entry-input.js';
import { checkEntry, type EntryFacts } from './entry-rules.js';
import { EARLIER, OUTCOME, TICKET_OF_TENANT, type EarlierRow, type OutcomeRow } from './entry-statements.js';

/** How often a waiting clerk's entry is looked at, in milliseconds. */
const LOOK_MS = 40;

export interface DeskParts {
  database: Database;
  vault: Vault;
  keys: KeyRing;
  channels: ChannelRegistry;
  tenants: TenantRegistry;
  areas: AreaDirectory;
  sink: InboundSink;
  attachments: AttachmentStore;
  limits: FileLimits;
  clock: Clock;
}

/** What a clerk learns of an entry. */
export interface EntryReceipt {
  inboundId: string;
  tenant: string;
  /** `pending`: kept, and no worker has read it yet; the number follows. */
  state: 'ticket' | 'follow-up' | 'pending' | 'failed' | 'other';
  number: string | null;
  /** For the reporter; null where the entry opened no ticket of its own. */
  trackingCode: string | null;
  /** What to say to a reporter who is there. */
  say: string[];
  /** It was entered before, word for word. */
  repeated: boolean;
}

/** The report has a ticket already: that of whoever entered it first. */
export class ReferenceKnown extends CodedError {
  constructor(
    readonly number: string | null,
    readonly tenant: string | null,
  ) {
    super('reference-known', 'a report with this reference was entered before', false);
  }
}

/** Takes what clerks type and hands it to the intake like any other message. */
export class ManualDesk {
  constructor(private readonly parts: DeskParts) {}

  /**
   * Resolves after the commit, and once a worker has read the entry or `waitMs` have passed.
   * @throws EntryRefused with everything that is wrong; nothing is kept then
   * @throws ReferenceKnown, CodedError `nonce-reused`; retryable where it could not be made durable
   */
  async take(input: EntryInput, waitMs: number): Promise<EntryReceipt> {
    const channel = this.channelOf(input);
    const tenant = this.tenantOf(input, channel);
    const now = this.parts.clock.now();
    const areas = await this.parts.areas.of(tenant);
    const [result, files] = await Promise.all([
      Promise.resolve(checkEntry(input, { channel, tenant, areas, channels: this.parts.channels, now })),
      checkFiles(input.attachments ?? [], this.parts.limits),
    ]);
    const errors = [...result.errors, ...files.errors, ...(await this.followUpErrors(input, tenant))];
    if (!('facts' in result) || errors.length > 0) throw new EntryRefused(errors);
    const nonce = input.nonce ?? randomUUID();
    const known = await this.known(channel, result.facts, nonce);
    if (known !== undefined) return this.repeated(known, result.facts, files.files, waitMs);
    const entry: ManualEntry = {
      version: 1,
      nonce,
      recordedAt: now.toISOString(),
      ...result.facts,
      attachments: await this.keep(files.files),
    };
    const bytes = manualEntryBytes(entry);
    const raw = { contentType: 'application/json', bytes };
    const [accepted] = await this.parts.sink.accept(channel.id, [parseManualEntry(bytes)], raw);
    if (!accepted)
      throw new CodedError('intake-silent', `the intake took an entry of ${channel.id} and gave no id for it`, true);
    // Two clerks at once: the other one was quicker.
    if (accepted.duplicate) return this.repeated(accepted.inboundId, result.facts, files.files, waitMs);
    return this.receipt(accepted.inboundId, tenant.slug, false, waitMs);
  }

  /** Whether an entry of this name came by this channel. */
  async knows(channelId: string, nonce: string): Promise<boolean> {
    const { vault, database } = this.parts;
    const hash = vault.externalIdHash(channelId, `nonce:${nonce}`);
    const [row] = await database.query<EarlierRow & Record<string, unknown>>(EARLIER, [channelId, hash, null]);
    return typeof row?.inboundId === 'string';
  }

  /** What became of an entry of this office; undefined where it has none of this id. Waits for a worker as `take` does. */
  async find(inboundId: string, tenant: string, waitMs: number): Promise<EntryReceipt | undefined> {
    const row = await this.lookAt(inboundId, waitMs);
    const owner = row?.tenant ?? (row && this.keptEvent(inboundId, row)?.form?.tenant);
    return owner === tenant ? this.receipt(inboundId, tenant, false, 0) : undefined;
  }

  private channelOf({ channelId }: EntryInput): Channel {
    const channel = this.parts.channels.get(channelId);
    if (channel?.kind !== 'manual') throw new EntryRefused([{ field: 'channelId', code: 'notManual' }]);
    if (!channel.enabled) throw new EntryRefused([{ field: 'channelId', code: 'off' }]);
    return channel;
  }

  private tenantOf(input: EntryInput, channel: Channel): Tenant {
    const slug = channel.tenant ?? input.tenant;
    if (slug === undefined) throw new EntryRefused([{ field: 'tenant', code: 'required' }]);
    const tenant = this.parts.tenants.bySlug(slug);
    if (!tenant || (input.tenant !== undefined && input.tenant !== slug))
      throw new EntryRefused([{ field: 'tenant', code: 'notOfChannel' }]);
    return tenant;
  }

  private async followUpErrors({ followUpTo }: EntryInput, tenant: Tenant): Promise<{ field: string; code: string }[]> {
    if (followUpTo === undefined) return [];
    const [ticket] = await this.parts.database.query(TICKET_OF_TENANT, [followUpTo, tenant.slug]);
    return ticket ? [] : [{ field: 'followUpTo', code: 'unknown' }];
  }

  /** @returns the message that it is already @throws ReferenceKnown where a ticket got the reference by hand */
  private async known(channel: Channel, { reference }: EntryFacts, nonce: string): Promise<string | undefined> {
    const { vault, database } = this.parts;
    const externalId = reference === undefined ? `nonce:${nonce}` : `reference:${reference}`;
    const [row] = await database.query<EarlierRow & Record<string, unknown>>(EARLIER, [
      channel.id,
      vault.externalIdHash(channel.id, externalId),
      reference === undefined ? null : vault.outsideReferenceHash(channel.id, reference),
    ]);
    if (row?.inboundId) return row.inboundId;
    if (row?.number) throw new ReferenceKnown(row.number, row.tenant);
    return undefined;
  }

  /** The same words again are the same entry; others under its name are not taken. */
  private async repeated(
    inboundId: string,
    facts: EntryFacts,
    files: readonly CheckedFile[],
    waitMs: number,
  ): Promise<EntryReceipt> {
    const row = await this.outcome(inboundId, waitMs);
    const kept = this.keptEvent(inboundId, row);
    if (!kept) throw new CodedError('nonce-reused', 'another entry was sent under this key', false);
    if (fingerprint(kept) === fingerprint(eventOf(facts, files)))
      return this.receipt(inboundId, kept.form?.tenant ?? facts.tenant, true, 0);
    if (facts.reference !== undefined) throw new ReferenceKnown(row.number, row.tenant ?? kept.form?.tenant ?? null);
    throw new CodedError('nonce-reused', 'another entry was sent under this key', false);
  }

  /** Undefined where it was erased. */
  private keptEvent(inboundId: string, { eventSealed, keyId }: OutcomeRow): MessageEvent | undefined {
    if (!eventSealed) return undefined;
    const text = this.parts.vault.openText(eventSealed, keyId, sealedIn.inboundEvent(inboundId));
    return JSON.parse(text) as MessageEvent;
  }

  private async keep(files: readonly CheckedFile[]): Promise<KeptFile[]> {
    const kept: KeptFile[] = [];
    for (const { bytes, contentType, filename } of files) {
      const name = filename === undefined ? {} : { filename: cleanText(filename) };
      kept.push({ ...(await this.parts.attachments.put(bytes, { contentType, ...name })), contentType, ...name });
    }
    return kept;
  }

  private async receipt(inboundId: string, tenant: string, repeated: boolean, waitMs: number): Promise<EntryReceipt> {
    const row = await this.outcome(inboundId, waitMs);
    const { vault, keys } = this.parts;
    const followUp = row.outcome === 'follow-up';
    return {
      inboundId,
      tenant,
      state: stateOf(row),
      number: row.number,
      trackingCode: row.state === 'pending' || row.opened ? trackingCode(keys, inboundId) : null,
      say: followUp
        ? []
        : (row.told ?? []).map(({ id, keyId, body }) =>
            vault.openText(Buffer.from(body, 'base64'), keyId, sealedIn.outboundBody(id)),
          ),
      repeated,
    };
  }

  private async outcome(inboundId: string, waitMs: number): Promise<OutcomeRow> {
    const row = await this.lookAt(inboundId, waitMs);
    if (!row) throw new CodedError('message-unknown', `there is no message ${inboundId}`, false);
    return row;
  }

  /** As it is once a worker has read it, or when the time is over. */
  private async lookAt(inboundId: string, waitMs: number): Promise<OutcomeRow | undefined> {
    const until = performance.now() + waitMs;
    for (;;) {
      const [row] = await this.parts.database.query<OutcomeRow & Record<string, unknown>>(OUTCOME, [inboundId]);
      if (row?.state !== 'pending' || performance.now() >= until) return row;
      await sleep(LOOK_MS);
    }
  }
}

function stateOf({ state, outcome }: OutcomeRow): EntryReceipt['state'] {
  if (state === 'pending' || state === 'failed') return state;
  return outcome === 'ticket' || outcome === 'follow-up' ? outcome : 'other';
}

function eventOf(facts: EntryFacts, files: readonly CheckedFile[]): MessageEvent {
  const attachments = files.map(({ bytes, contentType }) => ({
    ref: 'none',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    size: bytes.length,
    contentType,
  }));
  return parseManualEntry(manualEntryBytes({ version: 1, nonce: 'none', recordedAt: 'none', ...facts, attachments }));
}

/** What a clerk typed, without what differs each time that it is sent. */
function fingerprint({ text, form, location, from, attachments }: MessageEvent): string {
  const files = attachments.map(({ sha256 }) => sha256);
  return createHash('sha256')
    .update(JSON.stringify([text, form, location ?? null, from, files]))
    .digest('hex');
}
