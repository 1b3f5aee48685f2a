import type { LoggedMessage } from '../message-log.js';
import type { CitizenMessage } from '../stand-in.js';
import { chatId, messageNumber } from './chat-id.js';

const PERSON = { first_name: 'Warga', last_name: 'Uji' };

/** The update of a citizen's message. https://core.telegram.org/bots/api#message */
export function messageUpdate(
  updateId: number,
  message: LoggedMessage,
  { location }: CitizenMessage,
  context: { botId: number; quoted: LoggedMessage | undefined; album: string | undefined },
): object {
  const chat = { id: Number(chatId(message.citizen)), ...PERSON, type: 'private' };
  const from = { id: chat.id, is_bot: false, ...PERSON, language_code: 'id' };
  const { quoted, album, botId } = context;
  const quotedId = message.quotes === undefined ? undefined : messageNumber(message.quotes, message.citizen);
  return {
    update_id: updateId,
    message: {
      message_id: messageNumber(message.id, message.citizen),
      from,
      chat,
      date: Math.floor(message.at / 1000),
      ...(quotedId === undefined
        ? {}
        : {
            reply_to_message: {
              message_id: quotedId,
              from: quoted?.direction === 'in' ? from : { id: botId, is_bot: true, first_name: 'Aduan' },
              chat,
              date: Math.floor((quoted?.at ?? message.at) / 1000),
              text: quoted?.text ?? '',
            },
          }),
      ...(album === undefined ? {} : { media_group_id: album }),
      ...content(message, location),
    },
  };
}

function content(message: LoggedMessage, location: CitizenMessage['location']): object {
  if (location !== undefined) {
    const { latitude, longitude, name, address } = location;
    if (name === undefined) return { location: { latitude, longitude } };
    return { venue: { location: { latitude, longitude }, title: name, address: address ?? '' }, location };
  }
  const [file] = message.media;
  if (file === undefined) return { text: message.text };
  const { id, contentType, filename, bytes } = file;
  const facts = { file_id: id, file_unique_id: id.slice(-16), file_size: bytes.length };
  return { ...fileContent(facts, contentType, filename), ...(message.text === '' ? {} : { caption: message.text }) };
}

function fileContent(facts: object, contentType: string, filename: string | undefined): object {
  // A photo comes in several sizes; the stand-in scales nothing, so that all lead to the same bytes.
  if (contentType === 'image/jpeg' || contentType === 'image/png')
    return { photo: [90, 320, 1280].map((width) => ({ ...facts, width, height: Math.round(width * 0.75) })) };
  const typed = { ...facts, mime_type: contentType };
  if (contentType === 'audio/ogg') return { voice: { ...typed, duration: 5 } };
  if (contentType.startsWith('audio/')) return { audio: { ...typed, duration: 5, file_name: filename } };
  if (contentType === 'video/mp4') return { video: { ...typed, width: 640, height: 480, duration: 5 } };
  return { document: { ...typed, file_name: filename } };
}
