import type { OutboundMessage } from '../../../messaging/outbound-message.js';
import { templateParameter } from '../template.js';
import type { TemplateSettings } from './cloud-api.settings.js';

/**
 * The body of a send. Free text while the window is open (or nobody knows of one), else the template;
 * undefined where there is none. https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/text-messages
 */
export function sendRequest(
  message: OutboundMessage,
  receiver: string,
  template: TemplateSettings | undefined,
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
    const quoted = message.answers?.externalId;
    return {
      ...common,
      // Of a message that came by another channel WhatsApp knows nothing.
      ...(quoted?.startsWith('wamid.') === true ? { context: { message_id: quoted } } : {}),
      type: 'text',
      text: { body: message.text, preview_url: false },
    };
  }
  return template === undefined
    ? undefined
    : { ...common, type: 'template', template: templateBody(template, message.text) };
}

function templateBody({ name, language, parameters }: TemplateSettings, text: string): object {
  const body = parameters.map((pattern) => ({ type: 'text', text: templateParameter(pattern, text) }));
  return {
    name,
    language: { code: language },
    ...(body.length === 0 ? {} : { components: [{ type: 'body', parameters: body }] }),
  };
}
