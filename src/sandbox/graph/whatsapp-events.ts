import { createHash } from 'node:crypto';
import type { LoggedMessage, MessageState } from '../message-log.js';
import type { CitizenMessage } from '../stand-in.js';
import type { MetaLine } from './graph-state.js';

/** The business account above all the numbers. */
const ACCOUNT_ID = '102290129340398';
/** Who the invented citizens say to be. */
const PROFILE_NAME = 'Warga Uji';

/** The webhook of a citizen's message. https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages */
export function messageDelivery(line: MetaLine, message: LoggedMessage, sent: CitizenMessage): object {
  const { citizen } = message;
  const hidden = !citizen.startsWith('+');
  const person = hidden ? { user_id: citizen } : { wa_id: citizen.slice(1) };
  const from = hidden ? { from_user_id: citizen } : { from: citizen.slice(1) };
  return delivery(line, {
    contacts: [{ profile: { name: PROFILE_NAME }, ...person }],
    messages: [
      {
        ...(message.quotes === undefined
          ? {}
          : { context: { from: line.address.replace(/^\+/, ''), id: message.quotes } }),
        ...from,
        id: message.id,
        timestamp: seconds(message.at),
        ...content(message, sent),
      },
    ],
  });
}

/** The webhook of what became of a message of ours. */
export function statusDelivery(
  line: MetaLine,
  message: LoggedMessage,
  state: MessageState,
  errorCode: number | undefined,
): object {
  const hidden = !message.citizen.startsWith('+');
  return delivery(line, {
    statuses: [
      {
        id: message.id,
        status: state === 'undelivered' ? 'failed' : state,
        timestamp: seconds(Date.now()),
        ...(hidden ? { recipient_user_id: message.citizen } : { recipient_id: message.citizen.slice(1) }),
        ...(message.reference === undefined ? {} : { biz_opaque_callback_data: message.reference }),
        ...(errorCode === undefined ? {} : { errors: [statusError(errorCode)] }),
      },
    ],
  });
}

function statusError(code: number): object {
  const title = code === 131047 ? 'Re-engagement message' : 'Message undeliverable';
  return { code, title, message: title, error_data: { details: 'Message Undeliverable.' } };
}

function delivery(line: MetaLine, value: object): object {
  return {
    object: 'whatsapp_business_account',
    entry: [
      {
        id: ACCOUNT_ID,
        changes: [
          {
            value: {
              messaging_product: 'whatsapp',
              metadata: { display_phone_number: line.address.replace(/^\+/, ''), phone_number_id: line.id },
              ...value,
            },
            field: 'messages',
          },
        ],
      },
    ],
  };
}

function content(message: LoggedMessage, { button, location }: CitizenMessage): object {
  if (button !== undefined) return { type: 'button', button: { payload: button, text: button } };
  if (location !== undefined) return { type: 'location', location };
  const [file] = message.media;
  if (file === undefined) return { type: 'text', text: { body: message.text } };
  const type = mediaKind(file.contentType);
  return {
    type,
    [type]: {
      id: file.id,
      mime_type: file.contentType,
      sha256: createHash('sha256').update(file.bytes).digest('base64'),
      ...(message.text === '' ? {} : { caption: message.text }),
      ...(type === 'document' && file.filename !== undefined ? { filename: file.filename } : {}),
    },
  };
}

/** WhatsApp shows two kinds of pictures; other files travel as documents. */
function mediaKind(contentType: string): 'image' | 'video' | 'audio' | 'sticker' | 'document' {
  if (contentType === 'image/jpeg' || contentType === 'image/png') return 'image';
  if (contentType === 'image/webp') return 'sticker';
  if (contentType === 'video/mp4' || contentType === 'video/3gpp') return 'video';
  return contentType.startsWith('audio/') ? 'audio' : 'document';
}

function seconds(at: number): string {
  return String(Math.floor(at / 1000));
}
