import { openDesk } from '../../src/app/open-desk.js';
import { openIntake } from '../../src/app/open-intake.js';
import { systemClock } from '../../src/observability/clock.js';
import type { TestGateway } from './gateway.js';
import { ManualDesk } from '../../src/manual/manual-desk.js';
import { ReplyTasks } from '../../src/manual/reply-tasks.js';
import type { EntryInput } from '../../src/manual/entry-input.js';
import { AreaDirectory } from '../../src/tenants/areas.js';
import { CALLER } from './manual-entries.js';
import { shippedConfig } from './shipped.js';
import type { World } from './world.js';

/** A clerk's desk and task list on a world's database. */
export function clerk(world: World): { desk: ManualDesk; tasks: ReplyTasks } {
  const { tenants } = shippedConfig();
  const { database, vault, keys, channels, intake: sink, store: attachments } = world;
  const clock = { now: () => world.now() };
  const areas = new AreaDirectory(tenants.all());
  const limits = { attachmentBytes: 1_000, attachmentsPerMessage: 2 };
  return {
    desk: new ManualDesk({ database, vault, keys, channels, tenants, areas, sink, attachments, limits, clock }),
    tasks: new ReplyTasks({ database, vault, clock }),
  };
}

/** What a clerk types; give what differs. */
export function typedEntry(overrides: Partial<EntryInput> = {}): EntryInput {
  return {
    channelId: 'manual-desk',
    text: 'Jalan berlubang di depan SDN 1 Batulicin',
    reporter: { name: 'Siti Contoh', phone: CALLER.replace('+62', '0') },
    ...overrides,
  };
}

/** The desk of a running gateway; `end` closes its intake. */
export function clerkOf({ gateway: { core } }: TestGateway): { desk: ManualDesk; end: () => Promise<void> } {
  const intake = openIntake(core, systemClock, false);
  return { desk: openDesk(core, intake, systemClock), end: () => intake.close() };
}
