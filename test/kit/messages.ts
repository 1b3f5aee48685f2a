import { randomUUID } from 'node:crypto';
import type { MessageEvent, ReportForm } from '../../src/messaging/inbound-event.js';
import type { Channel } from '../../src/messaging/ports.js';
import { identify } from '../../src/pipeline/identify/identify.js';
import type { Composer } from '../../src/pipeline/composer.types.js';
import type { CitizenMessage, Identity, Known, PipelineLimits, StepInput } from '../../src/pipeline/types.js';
import type { TicketRef } from '../../src/pipeline/ticket-ref.js';
import { shippedChannel, shippedConfig } from './shipped.js';

export const CITIZEN = '+6281100000001';

/** A citizen's SMS; give what differs. */
export function smsEvent(text: string, overrides: Partial<MessageEvent> = {}): MessageEvent {
  return {
    type: 'message',
    externalId: `SM-${randomUUID()}`,
    from: { kind: 'phone', value: CITIZEN },
    to: ['1708'],
    text,
    attachments: [],
    thread: {},
    nature: 'person',
    ...overrides,
  };
}

export function webForm(overrides: Partial<ReportForm> = {}): ReportForm {
  return { tenant: 'tanah-bumbu', anonymous: false, confidential: false, replyBy: 'page', ...overrides };
}

export function citizenMessage(
  text: string,
  { channel = shippedChannel('sms-1708'), event = {} }: { channel?: Channel; event?: Partial<MessageEvent> } = {},
): CitizenMessage {
  return {
    id: randomUUID(),
    channel,
    event: smsEvent(text, event),
    senderHash: Buffer.alloc(32, 1),
    receivedAt: new Date('2026-11-20T03:00:00Z'),
  };
}

export function ticketRef(overrides: Partial<TicketRef> = {}): TicketRef {
  return {
    id: randomUUID(),
    number: 'TBU-000123',
    tenant: 'tanah-bumbu',
    channelId: 'sms-1708',
    urgency: 'normal',
    openedAt: new Date('2026-11-19T03:00:00Z'),
    burstFrom: null,
    burstUntil: null,
    hasPlace: false,
    answeredAt: null,
    closedAt: null,
    contactId: 'contact-1',
    state: 'received',
    agency: 'pupr',
    dueAt: new Date('2026-11-22T03:10:00Z'),
    budget: { amount: 2890, unit: 'minutes' },
    ...overrides,
  };
}

/** Says which text was asked for, so that tests see the decision and not the wording. */
export const namingComposer: Composer = {
  helpShared: () => 'helpShared',
  plain: (key, number) => (number === undefined ? key : `${key} ${number}`),
  status: (ticket, answer) => `status ${ticket.number}${answer === undefined ? '' : `: ${answer}`}`,
  duplicate: (ticket) => `duplicate ${ticket.number}`,
  followUp: (ticket) => `followUp ${ticket.number}`,
  danger: (ticket) => `danger ${ticket.number}`,
  fixed: (ticket, mark) => `fixed ${ticket.number}${mark === undefined ? '' : ` ${String(mark)}`}`,
  rated: (ticket, mark) => `rated ${ticket.number} ${String(mark)}`,
  notFixed: (ticket, told) => `notFixed ${ticket.number}${told ? ' told' : ''}`,
  cancelWhich: (tickets) => `cancelWhich ${tickets.map(({ number }) => number).join(' ')}`,
};

export const NOTHING_KNOWN: Known = { links: [], optedOut: false, automaticToday: 0, sharedHelpToday: 0 };

export const LIMITS: PipelineLimits = { automaticMessagesPerDay: 20, burstQuietSeconds: 60, burstMostSeconds: 300 };

/** A message on its way through the steps, identified by the shipped tenants. */
export function stepInput(message: CitizenMessage, known: Partial<Known> = {}): StepInput & { identity: Identity } {
  const { identity } = identify(message, shippedConfig().tenants);
  return {
    message,
    identity,
    known: { ...NOTHING_KNOWN, ...known },
    compose: namingComposer,
    limits: LIMITS,
  };
}
