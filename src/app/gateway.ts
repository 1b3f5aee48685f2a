import { createServer } from 'node:net';
import { accessSync, constants, mkdirSync } from 'node:fs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CodedError } from '../messaging/errors.js';
import { systemClock, type Clock } from '../observability/clock.js';
import { HealthRegistry } from '../observability/health.js';
import type { Logger } from '../observability/logger.js';
import { MetricsRegistry } from '../observability/metrics.js';
import type { StandIns } from '../sandbox/stand-ins.js';
import type { Settings } from '../settings/settings.js';
import { checkStorage } from '../tickets/storage/open-storage.js';
import { openCore, readConfiguration, type Core } from './core.js';
import { GatewayModule } from './gateway.module.js';
import { contributeHealth, contributeMetrics } from './gateway-metrics.js';
import { sendMeter } from './send-meter.js';
import type { FirstAccount } from '../accounts/accounts.js';
import { createHttp, type HttpRoute } from './http.js';
import { openIntake } from './open-intake.js';
import { openStaff } from './open-staff.js';
import { leaveStandInAddresses } from './stand-in-addresses.js';
import { openSandboxKey } from './sandbox-key.js';
import { Work } from './work.js';

/** A running role. */
export interface Gateway {
  core: Core;
  /** Where it listens, on this machine. */
  localUrl: string;
  /** What is served by HTTP. */
  routes: readonly HttpRoute[];
  /** The central admin that this start has made, since there was no account. Its password is known nowhere else: to be shown once. */
  firstAccount: FirstAccount | undefined;
  /** Stops taking in, finishes what is in hand, closes everything. Repeated calls do nothing. */
  stop(): Promise<void>;
}

/** How often a process looks for what was edited in another one. */
const REVISIONS_EVERY_MS = 2_000;

export interface GatewayOptions {
  settings: Settings;
  logger: Logger;
  clock?: Clock;
  /** Whether the intake writes in a thread of its own: only in the built program, whose files a thread can load. */
  threads?: boolean;
}

/**
 * Starts the role that the settings name. Configuration and port are checked before anything starts.
 * @throws SettingsError, CodedError whose messages say what to do
 */
export async function startGateway({
  settings,
  logger,
  clock = systemClock,
  threads = false,
}: GatewayOptions): Promise<Gateway> {
  readConfiguration(settings);
  await assertPortFree(settings);
  assertDataDirectory(settings);
  const takesIn = settings.role !== 'worker';
  const standIns = settings.sandbox && takesIn ? await openSandbox(settings, logger, clock) : undefined;
  const stops: (() => Promise<unknown>)[] = [async () => standIns?.stop()];
  if (standIns) {
    const takeBack = leaveStandInAddresses(settings.dataDir, standIns.env);
    stops.push(async () => takeBack());
  }
  const stop = async (): Promise<void> => {
    for (const step of stops.splice(0).reverse()) await step();
  };
  try {
    const configuration = readConfiguration(settings, standIns?.env);
    standIns?.prepare(configuration.gateway.channels, configuration.tenants.all());
    const core = await openCore(settings, configuration, logger, clock);
    stops.push(() => core.close());
    await openStaff(core, clock);
    core.revisions.start(REVISIONS_EVERY_MS);
    stops.push(() => core.revisions.stop());
    void checkStorage(core.storage, configuration.gateway.storage.kind, logger);
    const intake = openIntake(core, clock, threads && takesIn);
    stops.push(async () => {
      await intake.close();
      await core.receipts.drain();
    });
    const { app, routes } = await createHttp(
      GatewayModule.register({ core, clock, takesIn, intake, standIns }),
      core,
      takesIn,
    );
    const health = app.get(HealthRegistry);
    contributeHealth(health, core);
    const metrics = app.get(MetricsRegistry);
    contributeMetrics(metrics, core);
    if (settings.role !== 'web') {
      const work = await Work.start(core, intake, clock, sendMeter(metrics));
      stops.push(() => work.stop());
    }
    const localUrl = await listen(app, settings);
    stops.push(async () => {
      health.markStopping();
      await app.close();
    });
    if (standIns) {
      const { key: apiKey, end } = await openSandboxKey(core, clock);
      stops.push(end);
      standIns.connect({ localUrl, publicUrl: core.publicUrl, apiKey }, configuration.gateway.channels);
    }
    const firstAccount = takesIn ? await core.accounts.accounts.first(settings.sandbox) : undefined;
    health.markReady();
    return { core, localUrl, routes, firstAccount, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function openSandbox(settings: Settings, logger: Logger, clock: Clock): Promise<StandIns> {
  // Loaded only here: production has no stand-ins.
  const { startStandIns } = await import('../sandbox/stand-ins.js');
  return startStandIns({ settings, log: logger, fixedPorts: settings.role !== 'all', clock });
}

async function listen(app: NestFastifyApplication, settings: Settings): Promise<string> {
  try {
    await app.listen(settings.port, settings.host);
  } catch (error) {
    throw (error as { code?: string }).code === 'EADDRINUSE' ? portTaken(settings) : error;
  }
  const address = app.getHttpServer().address() as { port: number } | null;
  const host = settings.host === '0.0.0.0' || settings.host === '::' ? '127.0.0.1' : settings.host;
  return `http://${host.includes(':') ? `[${host}]` : host}:${String(address?.port ?? settings.port)}`;
}

/** Asked before the database starts: a second start by mistake should say so at once. */
async function assertPortFree(settings: Settings): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') reject(portTaken(settings));
      else if (error.code === 'EACCES')
        reject(
          new CodedError(
            'port-forbidden',
            `port ${String(settings.port)} needs more rights; choose one above 1024 with PORT`,
            false,
          ),
        );
      else
        reject(
          new CodedError(
            'address-unusable',
            `can't listen on ${settings.host}: ${error.code ?? 'unknown'}. Set HOST to an address of this machine`,
            false,
          ),
        );
    });
    probe.listen(settings.port, settings.host, () => probe.close(() => resolve()));
  });
}

function portTaken(settings: Settings): CodedError {
  return new CodedError(
    'port-taken',
    `port ${String(settings.port)} on ${settings.host} is taken: another program, or another gateway, listens there. Stop it, or choose another port: PORT=3001 npm start`,
    false,
  );
}

function assertDataDirectory(settings: Settings): void {
  try {
    mkdirSync(settings.dataDir, { recursive: true });
    accessSync(settings.dataDir, constants.W_OK | constants.X_OK);
  } catch {
    throw new CodedError(
      'data-directory-not-writable',
      `the data directory ${settings.dataDir} can't be written by this user. Give the user the right to it, or set KENTONGAN_DATA to another directory`,
      false,
    );
  }
}
