import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { noAnswer } from '../no-answer.js';
import { segmentsOf } from '../sms-segments.js';
import { refuseSend, type SendForm } from './send-rules.js';
import { messagePage, type ListQuery } from './message-list.js';
import { API_VERSION, messageResource } from './message-resource.js';
import type { TwilioState } from './twilio-state.js';
import { AUTHENTICATE, errorBody, faultError, notFound, type TwilioError } from './twilio-errors.js';

const ACCOUNT = `/${API_VERSION}/Accounts/:account`;

/** Twilio's REST API as far as the gateway uses it. https://www.twilio.com/docs/messaging/api/message-resource */
export function twilioApiRoutes(app: FastifyInstance, state: TwilioState): void {
  const expected = `Basic ${Buffer.from(`${state.accountSid}:${state.authToken}`).toString('base64')}`;
  const guarded = (request: FastifyRequest, reply: FastifyReply, act: () => unknown): unknown => {
    const { account } = request.params as { account: string };
    const allowed = request.headers.authorization === expected && account === state.accountSid;
    return allowed ? act() : refuse(reply, AUTHENTICATE);
  };

  app.post(`${ACCOUNT}/Messages.json`, (request, reply) =>
    guarded(request, reply, () => send(state, request.body as SendForm, reply)),
  );

  app.get(`${ACCOUNT}/Messages.json`, (request, reply) =>
    guarded(request, reply, () => {
      const query = request.query as ListQuery;
      const messages = query.To?.startsWith('+') ? state.log.ofCitizen(query.To) : state.log.all();
      return json(reply, 200, JSON.stringify(messagePage(messages.filter(isTwilio), query, state.accountSid)));
    }),
  );

  app.get(`${ACCOUNT}/Messages/:sid`, (request, reply) =>
    guarded(request, reply, () => {
      const { sid } = request.params as { sid: string };
      const message = state.log.get(sid.replace(/\.json$/, ''));
      if (!message || !isTwilio(message)) return refuse(reply, notFound(request.url));
      return json(reply, 200, JSON.stringify(messageResource(message, state.accountSid)));
    }),
  );

  app.get(`${ACCOUNT}/Messages/:sid/Media/:media`, (request, reply) =>
    guarded(request, reply, () => {
      const { sid, media } = request.params as { sid: string; media: string };
      const found = state.log.get(sid)?.media.find(({ id }) => id === media);
      if (!found) return refuse(reply, notFound(request.url));
      // As Twilio does: the API names a signed address at its content host, which asks for no password.
      return reply.code(307).header('location', `/_content/${sid}/${found.id}`).send();
    }),
  );

  app.get('/_content/:sid/:media', (request, reply) => {
    const { sid, media } = request.params as { sid: string; media: string };
    const found = state.log.get(sid)?.media.find(({ id }) => id === media);
    if (!found) return reply.code(404).send();
    return reply.code(200).header('content-type', found.contentType).send(found.bytes);
  });
}

function send(state: TwilioState, form: SendForm | undefined, reply: FastifyReply): unknown {
  const fault = state.faults.nextSend();
  if (fault?.kind === 'answer') return refuse(reply, faultError(fault.status ?? 500, fault.code));
  if (fault?.kind === 'hang' || fault?.kind === 'reset') return noAnswer(reply, fault.kind);
  const refusal = refuseSend(form ?? {}, {
    senders: state.senders,
    optedOut: (ours, citizen) => state.isOptedOut(ours, citizen),
  });
  if (refusal) {
    state.refused += 1;
    return refuse(reply, refusal);
  }
  const message = accept(state, form as SendForm & { To: string; Body: string });
  if (fault) return noAnswer(reply, fault.kind);
  return json(reply, 201, JSON.stringify(messageResource(message, state.accountSid)));
}

function accept(
  state: TwilioState,
  form: SendForm & { To: string; Body: string },
): ReturnType<TwilioState['log']['add']> {
  const message = state.log.add({
    id: `SM${randomUUID().replaceAll('-', '')}`,
    provider: 'twilio',
    direction: 'out',
    citizen: form.To,
    ours: form.From || (form.MessagingServiceSid ?? ''),
    text: form.Body,
    segments: segmentsOf(form.Body),
    at: Date.now(),
    state: 'queued',
    callback: form.StatusCallback,
    channelId: /\/hooks\/([^/?#]+)\/status/.exec(form.StatusCallback ?? '')?.[1],
  });
  state.receipts.follow(message);
  return message;
}

function refuse(reply: FastifyReply, error: TwilioError): FastifyReply {
  return json(reply, error.status, errorBody(error));
}

function json(reply: FastifyReply, status: number, body: string): FastifyReply {
  return reply.code(status).header('content-type', 'application/json;charset=utf-8').send(body);
}

const isTwilio = (message: { provider: string; automatic: boolean }): boolean =>
  message.provider === 'twilio' && !message.automatic;
