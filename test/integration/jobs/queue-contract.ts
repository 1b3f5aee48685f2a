import { Dispatcher } from '../../../src/jobs/dispatcher.js';
import { QUEUES } from '../../../src/jobs/job-map.js';
import type { QueueEngine } from '../../../src/jobs/queue-engine.js';
import { JobRunner, type JobHandlers } from '../../../src/jobs/runner.js';
import { Sweeper } from '../../../src/jobs/sweeper.js';
import { InboundSweep } from '../../../src/pipeline/inbound-sweep.js';
import { Pipeline } from '../../../src/pipeline/pipeline.service.js';
import { CodedError } from '../../../src/messaging/errors.js';
import { CapturedLogs } from '../../kit/captured-logs.js';
import { until } from '../../kit/wait.js';
import { World } from '../../kit/world.js';

export interface Backend {
  open(databaseUrl: string): Promise<QueueEngine>;
  /** Takes everything out of every queue. */
  flush(databaseUrl: string): Promise<void>;
  /** What the queue stores of its jobs, as text. */
  dump(databaseUrl: string): Promise<string>;
}

/** What every queue backend must do; run by a spec for each. */
export function queueContract(backend: Backend): void {
  let world: World;
  let engine: QueueEngine;
  let logs: CapturedLogs;
  let stops: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    world = await World.open();
    engine = await backend.open(world.url);
  });
  afterAll(async () => {
    await engine.close();
    await world.close();
  });
  beforeEach(async () => {
    await world.empty();
    await backend.flush(world.url);
    logs = new CapturedLogs();
  });
  afterEach(async () => {
    for (const stop of stops.reverse()) await stop();
    stops = [];
  });

  function dispatcher(): Dispatcher {
    const made = new Dispatcher(engine, logs.logger);
    stops.push(() => made.close());
    return made;
  }

  async function runner(handlers: Partial<JobHandlers>): Promise<JobRunner> {
    const nothing = async (): Promise<void> => undefined;
    const made = new JobRunner(engine, logs.logger);
    stops.push(() => made.stop());
    await made.start({
      'process-inbound': nothing,
      'send-outbound': nothing,
      'fetch-attachments': nothing,
      'make-reports': nothing,
      ...handlers,
    });
    return made;
  }

  it('rings bring every row to a handler once, many to a job', async () => {
    const doorbell = dispatcher();
    const jobs: string[][] = [];
    const ids = Array.from({ length: 350 }, (_, index) => `row-${String(index)}`);
    for (const id of ids) doorbell.ring('inbound.sms', [id]);
    await runner({ 'process-inbound': async (payload) => void jobs.push(payload.ids) });
    await until('all rows', () => jobs.flat().length >= ids.length);
    expect(jobs.flat().sort()).toEqual([...ids].sort());
    expect(jobs.length).toBeLessThan(20);
    expect(Math.max(...jobs.map((job) => job.length))).toBeLessThanOrEqual(QUEUES['inbound.sms'].batch);
    await until('an empty queue', async () => (await doorbell.depth('inbound.sms')) === 0);
  });

  it('each queue has the handler of its own job', async () => {
    const heard: string[] = [];
    const doorbell = dispatcher();
    await runner({
      'process-inbound': async ({ ids }) => void heard.push(`inbound ${ids.join()}`),
      'send-outbound': async ({ ids }) => void heard.push(`outbox ${ids.join()}`),
      'fetch-attachments': async ({ ids }) => void heard.push(`attachments ${ids.join()}`),
    });
    doorbell.ring('inbound.web', ['a']);
    doorbell.ring('outbox.sms', ['b']);
    doorbell.ring('maintenance', ['c']);
    await until('three jobs', () => heard.length >= 3);
    expect(heard.sort()).toEqual(['attachments c', 'inbound a', 'outbox b']);
  });

  it('refuses to start without a handler for each job', async () => {
    const made = new JobRunner(engine, logs.logger);
    stops.push(() => made.stop());
    await expect(made.start({} as JobHandlers)).rejects.toMatchObject({ code: 'job-without-handler' });
  });

  it('promise 10: a job that fails stores a code and ids, nothing of what the error said', async () => {
    const doorbell = dispatcher();
    await runner({
      'process-inbound': () => Promise.reject(new TypeError('pesan dari +6281100000001: jalan rusak')),
      'send-outbound': () => Promise.reject(new CodedError('far-end-away', 'the far end is away', true)),
    });
    doorbell.ring('inbound.sms', ['row-1']);
    doorbell.ring('outbox.sms', ['row-2']);
    await until('both failures', () => logs.find('job failed').length >= 2);
    expect(
      logs
        .find('job failed')
        .map(({ fields }) => fields['error'])
        .sort(),
    ).toEqual(['TypeError', 'far-end-away']);
    const stored = await backend.dump(world.url);
    expect(stored).toContain('row-1');
    expect(stored).not.toMatch(/62811|jalan rusak|pesan dari/);
    expect(logs.text()).not.toMatch(/62811|jalan rusak|pesan dari/);
  });

  it('a ring never throws, and is lost without a word but in the log, when the queue is away', async () => {
    const doorbell = new Dispatcher(
      {
        queue: () => ({
          on: () => undefined,
          add: () => Promise.reject(new Error('connection refused')),
          close: () => Promise.resolve(),
        }),
      } as unknown as QueueEngine,
      logs.logger,
    );
    doorbell.ring('inbound.sms', ['row-1']);
    await until('the log line', () => logs.find('doorbell lost; the sweeper will ring').length === 1);
    await doorbell.close();
  });

  it('a ring that comes at the very moment when the last one is through is not forgotten', async () => {
    // At each of the turns of the microtask queue in which a commit could come back.
    for (let turns = 0; turns < 12; turns += 1) {
      const added: string[] = [];
      const queue = {
        on: () => undefined,
        add: (_name: string, { ids }: { ids: string[] }) => {
          added.push(...ids);
          const done = Promise.resolve();
          if (ids[0] === 'first') {
            let turn = done;
            for (let index = 0; index < turns; index += 1) turn = turn.then(() => undefined);
            void turn.then(() => doorbell.ring('inbound.sms', ['late']));
          }
          return done;
        },
        close: () => Promise.resolve(),
      };
      const doorbell: Dispatcher = new Dispatcher({ queue: () => queue } as unknown as QueueEngine, logs.logger);
      doorbell.ring('inbound.sms', ['first']);
      await new Promise((resolve) => setTimeout(resolve, 150));
      expect([turns, ...added]).toEqual([turns, 'first', 'late']);
      await doorbell.close();
    }
  });

  it('promise 2: with every queue emptied, the sweeper rings again; nothing is lost, nothing done twice', async () => {
    const doorbell = dispatcher();
    const ids: string[] = [];
    for (let index = 0; index < 40; index += 1)
      ids.push(await world.receive('TANAHBUMBU jalan berlubang', `+62811000000${String(100 + index)}`));
    for (const id of world.bell.take('inbound')) doorbell.ring('inbound.sms', [id]);
    await until('rings in the queue', async () => (await doorbell.depth('inbound.sms')) > 0);
    await backend.flush(world.url);
    const pipelines = [new Pipeline({ ...world.parts, doorbell }), new Pipeline({ ...world.parts, doorbell })];
    let turn = 0;
    await runner({
      'process-inbound': (payload) => pipelines[(turn += 1) % 2]?.process(payload.ids) ?? Promise.resolve(),
    });
    await world.timePasses('inbound_message');
    // Two sweepers, as in two worker processes, and some rings again for what is done.
    const sweepers = [1, 2].map(() => new Sweeper([new InboundSweep(world.database, 15)], doorbell, 50, logs.logger));
    for (const sweeper of sweepers) {
      sweeper.start();
      stops.push(() => sweeper.stop());
    }
    await until('all tickets', async () => (await world.count('ticket')) === ids.length);
    doorbell.ring('inbound.sms', ids);
    await until('an empty queue', async () => (await doorbell.depth('inbound.sms')) === 0);
    expect(await world.count('inbound_message', `state = 'done' AND outcome = 'ticket'`)).toBe(ids.length);
    expect(await world.count('ticket')).toBe(ids.length);
    expect(await world.count('outbound_message')).toBe(ids.length);
    expect((await world.balance()).ok).toBe(true);
  });

  it('stops with what is in hand finished, and takes no more', async () => {
    const doorbell = dispatcher();
    let finish = (): void => undefined;
    let finished = 0;
    const held = new Promise<void>((resolve) => (finish = resolve));
    const started: string[] = [];
    const made = await runner({
      'fetch-attachments': async ({ ids }) => {
        started.push(...ids);
        await held;
        finished += 1;
      },
    });
    doorbell.ring('maintenance', ['a']);
    await until('the job to start', () => started.length === 1);
    let stopped = false;
    const stopping = made.stop().then(() => (stopped = true));
    doorbell.ring('maintenance', ['b']);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(stopped).toBe(false);
    finish();
    await stopping;
    expect([started, finished]).toEqual([['a'], 1]);
  });
}
