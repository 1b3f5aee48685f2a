import { sealedIn } from '../../contacts/vault-context.js';
import type { WriteSet } from '../../database/write-set.js';
import type { OutboundPurpose } from '../../messaging/outbound-message.js';
import { insertOutbound } from '../../outbox/outbox.writes.js';
import type { TimelineEvent } from '../../tickets/timeline.js';
import { TRANSITIONS } from '../../tickets/transitions.js';
import type { DemoParts, DemoTicket, Ids } from './demo-types.js';
import type { Step } from './history.js';

const ANSWERS = ['Sudah kami tindak lanjuti di lapangan dan selesai dikerjakan.', 'Petugas kami sudah memeriksa dan memperbaikinya.', 'Pekerjaan masuk jadwal minggu ini dan sudah dimulai.', 'Sudah kami sampaikan kepada pihak terkait dan telah ditangani.']; // prettier-ignore

const DAY = 86_400_000;
/** Share of the messages that reach nobody. */
const UNREACHED = 0.004;

/** The rows that follow from what happened, in its order. */
export class LifeWriter {
  private readonly dispatches: Record<string, unknown>[] = [];
  private readonly responses: Record<string, unknown>[] = [];
  private readonly feedback = new Map<number, Record<string, unknown>>();

  constructor(
    private readonly writes: WriteSet,
    private readonly parts: DemoParts,
    private readonly demo: DemoTicket,
    private readonly ids: Ids,
  ) {}

  opened(): void {
    const { openedAt, agency } = this.demo.complaint;
    this.event('opened', 'citizen', openedAt, { state: agency ? 'received' : 'triage' });
    const text = `${this.demo.number} diterima. Aduan Anda sedang kami teruskan.`;
    this.say('acknowledgement', text, new Date(openedAt.getTime() + 2_000));
  }

  step(step: Step): void {
    const { action, actor, at, from, reason, archive, mark, elements } = step;
    this.records(step);
    const data = {
      ...(action !== 'announced' && action !== 'rated' && { from }),
      ...(action === 'dispatch' && { agency: this.agency() }),
      ...(reason && { reason }),
      ...(archive && { reason: archive }),
      ...(mark !== undefined && { mark }),
      ...(elements && { form: true }),
    };
    this.event(eventOf(action), actor, at, data, action === 'answer' ? this.answer(at) : undefined);
  }

  /** Rows that changed on the way are written as they are in the end. */
  finish(): void {
    for (const row of this.dispatches) this.writes.insert('dispatch', row);
    for (const row of this.responses) this.writes.insert('response', row);
    for (const row of this.feedback.values()) this.writes.insert('feedback', row);
  }

  private records({ action, at, reason, mark, elements, round }: Step): void {
    const dispatch = this.dispatches.at(-1) ?? {};
    const response = this.responses.at(-1) ?? {};
    switch (action) {
      case 'dispatch':
        this.dispatches.push(this.newDispatch(at));
        break;
      case 'accept':
        Object.assign(dispatch, { state: 'accepted', accepted_at: at });
        break;
      case 'return':
        Object.assign(dispatch, { state: 'returned', ended_at: at, return_reason: reason });
        break;
      case 'respond':
        Object.assign(dispatch, { state: 'responded', responded_at: at });
        this.responses.push(this.newResponse(at, dispatch.id));
        break;
      case 'ask-again':
        Object.assign(dispatch, { state: 'accepted', responded_at: null });
        Object.assign(response, { state: 'sent-back', checked_at: at, checked_by: 'demo' });
        break;
      case 'answer':
        // Of this round, and not a correction.
        if (dispatch.state !== 'responded') break;
        Object.assign(dispatch, { state: 'done', ended_at: at });
        Object.assign(response, { state: 'used', checked_at: at, checked_by: 'demo' });
        break;
      case 'ask':
        this.say('question', 'Di mana lokasinya? Balas dengan nama jalan atau desa.', at);
        break;
      case 'confirm-fixed':
        Object.assign(this.word(at, round), { fixed: true });
        break;
      case 'not-fixed':
        Object.assign(this.word(at, round - 1), { fixed: false });
        break;
      case 'rated':
        // A mark goes with the word just before it: "BELUM 1" speaks of the answer of the round before.
        Object.assign(this.word(at, Math.max(0, ...this.feedback.keys())), {
          mark,
          elements: elements ?? null,
          updated_at: at,
        });
        break;
      default:
    }
  }

  private agency(): string {
    return this.demo.complaint.agency ?? this.parts.tenant.agencies[0]?.slug ?? '';
  }

  private newDispatch(at: Date): Record<string, unknown> {
    const { chance, vault, tenant } = this.parts;
    return {
      id: chance.id(at),
      ticket_id: this.ids.ticketId,
      tenant: tenant.slug,
      agency: this.agency(),
      unit: this.demo.complaint.unit,
      lead: true,
      state: 'sent',
      key_id: vault.keyId,
      dispatched_by: 'demo',
      dispatched_at: at,
      accepted_at: null,
      responded_at: null,
      ended_at: null,
      due_at: chance.happens(0.7) ? new Date(at.getTime() + 2 * DAY) : null,
      return_reason: null,
    };
  }

  private newResponse(at: Date, dispatchId: unknown): Record<string, unknown> {
    const { chance, vault } = this.parts;
    const id = chance.id(at);
    return {
      id,
      dispatch_id: dispatchId,
      ticket_id: this.ids.ticketId,
      state: 'submitted',
      via: chance.pick(['link', 'link', 'email', 'api']),
      key_id: vault.keyId,
      body_sealed: vault.seal(chance.pick(ANSWERS), sealedIn.responseBody(id)),
      created_at: at,
      submitted_at: at,
      checked_at: null,
      checked_by: null,
    };
  }

  private word(at: Date, round: number): Record<string, unknown> {
    const known = this.feedback.get(round);
    if (known) return known;
    const word = {
      id: this.parts.chance.id(at),
      ticket_id: this.ids.ticketId,
      tenant: this.parts.tenant.slug,
      round,
      channel_id: this.demo.channel.id,
      fixed: null,
      mark: null,
      elements: null,
      at,
      updated_at: at,
    };
    this.feedback.set(round, word);
    return word;
  }

  private answer(at: Date): string {
    const words = this.parts.chance.pick(ANSWERS);
    return this.say('answer', words, at, words);
  }

  /** @param words what a human wrote of it; absent: nobody did */
  private say(purpose: OutboundPurpose, text: string, at: Date, words?: string): string {
    const { chance, vault, tenant } = this.parts;
    const { channel, citizen } = this.demo;
    const id = chance.id(at);
    const message = {
      idempotencyKey: `demo:${id}`,
      channel,
      tenant: tenant.slug,
      ticketId: this.ids.ticketId,
      inboundId: this.ids.inboundId,
      purpose,
      automatic: words === undefined,
      to: citizen.address,
      text,
      ...(words !== undefined && { words }),
      now: at,
      ringAfterSeconds: 15,
    };
    const end = new Date(at.getTime() + 3_000);
    // Now and then a number is out of reach, or gone.
    if (chance.happens(UNREACHED))
      insertOutbound(this.writes, vault, id, message, 'failed', { sent_at: at, failed_at: end, error_code: 'unreachable', reason: 'not-reachable' }); // prettier-ignore
    else insertOutbound(this.writes, vault, id, message, 'delivered', { sent_at: at, delivered_at: end });
    return id;
  }

  private event(
    type: TimelineEvent,
    actor: Step['actor'],
    at: Date,
    data: Record<string, unknown>,
    outboundId?: string,
  ): void {
    this.writes.insert('ticket_event', {
      id: this.parts.chance.id(at),
      ticket_id: this.ids.ticketId,
      type,
      actor,
      inbound_id: type === 'opened' ? this.ids.inboundId : null,
      outbound_id: outboundId ?? null,
      data,
      at,
    });
  }
}

/** What the timeline calls it. */
export function eventOf(action: Step['action']): TimelineEvent {
  return action === 'announced' || action === 'rated' ? action : TRANSITIONS[action].event;
}
