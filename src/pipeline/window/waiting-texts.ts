import type { Vault } from '../../contacts/vault.js';
import type { Transaction } from '../../database/transaction.js';
import { OWN_TEMPLATES, RELEASE, WAITING_FOR } from '../../outbox/window.statements.js';
import type { Written } from '../ending-writer.types.js';
import type { PipelineMessage } from '../types.js';

/**
 * Texts of ours that wait until their citizen writes again, on channels where free text may go out only for some
 * hours after that. Whatever the citizen writes, a tap on the template's button included, lets them go.
 */
export class WaitingTexts {
  private readonly ids = new Map<string, string[]>();
  private readonly onTemplate = new Set<string>();

  /** Asks the database only where one of the channels has a window. */
  static async of(tx: Transaction, messages: readonly PipelineMessage[], vault: Vault): Promise<WaitingTexts> {
    const found = new WaitingTexts();
    const windowed = messages.filter(({ channel, senderHash }) => senderHash !== null && hasWindow(channel));
    if (windowed.length === 0) return found;
    const tapping = windowed.filter(({ event }) => isTapped(event));
    const [waiting, templates] = await tx.queryBoth<{ place: number; id: string }, { place: number }>(
      {
        statement: WAITING_FOR,
        values: [
          windowed.map(({ channel }) => channel.id),
          windowed.map(({ senderHash }) => senderHash),
          windowed.map(({ channel }) => channel.adapter?.sender?.capabilities.templates === true),
        ],
      },
      {
        statement: OWN_TEMPLATES,
        values: [
          tapping.map(({ channel }) => channel.id),
          tapping.map(({ channel, event }) => vault.externalIdHash(channel.id, quotedId(event) ?? '')),
          tapping.map(({ senderHash }) => senderHash),
        ],
      },
    );
    for (const { place, id } of waiting) {
      const key = windowed[place - 1]?.id ?? '';
      found.ids.set(key, [...(found.ids.get(key) ?? []), id]);
    }
    for (const { place } of templates) found.onTemplate.add(tapping[place - 1]?.id ?? '');
    return found;
  }

  /** The sender has written: what waited for it goes out, once, however often it is let go. */
  release({ id, channel }: PipelineMessage, now: Date, { writes, rings }: Written): void {
    const ids = this.ids.get(id);
    if (!ids) return;
    writes.statement(RELEASE, [now, now, `{${ids.join(',')}}`]);
    rings.push(...ids.map((waiting) => ({ queue: `outbox.${channel.kind}` as const, id: waiting })));
  }

  /** The message is a tap on our template's button, and nothing but a wish to read. */
  isTap({ id, event }: PipelineMessage): boolean {
    return isTapped(event) && (this.onTemplate.has(id) || this.ids.has(id));
  }
}

function hasWindow({ adapter }: PipelineMessage['channel']): boolean {
  return adapter?.sender?.capabilities.windowHours !== undefined;
}

function isTapped(event: PipelineMessage['event']): boolean {
  return event.type === 'message' && event.tapped === true;
}

function quotedId(event: PipelineMessage['event']): string | undefined {
  return event.type === 'message' ? event.thread.quotedId : undefined;
}
