import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGateway, type Gateway } from '../../src/app/gateway.js';
import type { EntryFile } from '../../src/manual/entry-input.js';
import { OfficeFiles } from '../../src/manual/office-files.js';
import { TicketQueries, type TicketDetail } from '../../src/replies/ticket-queries.js';
import { reconcile, type Reconciliation } from '../../src/reports/reconcile.js';
import type { PhoneMessage } from '../../src/sandbox/phone.js';
import { loadSettings } from '../../src/settings/settings.js';
import type { Clock } from '../../src/observability/clock.js';
import { CapturedLogs } from './captured-logs.js';
import { takeFixedPorts } from './fixed-ports.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';
import { CONFIG_DIRECTORY } from './shipped.js';
import { until } from './wait.js';

export interface TestGatewayOptions {
  /** Another instance's, to share it; a database of its own where absent. */
  databaseUrl?: string;
  /** Another instance's data directory, for its keys. */
  dataDir?: string;
  redisUrl?: string;
  role?: 'all' | 'web' | 'worker';
  /** A clock that the test turns; the real one where absent. */
  clock?: Clock;
  /** Further variables, such as KENTONGAN_SANDBOX. */
  env?: Record<string, string>;
}

/** The whole gateway in this process, on a database and a data directory of its own. */
export class TestGateway {
  readonly queries: TicketQueries;

  private constructor(
    readonly gateway: Gateway,
    readonly logs: CapturedLogs,
    readonly dataDir: string,
    /** Of this gateway; for commands beside it. */
    readonly env: Readonly<Record<string, string>>,
    private readonly cleanUp: () => Promise<void>,
  ) {
    this.queries = new TicketQueries(gateway.core.database, gateway.core.vault);
  }

  static async start(options: TestGatewayOptions = {}): Promise<TestGateway> {
    const own: TestDatabase | undefined = options.databaseUrl === undefined ? await createTestDatabase() : undefined;
    const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'kentongan-e2e-'));
    const logs = new CapturedLogs();
    const env = {
      PORT: String(await freePort()),
      KENTONGAN_DATA: dataDir,
      KENTONGAN_CONFIG: CONFIG_DIRECTORY,
      KENTONGAN_ROLE: options.role ?? 'all',
      KENTONGAN_SANDBOX: '1',
      DATABASE_URL: own?.url ?? options.databaseUrl ?? '',
      ...(options.redisUrl !== undefined && { REDIS_URL: options.redisUrl }),
      ...options.env,
    };
    const settings = loadSettings(env);
    const giveBack = options.role === 'web' && env.KENTONGAN_SANDBOX === '1' ? await takeFixedPorts() : undefined;
    const gateway = await startGateway({
      settings,
      logger: logs.logger,
      ...(options.clock && { clock: options.clock }),
    });
    return new TestGateway(gateway, logs, dataDir, env, async () => {
      await gateway.stop();
      await giveBack?.();
      await own?.drop();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    });
  }

  get url(): string {
    return this.gateway.localUrl;
  }

  /** The citizen sends an SMS through the sandbox; `times` posts the same webhook at once. */
  async send(
    from: string,
    text: string,
    {
      channelId = 'sms-1708',
      ...more
    }: {
      channelId?: string;
      times?: number;
      attachments?: object[];
      subject?: string;
      inReplyTo?: string;
      quotes?: string;
    } = {},
  ): Promise<string> {
    const answer = await fetch(`${this.url}/sandbox/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ channelId, from, text, ...more }),
    });
    const body = (await answer.json()) as { id: string };
    if (answer.status !== 202)
      throw new Error(`the sandbox answered ${String(answer.status)}: ${JSON.stringify(body)}`);
    return body.id;
  }

  async conversation(address: string): Promise<PhoneMessage[]> {
    const answer = await fetch(`${this.url}/sandbox/api/messages?address=${encodeURIComponent(address)}`);
    return (await answer.json()) as PhoneMessage[];
  }

  /** The n-th message to this phone, once it is there. */
  async replyTo(address: string, count = 1): Promise<PhoneMessage> {
    return until(
      `message ${String(count)} to a phone`,
      async () => (await this.conversation(address)).filter(({ direction }) => direction === 'out')[count - 1],
    );
  }

  async answer(number: string, text: string, files: readonly EntryFile[] = []): Promise<void> {
    const { answers, attachments: store, configuration } = this.gateway.core;
    const attachments = await new OfficeFiles({ store, limits: configuration.gateway.limits }).keep(files);
    await answers.answer(number, text, { attachments });
  }

  async ticket(number: string): Promise<TicketDetail> {
    const found = await this.queries.show(number);
    if (!found) throw new Error(`there is no ticket ${number}`);
    return found;
  }

  /** Waits until nothing is pending or on its way. */
  async quiet(): Promise<void> {
    await until('the gateway to be quiet', async () => {
      const [row] = await this.gateway.core.database.query<{ open: number }>(
        `SELECT (SELECT count(*) FROM inbound_message WHERE state = 'pending')::int
              + (SELECT count(*) FROM outbound_message WHERE state IN ('queued', 'sending'))::int AS open`,
      );
      return row?.open === 0;
    });
  }

  async reconcile(): Promise<Reconciliation> {
    const { database, channels } = this.gateway.core;
    return reconcile(
      database,
      channels.all().map(({ id }) => id),
    );
  }

  async stop(): Promise<void> {
    await this.cleanUp();
  }
}

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
