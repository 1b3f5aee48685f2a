import { StaffDirectory } from '../agencies/staff-directory.js';
import { StaffNotices } from '../agencies/staff-notices.js';
import { openKeys } from '../contacts/key-mark.js';
import type { KeyRing } from '../contacts/key-ring.js';
import { Vault } from '../contacts/vault.js';
import { buildChannelRegistry } from '../channels/channel-registry.js';
import { Database } from '../database/database.js';
import { startEmbedded } from '../database/embedded/embedded-postgres.js';
import { runMigrations } from '../database/migrate.js';
import { Deadlines } from '../deadlines/deadlines.service.js';
import { Dispatcher } from '../jobs/dispatcher.js';
import { QueueEngine } from '../jobs/queue-engine.js';
import { AgencyWebhooks } from '../dispatch/agency-webhooks.js';
import { webhookGone } from '../dispatch/webhook-gone.js';
import type { Tenant } from '../tenants/tenant.js';
import { withWebhooks } from './webhook-channels.js';
import type { AgencyViews } from '../dispatch/agency-view.js';
import type { DispatchLinks } from '../dispatch/dispatch-links.js';
import type { Dispatches } from '../dispatch/dispatch.service.js';
import type { ChannelRegistry } from '../messaging/ports.js';
import { systemClock, type Clock } from '../observability/clock.js';
import type { Logger } from '../observability/logger.js';
import { FileLinks } from '../outbox/file-links.js';
import { Receipts } from '../outbox/receipts.service.js';
import { Answers } from '../replies/answer.service.js';
import { CitizenWords } from '../replies/citizen-words.js';
import { OfficeEndings } from '../replies/office-endings.js';
import { ReplyComposer } from '../replies/reply-composer.js';
import { ReporterMessages } from '../replies/reporter-messages.js';
import { Surveys } from '../replies/surveys.js';
import type { Environment, Settings } from '../settings/settings.js';
import { SettingsError } from '../settings/settings.js';
import { AreaDirectory } from '../tenants/areas.js';
import { TenantRevisions } from '../tenants/tenant-revisions.js';
import { AttachmentReader } from '../tickets/attachment-reader.js';
import { ObjectPledges } from '../tickets/object-pledges.js';
import { SealedAttachmentStore } from '../tickets/attachment-store.js';
import type { ObjectStorage } from '../tickets/storage/object-storage.js';
import { openStorage } from '../tickets/storage/open-storage.js';
import { TicketActions } from '../tickets/ticket-actions.js';
import { TicketNumbers } from '../tickets/ticket-numbers.js';
import { CHANNEL_PROVIDERS } from './channel-providers.js';
import { openAccounts, type AccountDesk } from './open-accounts.js';
import { loadConfig, type Configuration } from './load-config.js';
import { openDispatching } from './open-dispatching.js';
import { openOverruling, type Overruling } from './open-overruling.js';
import { openResponses, type ResponseDesk } from './open-responses.js';
import { listenToTickets } from './ticket-life.js';

/** What every role and the command line share: configuration, database, queue, keys and what stands on them. */
export interface Core extends ResponseDesk {
  settings: Settings;
  configuration: Configuration;
  /** What people edited of the tenants: it keeps `configuration.tenants` at that. */
  revisions: TenantRevisions;
  logger: Logger;
  database: Database;
  /** With the password in it: a secret. */
  databaseUrl: string;
  engine: QueueEngine;
  keys: KeyRing;
  vault: Vault;
  channels: ChannelRegistry;
  doorbell: Dispatcher;
  receipts: Receipts;
  storage: ObjectStorage;
  attachments: SealedAttachmentStore;
  attachmentReader: AttachmentReader;
  fileLinks: FileLinks;
  numbers: TicketNumbers;
  composer: ReplyComposer;
  actions: TicketActions;
  deadlines: Deadlines;
  reporters: ReporterMessages;
  answers: Answers;
  officeEndings: OfficeEndings;
  staff: StaffDirectory;
  staffNotices: StaffNotices;
  citizenWords: CitizenWords;
  surveys: Surveys;
  agencyViews: AgencyViews;
  dispatchLinks: DispatchLinks;
  dispatches: Dispatches;
  areas: AreaDirectory;
  accounts: AccountDesk;
  overruling: Overruling;
  agencyWebhooks?: AgencyWebhooks;
  /** Where citizens and providers reach us, without a slash at the end. */
  publicUrl: string;
  /** Ends connections and, where this process is the last user, the embedded database. */
  close(): Promise<void>;
}

/** Connections of one process; the embedded engine allows 100 in all. */
const DATABASE_CONNECTIONS = 24;

/**
 * Reads the whole configuration.
 * @throws SettingsError with every error; nothing has been started then.
 */
export function readConfiguration(settings: Settings, extraEnv: Environment = {}): Configuration {
  const { configDir, env, sandbox } = settings;
  const { config, errors } = loadConfig({ configDir, env, sandbox, providers: CHANNEL_PROVIDERS, extraEnv });
  if (!config) throw new SettingsError(errors);
  return config;
}

/** Connects and migrates; what it had opened is closed again when a later part fails. */
export async function openCore(
  settings: Settings,
  configuration: Configuration,
  logger: Logger,
  clock: Clock = systemClock,
): Promise<Core> {
  const undo: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const databaseUrl = settings.databaseUrl ?? (await openEmbedded(settings, logger, undo));
    await runMigrations(databaseUrl);
    const database = Database.connect(databaseUrl, DATABASE_CONNECTIONS);
    undo.push(() => database.close());
    const revisions = new TenantRevisions({ database, tenants: configuration.tenants, sources: configuration.tenantSources, logger, clock }); // prettier-ignore
    await revisions.refresh();
    const engine =
      settings.redisUrl === undefined
        ? await QueueEngine.postgres(databaseUrl)
        : await QueueEngine.redis(settings.redisUrl);
    undo.push(() => engine.close());
    const doorbell = new Dispatcher(engine, logger);
    undo.push(() => doorbell.close());
    const keys = await openKeys(settings.keysFile, database);
    const vault = new Vault(keys);
    const storage = await openStorage(configuration.gateway.storage, settings.dataDir);
    const attachments = new SealedAttachmentStore(storage, vault, clock, new ObjectPledges(database, clock));
    const publicUrl = settings.publicUrl ?? `http://${settings.host}:${String(settings.port)}`;
    const numbers = new TicketNumbers(database);
    const tenants = configuration.tenants.all();
    await numbers.prepare(tenants.map(({ slug }) => slug));
    // What an agency's system says is told by what is made further down.
    let tellGone: (tenant: Tenant, agency: string) => Promise<void> = async () => undefined;
    const webhooks = withWebhooks(
      buildChannelRegistry(configuration.gateway.channels, CHANNEL_PROVIDERS, { publicUrl }),
      tenants,
      { clock, allowPrivate: settings.sandbox, gone: (tenant, agency) => tellGone(tenant, agency) },
    );
    const { channels } = webhooks;
    const composer = new ReplyComposer(configuration.locales, configuration.tenants, publicUrl);
    const actions = new TicketActions({ database, doorbell, clock });
    const { ringAfterSeconds } = configuration.gateway.queue;
    const reporters = new ReporterMessages({
      vault,
      keys,
      composer,
      channels,
      tenants: configuration.tenants,
      ringAfterSeconds,
    });
    const staff = new StaffDirectory(vault);
    const staffNotices = new StaffNotices({ vault, channels, logger, ringAfterSeconds });
    tellGone = (tenant, agency) =>
      webhookGone(
        { actions, staff, notices: staffNotices, locales: configuration.locales, clock },
        configuration.tenants.bySlug(tenant.slug) ?? tenant,
        agency,
      );
    const webhooksOf = (views: AgencyViews): AgencyWebhooks =>
      new AgencyWebhooks({ database, vault, clock, views, channels, agencies: webhooks.agencies, ringAfterSeconds });
    const dispatching = openDispatching({ configuration, vault, keys, clock, actions, staff, staffNotices, publicUrl, webhooks: webhooksOf }); // prettier-ignore
    const citizenWords = new CitizenWords({ vault, clock, actions });
    const shared = {
      settings,
      configuration,
      revisions,
      logger,
      database,
      databaseUrl,
      engine,
      keys,
      vault,
      channels,
      doorbell,
      receipts: new Receipts(database, vault, clock, logger),
      storage,
      attachments,
      attachmentReader: new AttachmentReader({ database, vault, store: attachments, clock }),
      fileLinks: new FileLinks({ keys, clock, publicUrl }),
      numbers,
      composer,
      actions,
      deadlines: new Deadlines(configuration),
      reporters,
      answers: new Answers({ vault, composer, clock, actions, reporters }),
      officeEndings: new OfficeEndings({ actions, reporters, composer, clock }),
      citizenWords,
      surveys: new Surveys({ actions, citizenWords, tenants: configuration.tenants, clock }),
      staff,
      staffNotices,
      ...dispatching,
      areas: new AreaDirectory(tenants),
      accounts: openAccounts({ database, vault, keys, clock, channels, doorbell, logger, publicUrl, ringAfterSeconds, ...configuration, config: configuration.gateway.accounts, sandbox: settings.sandbox }),
      overruling: openOverruling({
        database, actions, reporters, composer, numbers, vault, keys, channels, clock,
        tenants: configuration.tenants,
        holidays: configuration.holidays,
      }),
      publicUrl,
      close,
    }; // prettier-ignore
    const core: Core = { ...shared, ...openResponses({ ...shared, ringAfterSeconds, clock }) };
    listenToTickets(core, clock);
    return core;
  } catch (error) {
    await close();
    throw error;
  }
}

async function openEmbedded(settings: Settings, logger: Logger, undo: (() => Promise<void>)[]): Promise<string> {
  const embedded = await startEmbedded({ dataDir: settings.dataDir, log: (line) => logger.info(line) });
  undo.push(() => embedded.stop());
  return embedded.url;
}
