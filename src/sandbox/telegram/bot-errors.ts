/** A refusal as the Bot API says it: https://core.telegram.org/bots/api#making-requests */
export interface BotError {
  status: number;
  description: string;
  /** Seconds. */
  retryAfter?: number;
}

const bad = (words: string): BotError => ({ status: 400, description: `Bad Request: ${words}` });

/** For a token of the wrong form as well as for a method that does not exist. */
export const NOT_FOUND: BotError = { status: 404, description: 'Not Found' };
export const UNAUTHORIZED: BotError = { status: 401, description: 'Unauthorized' };
export const CHAT_EMPTY = bad('chat_id is empty');
export const CHAT_NOT_FOUND = bad('chat not found');
export const TEXT_EMPTY = bad('message text is empty');
export const TEXT_TOO_LONG = bad('message is too long');
export const REPLY_NOT_FOUND = bad('message to be replied not found');
export const CAPTION_TOO_LONG = bad('message caption is too long');
export const NO_PHOTO = bad('there is no photo in the request');
export const NO_DOCUMENT = bad('there is no document in the request');
export const NOT_AN_IMAGE = bad('IMAGE_PROCESS_FAILED');
export const UPLOAD_TOO_BIG: BotError = { status: 413, description: 'Request Entity Too Large' };
export const FILE_INVALID = bad('wrong file_id or the file is temporarily unavailable');
export const FILE_TOO_BIG = bad('file is too big');
export const NO_JSON = bad("can't parse the request body");
export const BLOCKED: BotError = { status: 403, description: 'Forbidden: bot was blocked by the user' };
export const NEVER_STARTED: BotError = {
  status: 403,
  description: "Forbidden: bot can't initiate conversation with a user",
};

/** What an injected fault answers with this HTTP status. */
export function faultError(status: number): BotError {
  if (status === 429) return { status, description: 'Too Many Requests: retry after 5', retryAfter: 5 };
  if (status === 403) return BLOCKED;
  if (status === 401) return UNAUTHORIZED;
  return { status, description: status >= 500 ? 'Internal Server Error' : 'Bad Request' };
}

export function errorBody({ status, description, retryAfter }: BotError): string {
  return JSON.stringify({
    ok: false,
    error_code: status,
    description,
    ...(retryAfter === undefined ? {} : { parameters: { retry_after: retryAfter } }),
  });
}
