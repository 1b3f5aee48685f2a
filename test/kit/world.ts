import 'reflect-metadata';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { StaffDirectory } from '../../src/agencies/staff-directory.js';
import { StaffNotices } from '../../src/agencies/staff-notices.js';
import { openDispatching, type Dispatching } from '../../src/app/open-dispatching.js';
import { openResponses, type ResponseDesk } from '../../src/app/open-responses.js';
import { KeyRing } from '../../src/contacts/key-ring.js';
import { sealedIn } from '../../src/contacts/vault-context.js';
import { Vault } from '../../src/contacts/vault.js';
import { Database } from '../../src/database/database.js';
import { Deadlines } from '../../src/deadlines/deadlines.service.js';
import { BatchWriter } from '../../src/intake/batch-writer.js';
import { Intake } from '../../src/intake/intake.service.js';
import type { Doorbell } from '../../src/jobs/dispatcher.js';
import type { QueueName } from '../../src/jobs/job-map.js';
import type { StoredEvent } from '../../src/messaging/inbound-event.js';
import type { Channel, ChannelRegistry } from '../../src/messaging/ports.js';
import { Outbox } from '../../src/outbox/outbox.service.js';
import { Receipts } from '../../src/outbox/receipts.service.js';
import { BurstSweep } from '../../src/pipeline/burst/burst-sweep.js';
import { Pipeline, type PipelineParts } from '../../src/pipeline/pipeline.service.js';
import { deadlinesOf } from '../../src/app/ticket-life.js';
import { openOverruling, type Overruling } from '../../src/app/open-overruling.js';
import { Answers } from '../../src/replies/answer.service.js';
import { RefusedFileNotices } from '../../src/replies/attachment-notice.js';
import { CitizenWords } from '../../src/replies/citizen-words.js';
import { ReplyComposer } from '../../src/replies/reply-composer.js';
import { ReporterMessages } from '../../src/replies/reporter-messages.js';
import { TicketQueries } from '../../src/replies/ticket-queries.js';
import { reconcile } from '../../src/reports/reconcile.js';
import { AttachmentEndings } from '../../src/tickets/attachment-endings.js';
import { AttachmentWorker } from '../../src/tickets/attachment-worker.js';
import { ObjectPledges } from '../../src/tickets/object-pledges.js';
import { SealedAttachmentStore } from '../../src/tickets/attachment-store.js';
import { DiskStorage } from '../../src/tickets/storage/disk-storage.js';
import { TicketActions } from '../../src/tickets/ticket-actions.js';
import { TicketNumbers } from '../../src/tickets/ticket-numbers.js';
import { CapturedLogs } from './captured-logs.js';
import { LIMITS, smsEvent } from './messages.js';
import { manualChannels } from './manual-channels.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';
import { ONE_FILE_A_MESSAGE, ScriptedMedia, ScriptedSender } from './scripted-far-ends.js';
import { shippedConfig } from './shipped.js';
import { windowChannels } from './window-channels.js';

/** Keeps which rows were rung for; nobody answers. */
export class RecordedBell implements Doorbell {
  readonly rung: { queue: QueueName; id: string }[] = [];

  ring(queue: QueueName, ids: readonly string[]): void {
    this.rung.push(...ids.map((id) => ({ queue, id })));
  }

  /** The ids rung for since the last call. */
  take(kind: 'inbound' | 'outbox' | 'maintenance'): string[] {
    const own = this.rung.filter(({ queue }) => queue.startsWith(kind));
    for (const entry of own) this.rung.splice(this.rung.indexOf(entry), 1);
    return own.map(({ id }) => id);
  }
}

/** The parts between intake and far end on a real database, without queue, HTTP or timers. */
export class World {
  readonly bell = new RecordedBell();
  readonly logs = new CapturedLogs();
  readonly sender = new ScriptedSender();
  readonly otherSender = new ScriptedSender();
  readonly chatSender = new ScriptedSender({ maxLength: 4096, segmented: false, media: ONE_FILE_A_MESSAGE });
  /** Like WhatsApp: free text for 24 hours, then a template. */
  readonly windowSender = new ScriptedSender({
    segmented: false,
    windowHours: 24,
    templates: true,
    media: ONE_FILE_A_MESSAGE,
  });
  /** Like Messenger: after 24 hours nothing. */
  readonly pageSender = new ScriptedSender({ segmented: false, windowHours: 24 });
  readonly mailSender = new ScriptedSender({ maxLength: 200_000, segmented: false });
  readonly media = new ScriptedMedia();
  readonly channels: ChannelRegistry;
  readonly keys: KeyRing;
  readonly vault: Vault;
  readonly receipts: Receipts;
  readonly intake: Intake;
  readonly outbox: Outbox;
  readonly pipeline: Pipeline;
  readonly bursts: BurstSweep;
  readonly actions: TicketActions;
  readonly deadlines: Deadlines;
  readonly reporters: ReporterMessages;
  readonly answers: Answers;
  readonly staff: StaffDirectory;
  readonly staffNotices: StaffNotices;
  readonly citizenWords: CitizenWords;
  readonly dispatching: Dispatching;
  readonly overruling: Overruling;
  readonly responding: ResponseDesk;
  readonly files: AttachmentWorker;
  readonly storage: DiskStorage;
  readonly queries: TicketQueries;
  readonly numbers: TicketNumbers;
  readonly parts: PipelineParts;
  readonly store: SealedAttachmentStore;
  now: () => Date = () => new Date();

  private constructor(
    readonly database: Database,
    private readonly test: TestDatabase,
    ratePerSecond: number | undefined,
  ) {
    const folder = mkdtempSync(join(tmpdir(), 'kentongan-world-'));
    this.keys = KeyRing.open(join(folder, 'keys.json'));
    this.vault = new Vault(this.keys);
    const channels: Channel[] = [
      {
        id: 'sms-1708',
        kind: 'sms',
        provider: 'scripted',
        enabled: true,
        address: '1708',
        ratePerSecond,
        adapter: { sender: this.sender, media: this.media },
      },
      {
        id: 'sms-other',
        kind: 'sms',
        provider: 'scripted',
        enabled: true,
        address: '1709',
        cost: { currency: 'IDR', perSegment: 350 },
        adapter: { sender: this.otherSender },
      },
      { id: 'web-tanahbumbu', kind: 'web', provider: 'form', enabled: true, tenant: 'tanah-bumbu', adapter: {} },
      {
        id: 'web-page',
        kind: 'web',
        provider: 'scripted',
        enabled: true,
        tenant: 'tanah-bumbu',
        adapter: { sender: new ScriptedSender() },
      },
      {
        id: 'wa-tanahbumbu',
        kind: 'whatsapp',
        provider: 'scripted',
        enabled: true,
        address: '+6281100000800',
        tenant: 'tanah-bumbu',
        adapter: { sender: this.chatSender, media: this.media },
      },
      ...windowChannels(this.windowSender, this.pageSender),
      // One tenant with two mailboxes.
      ...['email-tanahbumbu', 'email-tanahbumbu-2'].map((id) => ({
        id,
        kind: 'email' as const,
        provider: 'scripted',
        enabled: true,
        address: `${id}@aduan.example`,
        tenant: 'tanah-bumbu',
        adapter: { sender: this.mailSender },
      })),
      ...manualChannels(),
    ];
    this.channels = { get: (id) => channels.find((channel) => channel.id === id), all: () => channels };
    const { tenants, locales, holidays } = shippedConfig();
    const { logger } = this.logs;
    const clock = { now: () => this.now() };
    const composer = new ReplyComposer(locales, tenants, 'https://aduan.example');
    const common = { database, vault: this.vault, channels: this.channels, logger };
    this.numbers = new TicketNumbers(database);
    this.receipts = new Receipts(database, this.vault, clock, logger);
    const writer = new BatchWriter(database, this.vault, 15);
    this.intake = new Intake(writer, this.channels, this.bell, { clock, logger }, 200);
    this.outbox = new Outbox({
      ...common,
      receipts: this.receipts,
      files: { read: (key) => this.store.get(key), url: (id) => `https://aduan.example/berkas/${id}` },
      leaseSeconds: 60,
      concurrency: 8,
      claimAlong: 0,
      automaticMessagesPerDay: 20,
      clock,
    });
    this.actions = new TicketActions({ database, doorbell: this.bell, clock });
    this.citizenWords = new CitizenWords({ ...common, clock, actions: this.actions });
    this.deadlines = new Deadlines({ tenants, holidays });
    this.actions.listen(this.deadlines);
    this.bursts = new BurstSweep({ ...common, tenants, holidays, clock, followers: [this.deadlines] });
    this.reporters = new ReporterMessages({ ...common, keys: this.keys, composer, tenants, ringAfterSeconds: 15 });
    this.answers = new Answers({ ...common, composer, clock, actions: this.actions, reporters: this.reporters });
    this.staff = new StaffDirectory(this.vault);
    this.staffNotices = new StaffNotices({ ...common, ringAfterSeconds: 15 });
    const { keys, vault, actions, staff, staffNotices } = this;
    const open = { keys, vault, actions, staff, staffNotices, clock, publicUrl: 'https://aduan.example' };
    this.dispatching = openDispatching({ configuration: shippedConfig(), ...open });
    this.storage = new DiskStorage(join(folder, 'attachments'));
    this.store = new SealedAttachmentStore(this.storage, this.vault, clock, new ObjectPledges(database, clock));
    this.responding = openResponses({
      ...open, ...this.dispatching, composer, database,
      configuration: shippedConfig(),
      answers: this.answers,
      reporters: this.reporters,
      attachments: this.store,
      ringAfterSeconds: 15,
    }); // prettier-ignore
    const fileLimits = { attachmentBytes: 100_000, recordingBytes: 200_000, attachmentsPerMessage: 3, attachmentBytesPerMessage: 250_000 }; // prettier-ignore
    const notices = new RefusedFileNotices({
      ...common, tenants, composer, clock,
      limits: { automaticMessagesPerDay: 20, ...fileLimits },
      ringAfterSeconds: 15,
    }); // prettier-ignore
    const endings = new AttachmentEndings({ ...common, notices, doorbell: this.bell, clock });
    this.files = new AttachmentWorker({ ...common, store: this.store, endings, limits: fileLimits, leaseSeconds: 120 });
    this.parts = {
      ...common, tenants, composer, holidays, clock,
      actions: this.actions,
      citizenWords: this.citizenWords,
      officers: this.responding.officerReplies,
      files: endings,
      keys: this.keys,
      numbers: this.numbers,
      doorbell: this.bell,
      limits: LIMITS,
      leaseSeconds: 60,
      ringAfterSeconds: 15,
      concurrency: 8,
      claimAlong: 0,
    }; // prettier-ignore
    this.pipeline = new Pipeline(this.parts);
    this.overruling = openOverruling({ ...this.parts, reporters: this.reporters });
    this.overruling.overrulings.listen(deadlinesOf(this.deadlines));
    this.queries = new TicketQueries(database, this.vault);
  }

  static async open({ ratePerSecond }: { ratePerSecond?: number } = {}): Promise<World> {
    const test = await createTestDatabase();
    const world = new World(Database.connect(test.url, 10), test, ratePerSecond);
    await world.numbers.prepare(
      shippedConfig()
        .tenants.all()
        .map(({ slug }) => slug),
    );
    return world;
  }

  /** Of the database. */
  get url(): string {
    return this.test.url;
  }

  async close(): Promise<void> {
    await this.database.close();
    await this.test.drop();
  }

  /** Everything gone but the schema; for a clean table between tests. */
  async empty(): Promise<void> {
    await this.sql(
      'TRUNCATE officer, ticket_signature, training_example, dispatch, access_log, feedback, reply_task, outside_reference, inbound_message, intake_ledger, contact, contact_address, opt_out, ticket, ticket_event, decision, attachment, outbound_message, outbound_attachment, outbound_part, parked_receipt, channel_state, channel_hour, channel_silence, channel_act, canary_trip, canary_alarm CASCADE',
    );
    this.bell.rung.length = 0;
    for (const { sent } of [this.sender, this.chatSender, this.windowSender, this.pageSender, this.mailSender])
      sent.length = 0;
    this.logs.lines.length = 0;
  }

  async sql<R extends object = Record<string, unknown>>(text: string, values: readonly unknown[] = []): Promise<R[]> {
    return this.database.query<R & Record<string, unknown>>(text, values);
  }

  /** Takes in events of one delivery. @returns the rows' ids */
  async accept(events: readonly StoredEvent[], channelId = 'sms-1708'): Promise<string[]> {
    const raw = { contentType: 'application/json', bytes: Buffer.from(JSON.stringify(events)) };
    return (await this.intake.accept(channelId, events, raw)).map(({ inboundId }) => inboundId);
  }

  /** Takes in one SMS. */
  async receive(text: string, from = '+6281100000001', channelId = 'sms-1708'): Promise<string> {
    const [id] = await this.accept([smsEvent(text, { from: { kind: 'phone', value: from } })], channelId);
    if (id === undefined) throw new Error('nothing was stored');
    return id;
  }

  /** Works off everything that was rung for, in the pipeline only. */
  async process(): Promise<void> {
    for (let ids = this.bell.take('inbound'); ids.length > 0; ids = this.bell.take('inbound'))
      await this.pipeline.process(ids);
  }

  /** Sends everything that was rung for. */
  async deliver(): Promise<void> {
    for (let ids = this.bell.take('outbox'); ids.length > 0; ids = this.bell.take('outbox'))
      await this.outbox.process(ids);
  }

  /** One complaint up to its acknowledgement in the outbox. */
  async complaint(
    text = `TANAHBUMBU jalan berlubang ${randomUUID()}`,
    from = '+6281100000001',
  ): Promise<{ inboundId: string; ticketId: string; number: string; outboundId: string }> {
    const inboundId = await this.receive(text, from);
    await this.process();
    const [row] = await this.sql<{ ticketId: string; number: string; outboundId: string }>(
      `SELECT t.id AS "ticketId", t.number, o.id AS "outboundId" FROM ticket t LEFT JOIN outbound_message o ON o.ticket_id = t.id WHERE t.opening_message_id = $1`,
      [inboundId],
    );
    if (!row) throw new Error('no ticket was opened');
    return { inboundId, ...row };
  }

  async inbound(id: string): Promise<{
    state: string;
    outcome: string | null;
    reason: string | null;
    attempts: number;
    tenant: string | null;
    ticket_id: string | null;
  }> {
    const [row] = await this.sql<{
      state: string;
      outcome: string | null;
      reason: string | null;
      attempts: number;
      tenant: string | null;
      ticket_id: string | null;
    }>('SELECT state, outcome, reason, attempts, tenant, ticket_id FROM inbound_message WHERE id = $1', [id]);
    if (!row) throw new Error('no such message');
    return row;
  }

  async outbound(id: string): Promise<{
    state: string;
    attempts: number;
    error_code: string | null;
    reason: string | null;
    next_in: number;
    wake_in: number;
  }> {
    const [row] = await this.sql<{
      state: string;
      attempts: number;
      error_code: string | null;
      reason: string | null;
      next_in: number;
      wake_in: number;
    }>(
      `SELECT state, attempts, error_code, reason, extract(epoch FROM next_attempt_at - now())::float8 AS next_in,
        extract(epoch FROM wake_at - now())::float8 AS wake_in FROM outbound_message WHERE id = $1`,
      [id],
    );
    if (!row) throw new Error('no such outbound message');
    return row;
  }

  /** Texts that were queued for citizens, oldest first. */
  async replies(): Promise<{ purpose: string; text: string }[]> {
    const rows = await this.sql<{ id: string; purpose: string; key_id: string; body_sealed: Buffer }>(
      'SELECT id, purpose, key_id, body_sealed FROM outbound_message ORDER BY id',
    );
    return rows.map((row) => ({
      purpose: row.purpose,
      text: this.vault.openText(row.body_sealed, row.key_id, sealedIn.outboundBody(row.id)),
    }));
  }

  async count(table: string, where = 'true'): Promise<number> {
    const [row] = await this.sql<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE ${where}`);
    return row?.n ?? 0;
  }

  /** Time passes for these rows: they are due and their leases are over. */
  async timePasses(table: 'inbound_message' | 'outbound_message' | 'attachment'): Promise<void> {
    await this
      .sql(`UPDATE ${table} SET next_attempt_at = now() - interval '1 second', wake_at = now() - interval '1 second',
      lease_until = CASE WHEN lease_until IS NULL THEN NULL ELSE now() - interval '1 second' END`);
  }

  async balance() {
    return reconcile(
      this.database,
      this.channels.all().map(({ id }) => id),
    );
  }
}
