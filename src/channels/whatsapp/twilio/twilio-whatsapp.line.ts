import type { Address } from '../../../messaging/inbound-event.js';
import type { OutboundMessage, SenderCapabilities, SendOutcome } from '../../../messaging/outbound-message.js';
import type { TwilioContent, TwilioLine } from '../../sms/twilio/twilio.line.js';
import { currentPart, noSuchPart } from '../chat-parts.js';
import { templateParameter } from '../template.js';
import { TWILIO_MEDIA, twilioCaption } from './twilio-whatsapp.files.js';
import type { ContentTemplate } from './twilio-whatsapp.settings.js';

/** WhatsApp at Twilio: free text while the window is open, else a template from the Content Template Builder. */
export class TwilioWhatsappLine implements TwilioLine {
  readonly capabilities: SenderCapabilities;
  readonly unreachable = {
    code: 'twilio:not-on-whatsapp',
    reason: 'WhatsApp goes to a number or a user id of Meta only',
  };

  constructor(private readonly template: ContentTemplate | undefined) {
    this.capabilities = {
      maxLength: 1600,
      segmented: false,
      receipts: true,
      media: TWILIO_MEDIA,
      confirmsOptOut: true,
      windowHours: 24,
      templates: template !== undefined,
    };
  }

  receiver(to: Address): string | undefined {
    // A reporter who asked for WhatsApp on a form gave a telephone number.
    const reachable = to.kind === 'whatsapp' || (to.kind === 'phone' && to.value.startsWith('+'));
    return reachable ? `whatsapp:${to.value}` : undefined;
  }

  sender(address: string): string {
    return `whatsapp:${address}`;
  }

  content(message: OutboundMessage): TwilioContent | SendOutcome {
    const { text } = message;
    if (message.windowOpen !== false) {
      const part = currentPart(message, twilioCaption);
      if (part === undefined) return noSuchPart('twilio');
      if (part.file === undefined) return { body: part.text };
      // Twilio fetches it, from the message's first try to its last.
      const mediaUrl = [part.file.url()];
      return part.text === '' ? { mediaUrl } : { body: part.text, mediaUrl };
    }
    if (this.template === undefined) return { outcome: 'window-closed', code: 'twilio:window-closed' };
    const { contentSid, variables } = this.template;
    if (variables.length === 0) return { contentSid };
    const filled = variables.map((pattern, index) => [String(index + 1), templateParameter(pattern, text)]);
    return { contentSid, contentVariables: JSON.stringify(Object.fromEntries(filled)) };
  }

  said(message: OutboundMessage): string | undefined {
    const text = currentPart(message, twilioCaption)?.text;
    return text === '' ? undefined : text;
  }
}
