import { outsideReference } from '../channels/manual/outside-reference.js';
import { sealedIn } from '../contacts/vault-context.js';
import type { Vault } from '../contacts/vault.js';
import type { Transaction } from '../database/transaction.js';
import { WriteSet } from '../database/write-set.js';
import { CodedError } from '../messaging/errors.js';
import type { Channel, ChannelRegistry } from '../messaging/ports.js';
import type { Clock } from '../observability/clock.js';
import type { Relays } from '../replies/relays.js';
import { addOutsideReference } from '../tickets/outside-reference.writes.js';
import { send, type HeldTicket, type Ring, type TicketActions } from '../tickets/ticket-actions.js';

export interface ReferenceParts {
  actions: TicketActions;
  relays: Relays;
  vault: Vault;
  channels: ChannelRegistry;
  clock: Clock;
}

export interface ReferenceGiven {
  number: string;
  /** As it is written from now on. */
  reference: string;
  /** It had it already. */
  repeated: boolean;
  /** The task to copy an answer there that was given before; null where there is none. */
  task: string | null;
}

/** Manual providers whose reports have a name of their own. */
const NAMED: readonly string[] = ['outside-system', 'social-media'];

const HOLDER = `
  SELECT t.id, t.number, t.tenant FROM outside_reference r JOIN ticket t ON t.id = r.ticket_id
  WHERE r.system = $1 AND r.reference_hash = $2`;
const LAST_ANSWER = `
  SELECT id, key_id AS "keyId", words_sealed AS sealed FROM outbound_message
  WHERE ticket_id = $1 AND purpose = 'answer' AND words_sealed IS NOT NULL ORDER BY created_at DESC, id DESC LIMIT 1`;

/** What other systems call a ticket, where that becomes known after it was opened. */
export class References {
  constructor(private readonly parts: ReferenceParts) {}

  /**
   * @param system the id of the manual channel that stands for the other system
   * @throws CodedError `ticket-unknown`, `system-unknown`, `reference-malformed`; `reference-taken` where another ticket has it
   */
  async give(number: string, system: string, typed: string, by: string): Promise<ReferenceGiven> {
    return this.parts.actions.transaction((tx) => this.giveWithin(tx, number, system, typed, by));
  }

  /** In the caller's transaction. @throws as `give` */
  async giveWithin(
    tx: Transaction,
    number: string,
    system: string,
    typed: string,
    by: string,
  ): Promise<{ value: ReferenceGiven; rings: Ring[] }> {
    const { actions, vault, clock } = this.parts;
    const ticket = await actions.hold(tx, { number });
    const channel = this.systemOf(ticket, system);
    const reference = outsideReference(typed);
    if (reference === undefined)
      throw new CodedError('reference-malformed', "a number such as 1234567, or a post's address", false);
    const now = clock.now();
    const writes = new WriteSet();
    const known = await this.holder(tx, system, reference);
    if (known && known.id !== ticket.id) throw elsewhere(ticket, known);
    if (known) return { value: { number: ticket.number, reference, repeated: true, task: null }, rings: [] };
    addOutsideReference(writes, vault, { ticketId: ticket.id, system, reference, now });
    send(tx, writes);
    // Of two at once one finds the other's row, and gives way.
    const holder = await this.holder(tx, system, reference);
    if (holder?.id !== ticket.id) throw elsewhere(ticket, holder);
    actions.note(tx, ticket, 'reference-added', { kind: 'operator', by }, { data: { system: channel.id } });
    const task = await this.relayGiven(tx, ticket, by);
    return { value: { number: ticket.number, reference, repeated: false, task }, rings: [] };
  }

  /** An answer that has been given is copied there too. */
  private async relayGiven(tx: Transaction, ticket: HeldTicket, by: string): Promise<string | null> {
    const { actions, relays, vault, clock } = this.parts;
    const [row] = await tx.query<{ id: string; keyId: string; sealed: Buffer }>(LAST_ANSWER, [ticket.id]);
    if (!row) return null;
    const words = vault.openText(row.sealed, row.keyId, sealedIn.outboundWords(row.id));
    const [task] = await relays.queue(tx, ticket.id, { outboundId: row.id, words, now: clock.now() });
    if (task === undefined) return null;
    actions.note(tx, ticket, 'relay-queued', { kind: 'operator', by }, { outboundId: task });
    return task;
  }

  private systemOf({ tenant }: HeldTicket, system: string): Channel {
    const channel = this.parts.channels.get(system);
    const serves = channel?.tenant === undefined || channel.tenant === tenant;
    if (channel && serves && channel.kind === 'manual' && NAMED.includes(channel.provider)) return channel;
    const known = this.parts.channels
      .all()
      .filter((each) => NAMED.includes(each.provider) && (each.tenant === undefined || each.tenant === tenant));
    throw new CodedError(
      'system-unknown',
      `${system} is no system that gives numbers to ${tenant}'s reports; these are: ${known.map(({ id }) => id).join(', ') || 'none'}`,
      false,
    );
  }

  private async holder(
    tx: Transaction,
    system: string,
    reference: string,
  ): Promise<{ id: string; number: string; tenant: string } | undefined> {
    const hash = this.parts.vault.outsideReferenceHash(system, reference);
    const [row] = await tx.query<{ id: string; number: string; tenant: string }>(HOLDER, [system, hash]);
    return row;
  }
}

/** Another office's ticket is not named. */
function elsewhere(ticket: HeldTicket, holder: { number: string; tenant: string } | undefined): CodedError {
  const whose = holder?.tenant === ticket.tenant ? holder.number : 'a ticket of another office';
  return new CodedError('reference-taken', `${whose} has this reference already`, false);
}
