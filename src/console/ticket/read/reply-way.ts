import type { Reads } from '../../../agencies/staff-directory.js';
import type { Vault } from '../../../contacts/vault.js';
import type { Address, TaskMethod } from '../../../messaging/inbound-event.js';
import type { Channel, ChannelRegistry } from '../../../messaging/ports.js';
import { WINDOW } from './facts.statements.js';
import type { TicketHead } from './ticket-head.js';

const HOUR_MS = 3_600_000;

/** How the ticket's reporter is answered, and what stands in the way. */
export interface ReplyWay {
  channelId: string;
  /** Undefined: the configuration has it no more. */
  channel: Channel | undefined;
  /** People carry it. */
  task: TaskMethod | null;
  /** Whether there is an address; else it is published on the tracking page, or carried. */
  addressed: boolean;
  /** The citizen asked for silence on this channel. */
  silent: boolean;
  /** Of a channel with a window: until when free text reaches them; null: it is closed. Undefined: no window. */
  openUntil: Date | null | undefined;
  /** What goes out while the window is closed. */
  instead: 'template' | 'waits' | undefined;
}

interface WindowRow extends Record<string, unknown> {
  lastHeard: Date | null;
  silent: boolean;
}

/** One query, or none where nobody is addressed. As the outbox decides it when it sends (outbox.statements.ts). */
export async function readReplyWay(
  reads: Reads,
  { vault, channels }: { vault: Vault; channels: ChannelRegistry },
  { head, replyTo }: { head: TicketHead; replyTo: Address | null },
  now: Date,
): Promise<ReplyWay> {
  const channel = channels.get(head.replyChannelId);
  const task = head.replyMethod;
  const common = { channelId: head.replyChannelId, channel, task };
  if (task !== null || replyTo === null)
    return { ...common, addressed: false, silent: false, openUntil: undefined, instead: undefined };
  const [row] = await reads.query<WindowRow>(WINDOW, [head.replyChannelId, vault.addressHash(replyTo)]);
  const { windowHours, templates } = channel?.adapter?.sender?.capabilities ?? {};
  const silent = row?.silent === true;
  if (windowHours === undefined) return { ...common, addressed: true, silent, openUntil: undefined, instead: undefined };
  const { lastHeard = null } = row ?? {};
  const until = lastHeard && new Date(lastHeard.getTime() + windowHours * HOUR_MS);
  const open = until !== null && until > now;
  return { ...common, addressed: true, silent, openUntil: open ? until : null, instead: open ? undefined : templates === true ? 'template' : 'waits' };
} // prettier-ignore
