import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { textAt } from '../../channels/wire/json-path.js';
import type { Faults } from '../faults.js';
import type { LoggedMessage, MessageLog } from '../message-log.js';
import { noAnswer } from '../no-answer.js';
import type { ReceiptPlayer } from '../receipt-player.js';
import { segmentsOf } from '../../outbox/sms-text.js';
import { isHookEvent, newHook, type Handset } from './handset.js';
import { readHandsetSend } from './read-send.js';

export interface HandsetContext {
  log: MessageLog;
  faults: Faults;
  receipts: ReceiptPlayer;
  /** Messages for which the network is not asked for a report. */
  unreported: WeakSet<LoggedMessage>;
  handsets(): readonly Handset[];
}

/** The app's local server has its paths at the root, its cloud below this one. */
const PREFIXES = ['', '/3rdparty/v1'];

/** The app's API as far as the gateway uses it. https://docs.sms-gate.app/integration/api/ */
export function handsetRoutes(app: FastifyInstance, context: HandsetContext): void {
  for (const prefix of PREFIXES) {
    const route = (
      method: 'GET' | 'POST' | 'DELETE',
      path: string,
      act: (handset: Handset, request: FastifyRequest, reply: FastifyReply) => unknown,
    ): void => {
      app.route({
        method,
        url: prefix + path,
        handler: (request, reply) => {
          const handset = context.handsets().find((known) => request.headers.authorization === basic(known));
          if (handset) return act(handset, request, reply);
          return reply.code(401).header('www-authenticate', 'Basic').send({ message: 'Unauthorized' });
        },
      });
    };
    route('POST', '/messages', (handset, request, reply) => send(context, handset, request, reply));
    route('GET', '/messages/:id', (handset, request, reply) => {
      const { id } = request.params as { id: string };
      const message = context.log.get(id);
      return isOf(message, handset) ? messageState(message, handset) : reply.code(404).send({ message: 'Not Found' });
    });
    route('GET', '/webhooks', ({ hooks }) => hooks);
    route('POST', '/webhooks', (handset, request, reply) => {
      const url = textAt(request.body, 'url') ?? '';
      const event = textAt(request.body, 'event') ?? '';
      if (!URL.canParse(url)) return reply.code(400).send({ message: 'url must start with https://' });
      if (!isHookEvent(event)) return reply.code(400).send({ message: `Unsupported event: ${event}` });
      const hook = newHook(url, event, textAt(request.body, 'id'));
      handset.hooks = [...handset.hooks.filter(({ id }) => id !== hook.id), hook];
      return reply.code(201).send(hook);
    });
    route('DELETE', '/webhooks/:id', (handset, request, reply) => {
      const { id } = request.params as { id: string };
      handset.hooks = handset.hooks.filter((hook) => hook.id !== id);
      return reply.code(204).send();
    });
  }
}

function basic({ username, password }: Handset): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function send(context: HandsetContext, handset: Handset, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const fault = context.faults.nextSend();
  if (fault?.kind === 'answer') return faultAnswer(reply, fault.status ?? 500);
  if (fault?.kind === 'hang' || fault?.kind === 'reset') return noAnswer(reply, fault.kind);
  const read = readHandsetSend(request.body, handset.deviceId);
  if (!read.ok) return reply.code(400).send({ message: read.message });
  const { id = randomUUID(), to, text } = read.send;
  if (context.log.get(id)) return reply.code(409).send({ message: 'duplicate id' });
  const message = context.log.add({
    id,
    provider: 'android',
    direction: 'out',
    citizen: to,
    ours: handset.number,
    channelId: handset.channelId,
    text,
    segments: segmentsOf(text),
    at: Date.now(),
    state: 'queued',
  });
  if (!read.send.withDeliveryReport) context.unreported.add(message);
  context.receipts.follow(message);
  if (fault) return noAnswer(reply, fault.kind);
  return reply.code(202).send(messageState(message, handset));
}

/** https://docs.sms-gate.app/features/status-tracking/ */
function messageState(message: LoggedMessage, { deviceId }: Handset): object {
  const states = { queued: 'Pending', sent: 'Sent', delivered: 'Delivered', undelivered: 'Failed' } as const;
  const state = Object.hasOwn(states, message.state) ? states[message.state as keyof typeof states] : 'Pending';
  const recipients = [{ phoneNumber: message.citizen, state }];
  return { id: message.id, deviceId, state, isHashed: false, isEncrypted: false, recipients, states: {} };
}

function isOf(message: LoggedMessage | undefined, handset: Handset): message is LoggedMessage {
  return message?.provider === 'android' && message.direction === 'out' && message.channelId === handset.channelId;
}

function faultAnswer(reply: FastifyReply, status: number): FastifyReply {
  const error =
    status === 503 ? { error: 'QueueLimitExceeded', message: 'Queue limit exceeded' } : { message: 'Error' };
  return reply.code(status).send(error);
}
