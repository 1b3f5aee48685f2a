import { smsAddress } from '../channels/sms/phone.js';
import type { ChannelConfig } from '../settings/gateway-config.js';
import type { Phone } from './phone.js';
import type { CitizenMessage } from './stand-in.js';

/** What is wrong with a request to the sandbox, field by field. */
export interface FieldError {
  field: string;
  expected: string;
}

export type CitizenRequest =
  { ok: true; channel: ChannelConfig; message: CitizenMessage } | { ok: false; errors: FieldError[] };

/** Operators reassemble up to ten segments; Twilio hands on no more than this. */
const MAX_SMS = 1600;
const MAX_TIMES = 20;
/** Providers whose stand-in hands on files. */
const CARRY_FILES: ReadonlySet<string> = new Set(['twilio', 'form']);
/** Twilio's MMS: ten files, 5 MB together. https://www.twilio.com/docs/messaging/guides/accepted-mime-types */
const MAX_FILES = 10;
const MAX_FILE_BYTES = 5 * 1024 * 1024;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const MEDIA_TYPE = /^[a-z0-9.+-]+\/[a-z0-9.+-]+$/i;

/** Reads the body of POST /sandbox/api/messages; every error at once. */
export function readCitizenRequest(body: unknown, phone: Pick<Phone, 'channel' | 'problem'>): CitizenRequest {
  const given = isRecord(body) ? body : {};
  const errors: FieldError[] = [];
  const wrong = (field: string, expected: string): void => void errors.push({ field, expected });

  const channel = typeof given.channelId === 'string' ? phone.channel(given.channelId) : undefined;
  if (!channel) wrong('channelId', 'the id of a channel of config/gateway.yaml');
  const problem = channel && phone.problem(channel);
  if (problem !== undefined) wrong('channelId', `a channel that the sandbox can use; ${problem}`);

  const from = citizenAddress(given.from);
  if (from === undefined) wrong('from', 'a telephone number such as +6281100000001');
  const raw = optionalText(given, 'raw', wrong);
  const text = raw === undefined ? given.text : (given.text ?? '');
  if (typeof text !== 'string') wrong('text', 'a text');
  else if (text.length > MAX_SMS) wrong('text', `at most ${MAX_SMS} characters`);
  for (const field of ['subject', 'inReplyTo', 'quotes'] as const) {
    if (optionalText(given, field, wrong) !== undefined && channel?.kind === 'sms')
      wrong(field, 'nothing: an SMS has no such part');
  }
  const media = readAttachments(given.attachments, wrong);
  if (media.length > 0 && channel && !CARRY_FILES.has(channel.provider))
    wrong('attachments', `nothing: provider ${channel.provider} carries text only`);
  if (text === '' && raw === undefined && media.length === 0) wrong('text', 'a text that is not empty');
  const times = given.times ?? 1;
  if (typeof times !== 'number' || !Number.isInteger(times) || times < 1 || times > MAX_TIMES)
    wrong('times', `a whole number from 1 to ${MAX_TIMES}`);

  if (errors.length > 0 || !channel || from === undefined || typeof text !== 'string') return { ok: false, errors };
  return {
    ok: true,
    channel,
    message: { from, text, media, times: Number(times), ...(raw === undefined ? {} : { raw }) },
  };
}

/** A citizen's number in E.164 (or a short code, to try how machines are met); a literal + of a query string arrives as a space. */
export function citizenAddress(value: unknown): string | undefined {
  const number = typeof value === 'string' ? smsAddress(value)?.address.value : undefined;
  return number !== undefined && /^\+?\d+$/.test(number) ? number : undefined;
}

function readAttachments(value: unknown, wrong: (field: string, expected: string) => void): CitizenMessage['media'] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    wrong('attachments', 'a list of {filename, contentType, base64}');
    return [];
  }
  if (value.length > MAX_FILES) wrong('attachments', `at most ${MAX_FILES} files`);
  const files = value.map((item: unknown, index) => {
    const file = isRecord(item) ? item : {};
    const place = `attachments[${index}]`;
    if (typeof file.filename !== 'string') wrong(`${place}.filename`, 'a file name');
    const contentType =
      typeof file.contentType === 'string' && MEDIA_TYPE.test(file.contentType) ? file.contentType : undefined;
    if (contentType === undefined) wrong(`${place}.contentType`, 'a media type such as image/jpeg');
    const encoded =
      typeof file.base64 === 'string' && file.base64 !== '' && BASE64.test(file.base64) ? file.base64 : undefined;
    if (encoded === undefined) wrong(`${place}.base64`, 'the file in Base64 (RFC 4648, section 4, with padding)');
    return {
      filename: String(file.filename),
      contentType: contentType ?? '',
      bytes: Buffer.from(encoded ?? '', 'base64'),
    };
  });
  const total = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (total > MAX_FILE_BYTES) wrong('attachments', `at most ${MAX_FILE_BYTES} bytes together`);
  return files;
}

function optionalText(
  given: Record<string, unknown>,
  field: string,
  wrong: (field: string, expected: string) => void,
): string | undefined {
  const value = given[field];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string') return value;
  wrong(field, 'a text');
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
