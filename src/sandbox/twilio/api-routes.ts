import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { FetchedFile } from '../gateway-client.js';
import { mediaId, type LoggedMessage } from '../message-log.js';
import { contentOf } from '../multipart-form.js';
import { noAnswer } from '../no-answer.js';
import { segmentsOf } from '../../outbox/sms-text.js';
import { readContent, refuseSend, type SendForm } from './send-rules.js';
import { messagePage, type ListQuery } from './message-list.js';
import { API_VERSION, messageResource } from './message-resource.js';
import type { TwilioState } from './twilio-state.js';
import { AUTHENTICATE, errorBody, faultError, notFound, type TwilioError } from './twilio-errors.js';
import { bareAddress, isWhatsapp, TWILIO_PROVIDERS } from './whatsapp-line.js';

/** https://www.twilio.com/docs/api/errors/63016 */
const OUTSIDE_WINDOW = 63016;
/** https://www.twilio.com/docs/api/errors/63019 */
const DOWNLOAD_FAILED = 63019;
/** https://www.twilio.com/docs/api/errors/63021 */
const INVALID_CONTENT = 63021;
/** https://www.twilio.com/docs/whatsapp/guidance-whatsapp-media-messages */
const LARGEST_MEDIA = 16 * 1024 * 1024;
const OFFICE = 'application/vnd.openxmlformats-officedocument.';
const MEDIA_TYPES: ReadonlySet<string> = new Set([
  'image/jpeg', 'image/png', 'application/pdf', 'application/msword', `${OFFICE}wordprocessingml.document`,
  `${OFFICE}spreadsheetml.sheet`, `${OFFICE}presentationml.presentation`, 'audio/ogg', 'audio/amr', 'audio/aac', 'audio/mpeg', 'video/mp4',
]); // prettier-ignore
const ACCOUNT = `/${API_VERSION}/Accounts/:account`;

/** Fetches what a MediaUrl names; undefined where nothing is there. */
type FetchMedia = (url: string) => Promise<FetchedFile | undefined>;

/** Twilio's REST API as far as the gateway uses it. https://www.twilio.com/docs/messaging/api/message-resource */
export function twilioApiRoutes(app: FastifyInstance, state: TwilioState, fetchMedia: FetchMedia): void {
  const expected = `Basic ${Buffer.from(`${state.accountSid}:${state.authToken}`).toString('base64')}`;
  const guarded = (request: FastifyRequest, reply: FastifyReply, act: () => unknown): unknown => {
    const { account } = request.params as { account: string };
    const allowed = request.headers.authorization === expected && account === state.accountSid;
    return allowed ? act() : refuse(reply, AUTHENTICATE);
  };

  app.post(`${ACCOUNT}/Messages.json`, (request, reply) =>
    guarded(request, reply, () => send(state, request.body as SendForm, reply, fetchMedia)),
  );

  app.get(`${ACCOUNT}/Messages.json`, (request, reply) =>
    guarded(request, reply, () => {
      const query = request.query as ListQuery;
      const to = bareAddress(query.To ?? '');
      const messages = to.startsWith('+') ? state.log.ofCitizen(to) : state.log.all();
      return json(reply, 200, JSON.stringify(messagePage(messages.filter(isTwilio), query, state.accountSid)));
    }),
  );

  // The account itself: what a probe asks for. https://www.twilio.com/docs/iam/api/account
  app.get(`/${API_VERSION}/Accounts/:file`, (request, reply) => {
    const { file } = request.params as { file: string };
    if (request.headers.authorization !== expected || file !== `${state.accountSid}.json`)
      return refuse(reply, AUTHENTICATE);
    return json(reply, 200, JSON.stringify({ sid: state.accountSid, status: 'active', type: 'Full' }));
  });

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

function send(state: TwilioState, form: SendForm | undefined, reply: FastifyReply, fetchMedia: FetchMedia): unknown {
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
  const message = accept(state, form as SendForm & { To: string }, fetchMedia);
  if (fault) return noAnswer(reply, fault.kind);
  return json(reply, 201, JSON.stringify(messageResource(message, state.accountSid)));
}

function accept(state: TwilioState, form: SendForm & { To: string }, fetchMedia: FetchMedia): LoggedMessage {
  const whatsapp = isWhatsapp(form.To);
  const content = form.ContentSid === undefined ? undefined : readContent(form);
  const { text, buttons } =
    content !== undefined && 'text' in content ? content : { text: form.Body ?? '', buttons: undefined };
  const citizen = bareAddress(form.To);
  const ours = bareAddress(form.From || (form.MessagingServiceSid ?? ''));
  const message = state.log.add({
    id: `SM${randomUUID().replaceAll('-', '')}`,
    provider: whatsapp ? 'twilio-whatsapp' : 'twilio',
    direction: 'out',
    citizen,
    ours,
    text,
    buttons,
    segments: whatsapp ? 1 : segmentsOf(text),
    at: Date.now(),
    state: 'queued',
    callback: form.StatusCallback,
    channelId: /\/hooks\/([^/?#]+)\/status/.exec(form.StatusCallback ?? '')?.[1],
  });
  const late = whatsapp && content === undefined && !state.window.isOpen(ours, citizen);
  // Twilio takes it first and refuses by a status.
  if (late || form.MediaUrl === undefined) state.receipts.follow(message, late ? OUTSIDE_WINDOW : undefined);
  else void bringMedia(state, message, fetchMedia(form.MediaUrl));
  return message;
}

/** Twilio fetches a file after it has taken the message, and says by a status what came of it. */
async function bringMedia(state: TwilioState, message: LoggedMessage, fetched: ReturnType<FetchMedia>): Promise<void> {
  const file = await fetched;
  const content = file && (await contentOf(file.bytes));
  let failure: number | undefined;
  if (file === undefined) failure = DOWNLOAD_FAILED;
  else if (content !== file.contentType || !MEDIA_TYPES.has(file.contentType) || file.bytes.length > LARGEST_MEDIA)
    failure = INVALID_CONTENT;
  else message.media.push({ ...file, id: mediaId(message.id, 0) });
  state.receipts.follow(message, failure);
}

function refuse(reply: FastifyReply, error: TwilioError): FastifyReply {
  return json(reply, error.status, errorBody(error));
}

function json(reply: FastifyReply, status: number, body: string): FastifyReply {
  return reply.code(status).header('content-type', 'application/json;charset=utf-8').send(body);
}

const isTwilio = (message: { provider: string; automatic: boolean }): boolean =>
  TWILIO_PROVIDERS.includes(message.provider) && !message.automatic;
