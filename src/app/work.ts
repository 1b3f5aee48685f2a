import { AccountSweep } from '../accounts/account-sweep.js';
import { ConnectionManager } from '../intake/connection-manager.js';
import type { Intake } from '../intake/intake.service.js';
import { JobRunner } from '../jobs/runner.js';
import { Sweeper } from '../jobs/sweeper.js';
import { OutboxSweep } from '../outbox/outbox-sweep.js';
import { Outbox } from '../outbox/outbox.service.js';
import type { SendMeter } from '../outbox/send-recorder.js';
import { BurstSweep } from '../pipeline/burst/burst-sweep.js';
import { InboundSweep } from '../pipeline/inbound-sweep.js';
import { Pipeline } from '../pipeline/pipeline.service.js';
import { RefusedFileNotices } from '../replies/attachment-notice.js';
import { AttachmentEndings } from '../tickets/attachment-endings.js';
import { AttachmentWorker } from '../tickets/attachment-worker.js';
import { CanaryWatch } from '../watch/canary-watch.js';
import { ChannelHours } from '../watch/channel-hours.js';
import { SilenceWatch } from '../watch/silence-watch.js';
import { AnswerTimesSweep } from '../reports/answer-times/answer-times-sweep.js';
import type { Clock } from '../observability/clock.js';
import type { Core } from './core.js';
import { openReportOrders, openReports, openReportSweep } from './open-reports.js';
import { ticketSweeps } from './ticket-life.js';

/** Transactions of the pipeline, and sends, that one worker process has under way at a time. */
const PIPELINE_CONCURRENCY = 3;
const SEND_CONCURRENCY = 24;
/** A worker that falls behind works in larger batches, up to this many rows more than it was rung for. */
const CLAIM_ALONG = 150;
/** Seconds until a row is rung for again, should that ring be lost too. */
const RING_AGAIN_SECONDS = 15;

/** The worker's side: the channels that we keep connected, pipeline, outbox, attachments, and the sweeper that rings for what was forgotten. */
export class Work {
  private constructor(
    private readonly runner: JobRunner,
    private readonly sweeper: Sweeper,
    private readonly outbox: Outbox,
    private readonly connections: ConnectionManager,
  ) {}

  static async start(core: Core, intake: Intake, clock: Clock, meter: SendMeter): Promise<Work> {
    const { database, vault, keys, channels, doorbell, receipts, logger, configuration } = core;
    const { queue, limits } = configuration.gateway;
    const endings = openAttachmentEndings(core, clock);
    const pipeline = new Pipeline({
      database, vault, keys, channels, doorbell, logger, clock,
      numbers: core.numbers,
      actions: core.actions,
      citizenWords: core.citizenWords,
      officers: core.officerReplies,
      files: endings,
      tenants: configuration.tenants,
      composer: core.composer,
      holidays: configuration.holidays,
      limits,
      leaseSeconds: queue.leaseSeconds,
      ringAfterSeconds: queue.ringAfterSeconds,
      concurrency: PIPELINE_CONCURRENCY,
      claimAlong: CLAIM_ALONG,
    }); // prettier-ignore
    const outbox = new Outbox({
      database,
      vault,
      channels,
      receipts,
      files: { read: (key) => core.attachments.get(key), url: (id) => core.fileLinks.url(id) },
      logger,
      leaseSeconds: queue.leaseSeconds,
      concurrency: SEND_CONCURRENCY,
      claimAlong: CLAIM_ALONG,
      automaticMessagesPerDay: limits.automaticMessagesPerDay,
      clock,
      meter,
    });
    const files = openAttachmentWorker(core, endings);
    const orders = openReportOrders(core, openReports(core, clock), clock);
    const sources = [
      new InboundSweep(database, RING_AGAIN_SECONDS),
      new OutboxSweep(database, receipts, RING_AGAIN_SECONDS),
      files,
      new BurstSweep({
        database,
        vault,
        channels,
        clock,
        logger,
        tenants: configuration.tenants,
        holidays: configuration.holidays,
        followers: [core.deadlines, core.overruling.signatures],
      }),
      ...ticketSweeps(core, clock),
      core.overruling.signatures,
      openReportSweep(core, clock),
      new AnswerTimesSweep({ database, clock, logger, tenants: configuration.tenants }),
      orders,
      new AccountSweep({ database, vault, clock, config: configuration.gateway.accounts }),
      new SilenceWatch({
        ...core,
        ...configuration,
        notices: core.staffNotices,
        hours: new ChannelHours(database),
        central: core.accounts.central,
        clock,
      }),
      new CanaryWatch({
        ...core,
        ...configuration,
        notices: core.staffNotices,
        central: core.accounts.central,
        ringAfterSeconds: queue.ringAfterSeconds,
        clock,
      }),
    ];
    const runner = new JobRunner(core.engine, logger);
    await runner.start({
      'process-inbound': ({ ids }) => pipeline.process(ids),
      'send-outbound': ({ ids }) => outbox.process(ids),
      'fetch-attachments': ({ ids }) => files.process(ids),
      'make-reports': ({ ids }) => orders.process(ids),
    });
    const sweeper = new Sweeper(sources, doorbell, queue.sweepSeconds * 1000, logger);
    sweeper.start();
    const connections = new ConnectionManager({
      database, vault, channels, receipts, clock, logger,
      databaseUrl: core.databaseUrl,
      inbound: intake,
      attachments: core.attachments,
    }); // prettier-ignore
    await connections.start();
    return new Work(runner, sweeper, outbox, connections);
  }

  /** Takes no more, finishes what is in hand, ends the adapters' connections. */
  async stop(): Promise<void> {
    await this.connections.stop();
    await this.sweeper.stop();
    await this.runner.stop();
    await this.outbox.close();
  }
}

function openAttachmentEndings(core: Core, clock: Clock): AttachmentEndings {
  const { database, vault, channels, doorbell, composer, configuration } = core;
  const { queue, limits } = configuration.gateway;
  const notices = new RefusedFileNotices({
    vault, channels, composer, clock, limits,
    tenants: configuration.tenants,
    ringAfterSeconds: queue.ringAfterSeconds,
  }); // prettier-ignore
  return new AttachmentEndings({ database, vault, notices, doorbell, clock });
}

function openAttachmentWorker(core: Core, endings: AttachmentEndings): AttachmentWorker {
  const { database, vault, channels, logger, configuration } = core;
  const { queue, limits } = configuration.gateway;
  return new AttachmentWorker({
    database, vault, channels, logger, limits, endings,
    store: core.attachments,
    leaseSeconds: Math.max(queue.leaseSeconds, 120),
  }); // prettier-ignore
}
