import { createHash, createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { textAt } from '../../channels/wire/json-path.js';
import { mediaId, type LoggedMessage, type StandInMedia } from '../message-log.js';
import { noAnswer } from '../no-answer.js';
import {
  errorBody,
  faultError,
  invalidParameter,
  TOKEN_INVALID,
  TOKEN_MISSING,
  unknownObject,
  type GraphError,
} from './graph-errors.js';
import type { GraphState, MetaLine } from './graph-state.js';
import { readMessengerUpload, readWhatsappUpload } from './graph-uploads.js';
import { readMessengerSend } from './messenger-send.js';
import { readWhatsappSend } from './whatsapp-send.js';

/** An address of a WhatsApp file lives so long. */
const MEDIA_URL_MS = 5 * 60_000;

interface Named {
  id: string;
}

/** Meta's Graph API as far as the gateway uses it. */
export function graphRoutes(app: FastifyInstance, state: GraphState, base: () => string): void {
  app.post('/:version/:id/messages', (request, reply) => {
    const denied = tokenError(request, state);
    if (denied) return refuse(reply, denied);
    const { id } = request.params as Named;
    const line = state.line(id);
    if (!line || bearer(request) !== line.settings.accessToken) return refuse(reply, unknownObject(id, 'post'));
    if (textAt(request.body, 'status') === 'read') return markRead(state, line, request.body, reply);
    return send(state, line, request.body, reply);
  });

  const upload =
    (kind: MetaLine['object'], read: typeof readWhatsappUpload | typeof readMessengerUpload, idField: string) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const denied = tokenError(request, state);
      if (denied) return refuse(reply, denied);
      const { id } = request.params as Named;
      const line = state.line(id);
      if (line?.object !== kind || bearer(request) !== line.settings.accessToken)
        return refuse(reply, unknownObject(id, 'post'));
      const taken = await read(request.body, line);
      if (!('status' in taken)) return json(reply, 200, { [idField]: state.uploads.add(taken) });
      state.refused += 1;
      return refuse(reply, taken);
    };
  app.post('/:version/:id/media', upload('whatsapp_business_account', readWhatsappUpload, 'id'));
  app.post('/:version/:id/message_attachments', upload('page', readMessengerUpload, 'attachment_id'));

  app.get('/:version/:id', (request, reply) => {
    const denied = tokenError(request, state);
    if (denied) return refuse(reply, denied);
    const { id } = request.params as Named;
    const line = state.line(id);
    if (line) {
      const name = line.object === 'page' ? { name: line.address } : { verified_name: line.channelId };
      return json(reply, 200, { ...name, id });
    }
    const found = state.log.media(id);
    if (!found || state.log.messageOfMedia(id)?.provider !== 'cloud-api')
      return refuse(reply, unknownObject(id, 'get'));
    const { bytes, contentType } = found;
    return json(reply, 200, {
      messaging_product: 'whatsapp',
      url: `${base()}/whatsapp_business/attachments/?mid=${id}&${signedUntil(id, Date.now() + MEDIA_URL_MS)}`,
      mime_type: contentType,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      file_size: String(bytes.length),
      id,
    });
  });

  // WhatsApp's media host: wants the token and a caller with a name.
  app.get('/whatsapp_business/attachments/', (request, reply) => {
    const denied = tokenError(request, state);
    if (denied || !request.headers['user-agent']) return reply.code(401).send();
    return file(state, request.query, reply);
  });

  // Messenger's content host: the address itself is the key.
  app.get('/_content/', (request, reply) => file(state, request.query, reply));
}

/** What an address of a file must end with to be taken, until a moment in milliseconds since 1970. */
export function signedUntil(id: string, until: number): string {
  return `ext=${until}&hash=${createHmac('sha256', 'sandbox-media').update(`${id} ${until}`).digest('base64url')}`;
}

function file(state: GraphState, query: unknown, reply: FastifyReply): FastifyReply {
  const { mid = '', ext = '', hash = '' } = query as Partial<Record<'mid' | 'ext' | 'hash', string>>;
  const expected = Buffer.from(signedUntil(mid, Number(ext)));
  const given = Buffer.from(`ext=${ext}&hash=${hash}`);
  const genuine = given.length === expected.length && timingSafeEqual(given, expected) && Number(ext) > Date.now();
  const found = genuine ? state.log.media(mid) : undefined;
  if (!found) return reply.code(404).send();
  return reply.code(200).header('content-type', found.contentType).send(found.bytes);
}

function send(state: GraphState, line: MetaLine, body: unknown, reply: FastifyReply): FastifyReply {
  const fault = state.faults.nextSend();
  if (fault?.kind === 'answer') return refuse(reply, faultError(fault.status ?? 500, fault.code));
  if (fault?.kind === 'hang' || fault?.kind === 'reset') return noAnswer(reply, fault.kind);
  const taken = line.object === 'page' ? pageSend(state, line, body) : whatsappSend(state, line, body);
  if ('status' in taken) {
    state.refused += 1;
    return refuse(reply, taken);
  }
  return fault ? noAnswer(reply, fault.kind) : json(reply, 200, taken.answer);
}

function whatsappSend(state: GraphState, line: MetaLine, body: unknown): { answer: object } | GraphError {
  const read = readWhatsappSend(body, line.address, {
    isWindowOpen: (to) => state.window.isOpen(line.id, to),
    uploaded: (id) => state.uploads.of(line.id, id)?.media,
  });
  if (!read.ok) return read.error;
  const { to, text, ...rest } = read.send;
  const message = accept(state, line, {
    id: `wamid.${Buffer.from(`${to} ${randomUUID()}`).toString('base64')}`,
    citizen: to,
    text,
    ...rest,
  });
  const input = textAt(body, 'to') ?? to;
  const contact = to.startsWith('+') ? { input, wa_id: to.slice(1) } : { input, user_id: to };
  return { answer: { messaging_product: 'whatsapp', contacts: [contact], messages: [{ id: message.id }] } };
}

function pageSend(state: GraphState, line: MetaLine, body: unknown): { answer: object } | GraphError {
  const read = readMessengerSend(body, line, {
    window: state.window,
    uploaded: (id) => state.uploads.of(line.id, id),
  });
  if (!read.ok) return read.error;
  const { citizen, recipientId, text, file } = read.send;
  const message = accept(state, line, {
    id: `m_${randomUUID().replaceAll('-', '')}`,
    citizen,
    text,
    ...(file === undefined ? {} : { file }),
  });
  return { answer: { recipient_id: recipientId, message_id: message.id } };
}

type Accepted = Pick<LoggedMessage, 'id' | 'citizen' | 'text'> &
  Partial<Pick<LoggedMessage, 'quotes' | 'reference' | 'buttons'>> & { file?: Omit<StandInMedia, 'id'> };

function accept(state: GraphState, line: MetaLine, { file, ...accepted }: Accepted): LoggedMessage {
  const message = state.log.add({
    ...accepted,
    media: file === undefined ? [] : [{ ...file, id: mediaId(accepted.id, 0) }],
    provider: line.provider,
    direction: 'out',
    ours: line.id,
    channelId: line.channelId,
    at: Date.now(),
    state: 'queued',
  });
  state.receipts.follow(message);
  return message;
}

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/mark-message-as-read */
function markRead(state: GraphState, line: MetaLine, body: unknown, reply: FastifyReply): FastifyReply {
  const message = state.log.get(textAt(body, 'message_id') ?? '');
  if (message?.direction !== 'in' || message.ours !== line.id)
    return refuse(reply, invalidParameter('Invalid parameter: message_id'));
  message.seen = true;
  return json(reply, 200, { success: true });
}

function tokenError(request: FastifyRequest, state: GraphState): GraphError | undefined {
  const token = bearer(request);
  if (token === undefined) return TOKEN_MISSING;
  return state.knowsToken(token) ? undefined : TOKEN_INVALID;
}

function bearer(request: FastifyRequest): string | undefined {
  return /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
}

export function refuse(reply: FastifyReply, error: GraphError): FastifyReply {
  return reply.code(error.status).header('content-type', 'application/json; charset=UTF-8').send(errorBody(error));
}

function json(reply: FastifyReply, status: number, body: object): FastifyReply {
  return reply.code(status).header('content-type', 'application/json; charset=UTF-8').send(JSON.stringify(body));
}
