import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isObject, parseJson, type JsonObject } from '../../channels/whatsapp/json.js';
import { textAt } from '../../channels/wire/json-path.js';
import { mediaId, type LoggedMessage, type StandInMedia } from '../message-log.js';
import { contentOf, isMultipart, type UploadedFile } from '../multipart-form.js';
import { noAnswer } from '../no-answer.js';
import {
  BLOCKED,
  CAPTION_TOO_LONG,
  CHAT_EMPTY,
  CHAT_NOT_FOUND,
  errorBody,
  faultError,
  FILE_INVALID,
  FILE_TOO_BIG,
  NEVER_STARTED,
  NO_DOCUMENT,
  NO_PHOTO,
  NOT_AN_IMAGE,
  NOT_FOUND,
  REPLY_NOT_FOUND,
  TEXT_EMPTY,
  TEXT_TOO_LONG,
  UNAUTHORIZED,
  UPLOAD_TOO_BIG,
  type BotError,
} from './bot-errors.js';
import { chatId, citizenOf, messageName, messageNumber } from './chat-id.js';
import type { Bot, TelegramState } from './telegram-state.js';

/** https://core.telegram.org/bots/api#sendmessage */
const LONGEST_TEXT = 4096;
/** https://core.telegram.org/bots/api#sendphoto, #senddocument */
const LARGEST_UPLOAD = { photo: 10 * 1024 * 1024, document: 50 * 1024 * 1024 } as const;
const LONGEST_CAPTION = 1024;
/** https://core.telegram.org/bots/api#getfile */
const LARGEST_FILE = 20 * 1024 * 1024;
const TOKEN = /^\d{5,15}:[A-Za-z0-9_-]{20,100}$/;

type Answer = { result: unknown } | { error: BotError };
/** `files`: what came beside the parameters, in a multipart form. */
type Method = (
  state: TelegramState,
  bot: Bot,
  parameters: JsonObject,
  files: readonly UploadedFile[],
) => Answer | Promise<Answer>;

const METHODS: Readonly<Record<string, Method>> = {
  getMe: (_state, bot) => ({
    result: { id: botId(bot), is_bot: true, first_name: 'Aduan', username: bot.name.replace(/^@/, '') },
  }),
  getWebhookInfo: (_state, bot) => ({
    result: {
      url: bot.webhook.url,
      has_custom_certificate: false,
      pending_update_count: 0,
      ...(bot.lastError === undefined ? {} : { last_error_message: bot.lastError }),
    },
  }),
  setWebhook(_state, bot, parameters) {
    bot.webhook = { url: textAt(parameters, 'url') ?? '', secret: textAt(parameters, 'secret_token') ?? '' };
    return { result: true };
  },
  getFile(state, _bot, parameters) {
    const found = state.log.media(textAt(parameters, 'file_id') ?? '');
    if (found === undefined) return { error: FILE_INVALID };
    const { id, bytes } = found;
    if (bytes.length > LARGEST_FILE) return { error: FILE_TOO_BIG };
    return {
      result: { file_id: id, file_unique_id: id.slice(-16), file_size: bytes.length, file_path: `files/${id}` },
    };
  },
  sendMessage,
  sendPhoto: (state, bot, parameters, files) => sendFile(state, bot, parameters, files, 'photo'),
  sendDocument: (state, bot, parameters, files) => sendFile(state, bot, parameters, files, 'document'),
};

/** Telegram's Bot API as far as the gateway uses it. https://core.telegram.org/bots/api */
export function botRoutes(app: FastifyInstance, state: TelegramState): void {
  const call = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { token, method } = request.params as { token: string; method: string };
    if (!TOKEN.test(token)) return refuse(reply, NOT_FOUND);
    const bot = state.bot(token);
    if (!bot) return refuse(reply, UNAUTHORIZED);
    const called = Object.keys(METHODS).find((name) => name.toLowerCase() === method.toLowerCase()) ?? '';
    const act = METHODS[called];
    if (!act) return refuse(reply, NOT_FOUND);
    const sends = called.startsWith('send');
    const fault = sends ? state.faults.nextSend() : undefined;
    if (fault?.kind === 'answer') return refuse(reply, faultError(fault.status ?? 500));
    if (fault?.kind === 'hang' || fault?.kind === 'reset') return noAnswer(reply, fault.kind);
    const { parameters, files } = given(request);
    const done = await act(state, bot, parameters, files);
    if ('error' in done) {
      if (sends) state.refused += 1;
      return refuse(reply, done.error);
    }
    return fault ? noAnswer(reply, fault.kind) : reply.code(200).send({ ok: true, result: done.result });
  };
  app.post('/bot:token/:method', call);
  app.get('/bot:token/:method', call);

  app.get('/file/bot:token/files/:id', (request, reply) => {
    const { token, id } = request.params as { token: string; id: string };
    const file = state.bot(token) && state.log.media(id);
    if (!file) return refuse(reply, NOT_FOUND);
    return reply.code(200).header('content-type', 'application/octet-stream').send(file.bytes);
  });
}

/** Parameters are JSON, a query, or a form in which those that are objects are JSON again. */
function given({ body, query }: FastifyRequest): { parameters: JsonObject; files: readonly UploadedFile[] } {
  if (isMultipart(body)) {
    const reply = parseJson(body.fields.reply_parameters ?? '');
    return { parameters: { ...body.fields, ...(reply && { reply_parameters: reply }) }, files: body.files };
  }
  return { parameters: isObject(body) ? body : (query as JsonObject), files: [] };
}

async function sendFile(
  state: TelegramState,
  bot: Bot,
  parameters: JsonObject,
  files: readonly UploadedFile[],
  field: 'photo' | 'document',
): Promise<Answer> {
  const chat = checkedChat(state, bot, parameters);
  if ('error' in chat) return chat;
  const file = files.find((each) => each.field === field);
  if (file === undefined) return { error: field === 'photo' ? NO_PHOTO : NO_DOCUMENT };
  const { bytes, filename, contentType } = file;
  if (bytes.length > LARGEST_UPLOAD[field]) return { error: UPLOAD_TOO_BIG };
  if (bytes.length === 0 || (field === 'photo' && (await contentOf(bytes))?.startsWith('image/') !== true))
    return { error: field === 'photo' ? NOT_AN_IMAGE : NO_DOCUMENT };
  const caption = textAt(parameters, 'caption') ?? '';
  if (caption.length > LONGEST_CAPTION) return { error: CAPTION_TOO_LONG };
  return { result: accept(state, bot, { ...chat, text: caption, file: { filename, contentType, bytes } }) };
}

function sendMessage(state: TelegramState, bot: Bot, parameters: JsonObject): Answer {
  const chat = checkedChat(state, bot, parameters);
  if ('error' in chat) return chat;
  const text = textAt(parameters, 'text') ?? '';
  if (text.trim() === '') return { error: TEXT_EMPTY };
  if (text.length > LONGEST_TEXT) return { error: TEXT_TOO_LONG };
  return { result: accept(state, bot, { ...chat, text }) };
}

interface CheckedChat {
  citizen: string;
  quoted: LoggedMessage | undefined;
}

/** Who is written to, and what is answered. */
function checkedChat(state: TelegramState, bot: Bot, parameters: JsonObject): CheckedChat | { error: BotError } {
  const chat = textAt(parameters, 'chat_id') ?? '';
  if (chat === '') return { error: CHAT_EMPTY };
  const citizen = citizenOf(chat);
  if (citizen === undefined) return { error: CHAT_NOT_FOUND };
  if (!state.hasStarted(bot, citizen)) return { error: NEVER_STARTED };
  if (state.isBlocked(bot, citizen)) return { error: BLOCKED };
  const replied = textAt(parameters, 'reply_parameters.message_id');
  const quotes = replied === undefined ? undefined : messageName(chat, Number(replied));
  const quoted = quotes === undefined ? undefined : state.log.get(quotes);
  const isLenient = textAt(parameters, 'reply_parameters.allow_sending_without_reply') === 'true';
  if (quotes !== undefined && !quoted && !isLenient) return { error: REPLY_NOT_FOUND };
  return { citizen, quoted };
}

function accept(
  state: TelegramState,
  bot: Bot,
  { citizen, quoted, text, file }: CheckedChat & { text: string; file?: Omit<StandInMedia, 'id'> },
): object {
  const chat = chatId(citizen);
  const messageId = state.nextNumber();
  const message = state.log.add({
    id: messageName(chat, messageId),
    provider: 'telegram',
    direction: 'out',
    citizen,
    ours: bot.name,
    channelId: bot.channelId,
    text,
    at: Date.now(),
    // Telegram reports nothing; what it takes is on the phone.
    state: 'delivered',
    quotes: quoted?.id,
    media: file === undefined ? [] : [{ ...file, id: mediaId(messageName(chat, messageId), 0) }],
  });
  return {
    message_id: messageId,
    from: { id: botId(bot), is_bot: true, first_name: 'Aduan' },
    chat: { id: Number(chat), type: 'private' },
    date: Math.floor(message.at / 1000),
    ...(file === undefined ? { text } : { caption: text }),
    ...(quoted === undefined ? {} : { reply_to_message: { message_id: messageNumber(quoted.id, citizen) } }),
  };
}

/** A bot's id is what stands before the colon of its token. */
export function botId({ token }: Bot): number {
  return Number(token.split(':')[0]);
}

export function refuse(reply: FastifyReply, error: BotError): FastifyReply {
  return reply.code(error.status).header('content-type', 'application/json').send(errorBody(error));
}
