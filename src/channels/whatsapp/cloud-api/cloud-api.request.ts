import type { OutboundMessage } from '../../../messaging/outbound-message.js';
import type { ChatPart } from '../chat-parts.js';
import { templateParameter } from '../template.js';
import { whatsappMediaType } from './cloud-api.files.js';
import type { TemplateSettings } from './cloud-api.settings.js';

/** What is sent while the window is open: words, or a file that Meta has already. */
export interface WhatsappPart extends ChatPart {
  mediaId?: string;
}

/**
 * The body of a send. Free text while the window is open (or nobody knows of one), else the template;
 * undefined where there is none. https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/text-messages
 */
export function sendRequest(
  message: OutboundMessage,
  receiver: string,
  template: TemplateSettings | undefined,
  part: WhatsappPart,
): object | undefined {
  const common = {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    // A user id goes into a field of its own.
    ...(receiver.startsWith('+') ? { to: receiver.slice(1) } : { recipient: receiver }),
    // Comes back with each status: what became of a send whose answer was lost.
    biz_opaque_callback_data: message.id,
  };
  if (message.windowOpen !== false) {
    // The first part answers; those after it belong to the first.
    const quoted = (message.part ?? 0) === 0 ? message.answers?.externalId : undefined;
    return {
      ...common,
      // Of a message that came by another channel WhatsApp knows nothing.
      ...(quoted?.startsWith('wamid.') === true ? { context: { message_id: quoted } } : {}),
      ...content(part),
    };
  }
  return template === undefined
    ? undefined
    : { ...common, type: 'template', template: templateBody(template, message.text) };
}

function content({ text, file, mediaId }: WhatsappPart): object {
  const type = file && whatsappMediaType(file);
  if (file === undefined || type === undefined || mediaId === undefined)
    return { type: 'text', text: { body: text, preview_url: false } };
  const media = {
    id: mediaId,
    ...(text === '' ? {} : { caption: text }),
    ...(type === 'document' ? { filename: file.filename } : {}),
  };
  return { type, [type]: media };
}

function templateBody({ name, language, parameters }: TemplateSettings, text: string): object {
  const body = parameters.map((pattern) => ({ type: 'text', text: templateParameter(pattern, text) }));
  return {
    name,
    language: { code: language },
    ...(body.length === 0 ? {} : { components: [{ type: 'body', parameters: body }] }),
  };
}
