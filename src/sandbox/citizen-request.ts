import { geoLocation } from '../channels/whatsapp/geo.js';
import type { GeoLocation } from '../messaging/inbound-event.js';
import type { ChannelConfig } from '../settings/gateway-config.js';
import { EXPECTED_ADDRESS, readAddress } from './citizen-address.js';
import type { Phone } from './phone.js';
import { MESSAGE_PARTS, type Carries, type CitizenMessage, type MessagePart } from './stand-in.js';

/** What is wrong with a request to the sandbox, field by field. */
export interface FieldError {
  field: string;
  expected: string;
}

export type CitizenRequest =
  { ok: true; channel: ChannelConfig; message: CitizenMessage } | { ok: false; errors: FieldError[] };

type Wrong = (field: string, expected: string) => void;
type Given = Readonly<Record<string, unknown>>;

const MAX_TIMES = 20;
/** Until the channel is known: the least that any of them takes. */
const UNKNOWN_CHANNEL: Carries = { address: 'phone', longestText: 1600, parts: MESSAGE_PARTS };
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const MEDIA_TYPE = /^[a-z0-9.+-]+\/[a-z0-9.+-]+$/i;

/** Reads the body of POST /sandbox/api/messages; every error at once. */
export function readCitizenRequest(
  body: unknown,
  phone: Pick<Phone, 'channel' | 'problem' | 'carries' | 'refuses'>,
): CitizenRequest {
  const given: Given = isRecord(body) ? body : {};
  const errors: FieldError[] = [];
  const wrong: Wrong = (field, expected) => void errors.push({ field, expected });

  const channel = typeof given.channelId === 'string' ? phone.channel(given.channelId) : undefined;
  if (!channel) wrong('channelId', 'the id of a channel of config/gateway.yaml');
  const problem = channel && phone.problem(channel);
  if (problem !== undefined) wrong('channelId', `a channel that the sandbox can use; ${problem}`);
  const known = channel && phone.carries(channel);
  const carries = known ?? UNKNOWN_CHANNEL;

  const from = readAddress(carries.address, given.from);
  if (from === undefined) wrong('from', EXPECTED_ADDRESS[carries.address]);
  const raw = optionalText(given, 'raw', wrong);
  const parts = readParts(given, carries, channel?.provider ?? '', wrong);
  const media = readAttachments(given.attachments, carries.files, wrong);
  if (media.length > 0 && channel && known && !known.files)
    wrong('attachments', `nothing: provider ${channel.provider} carries text only`);
  const { button, location, subject } = parts;
  const needsText = [raw, button, location, subject].every((part) => part === undefined);
  const text = needsText ? given.text : (given.text ?? '');
  if (typeof text !== 'string') wrong('text', 'a text');
  else if (text.length > carries.longestText) wrong('text', `at most ${carries.longestText} characters`);
  else if (text === '' && needsText && media.length === 0) wrong('text', 'a text that is not empty');
  const times = given.times ?? 1;
  if (typeof times !== 'number' || !Number.isInteger(times) || times < 1 || times > MAX_TIMES)
    wrong('times', `a whole number from 1 to ${MAX_TIMES}`);

  if (errors.length > 0 || !channel || from === undefined || typeof text !== 'string') return { ok: false, errors };
  const message = { from, text, media, times: Number(times), ...parts, ...(raw === undefined ? {} : { raw }) };
  const refusal = phone.refuses(channel, message);
  return refusal ? { ok: false, errors: [refusal] } : { ok: true, channel, message };
}

/** What of a message is neither text nor file, where the channel carries it. */
function readParts(
  given: Given,
  { parts }: Carries,
  provider: string,
  wrong: Wrong,
): Pick<CitizenMessage, MessagePart> {
  const read: Pick<CitizenMessage, MessagePart> = {};
  for (const part of MESSAGE_PARTS) {
    const value = part === 'location' ? readLocation(given.location, wrong) : optionalText(given, part, wrong);
    if (value === undefined) continue;
    if (!parts.includes(part)) wrong(part, `nothing: a message by ${provider} has no such part`);
    else Object.assign(read, { [part]: value });
  }
  if (read.button !== undefined && read.quotes === undefined)
    wrong('quotes', 'the id of the message whose button is tapped');
  return read;
}

function readLocation(value: unknown, wrong: Wrong): GeoLocation | undefined {
  if (value === undefined || value === null) return undefined;
  const place = isRecord(value) ? geoLocation(value) : undefined;
  if (place === undefined) wrong('location', '{latitude, longitude, name?, address?} with both in degrees');
  return place;
}

function readAttachments(value: unknown, limit: Carries['files'], wrong: Wrong): CitizenMessage['media'] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    wrong('attachments', 'a list of {filename, contentType, base64}');
    return [];
  }
  if (limit && value.length > limit.most) wrong('attachments', `at most ${limit.most} files`);
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
  if (limit && total > limit.bytes) wrong('attachments', `at most ${limit.bytes} bytes together`);
  return files;
}

function optionalText(given: Given, field: string, wrong: Wrong): string | undefined {
  const value = given[field];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string') return value;
  wrong(field, 'a text');
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
