import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isObject, type JsonObject } from '../../channels/whatsapp/json.js';
import { textAt } from '../../channels/wire/json-path.js';
import type { LoggedMessage } from '../message-log.js';
import { noAnswer } from '../no-answer.js';
import {
  BLOCKED,
  CHAT_EMPTY,
  CHAT_NOT_FOUND,
  errorBody,
  faultError,
  FILE_INVALID,
  FILE_TOO_BIG,
  NEVER_STARTED,
  NOT_FOUND,
  REPLY_NOT_FOUND,
  TEXT_EMPTY,
  TEXT_TOO_LONG,
  UNAUTHORIZED,
  type BotError,
} from './bot-errors.js';
import { chatId, citizenOf, messageName, messageNumber } from './chat-id.js';
import type { Bot, TelegramState } from './telegram-state.js';

/** https://core.telegram.org/bots/api#sendmessage */
const LONGEST_TEXT = 4096;
/** https://core.telegram.org/bots/api#getfile */
const LARGEST_FILE = 20 * 1024 * 1024;
const TOKEN = /^\d{5,15}:[A-Za-z0-9_-]{20,100}$/;

type Method = (state: TelegramState, bot: Bot, parameters: JsonObject) => { result: unknown } | { error: BotError };

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
};

/** Telegram's Bot API as far as the gateway uses it. https://core.telegram.org/bots/api */
export function botRoutes(app: FastifyInstance, state: TelegramState): void {
  const call = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { token, method } = request.params as { token: string; method: string };
    if (!TOKEN.test(token)) return refuse(reply, NOT_FOUND);
    const bot = state.bot(token);
    if (!bot) return refuse(reply, UNAUTHORIZED);
    const act = METHODS[Object.keys(METHODS).find((name) => name.toLowerCase() === method.toLowerCase()) ?? ''];
    if (!act) return refuse(reply, NOT_FOUND);
    const fault = act === sendMessage ? state.faults.nextSend() : undefined;
    if (fault?.kind === 'answer') return refuse(reply, faultError(fault.status ?? 500));
    if (fault?.kind === 'hang' || fault?.kind === 'reset') return noAnswer(reply, fault.kind);
    const done = act(state, bot, isObject(request.body) ? request.body : (request.query as JsonObject));
    if ('error' in done) {
      if (act === sendMessage) state.refused += 1;
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

function sendMessage(
  state: TelegramState,
  bot: Bot,
  parameters: JsonObject,
): { result: unknown } | { error: BotError } {
  const chat = textAt(parameters, 'chat_id') ?? '';
  if (chat === '') return { error: CHAT_EMPTY };
  const citizen = citizenOf(chat);
  if (citizen === undefined) return { error: CHAT_NOT_FOUND };
  if (!state.hasStarted(bot, citizen)) return { error: NEVER_STARTED };
  if (state.isBlocked(bot, citizen)) return { error: BLOCKED };
  const text = textAt(parameters, 'text') ?? '';
  if (text.trim() === '') return { error: TEXT_EMPTY };
  if (text.length > LONGEST_TEXT) return { error: TEXT_TOO_LONG };
  const replied = textAt(parameters, 'reply_parameters.message_id');
  const quotes = replied === undefined ? undefined : messageName(chat, Number(replied));
  const quoted = quotes === undefined ? undefined : state.log.get(quotes);
  const isLenient = textAt(parameters, 'reply_parameters.allow_sending_without_reply') === 'true';
  if (quotes !== undefined && !quoted && !isLenient) return { error: REPLY_NOT_FOUND };
  return { result: accept(state, bot, citizen, text, quoted) };
}

function accept(
  state: TelegramState,
  bot: Bot,
  citizen: string,
  text: string,
  quoted: LoggedMessage | undefined,
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
  });
  return {
    message_id: messageId,
    from: { id: botId(bot), is_bot: true, first_name: 'Aduan' },
    chat: { id: Number(chat), type: 'private' },
    date: Math.floor(message.at / 1000),
    text,
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
