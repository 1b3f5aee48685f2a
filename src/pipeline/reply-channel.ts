import { TASK_METHODS } from '../messaging/inbound-event.js';
import type { Address, ReportForm, TaskMethod } from '../messaging/inbound-event.js';
import type { Channel, ChannelRegistry } from '../messaging/ports.js';
import type { CitizenMessage } from './types.js';

/** Where a ticket's replies go. */
export interface ReplyPath {
  channel: Channel;
  /** Null: published on the tracking page, or a task of people. */
  to: Address | null;
  /** How people carry it, where the gateway does not send it. */
  task?: TaskMethod;
}

/**
 * The channel that a citizen is answered on: the one the message came by, or what the form's reporter
 * chose. A choice that no running channel can serve falls back to the tracking page.
 */
export function replyPath(message: CitizenMessage, channels: ChannelRegistry): ReplyPath {
  const form = message.event.form;
  if (!form) return { channel: message.channel, to: message.event.from };
  const task = TASK_METHODS.find((method) => method === form.replyBy);
  if (task) return { channel: message.channel, to: null, task };
  const channel = form.replyBy === 'page' ? undefined : findReplyChannel(form.replyBy, form.tenant, channels);
  return channel && form.replyTo ? { channel, to: form.replyTo } : { channel: message.channel, to: null };
}

/** A running channel of that kind; the tenant's own before a shared one. */
export function findReplyChannel(
  kind: ReportForm['replyBy'],
  tenant: string,
  channels: ChannelRegistry,
): Channel | undefined {
  const candidates = channels
    .all()
    .filter((channel) => channel.enabled && channel.kind === kind && channel.adapter?.sender);
  return (
    candidates.find((channel) => channel.tenant === tenant) ??
    candidates.find((channel) => channel.tenant === undefined)
  );
}
