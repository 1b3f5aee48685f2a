import { randomUUID } from 'node:crypto';
import type { Faults } from '../faults.js';
import type { GatewayAnswer, GatewayClient } from '../gateway-client.js';
import type { LoggedMessage, MessageState } from '../message-log.js';
import { API_VERSION } from './message-resource.js';
import { twilioSignature } from './signature.js';
import { lineAddress } from './whatsapp-line.js';

const FORGED = Buffer.alloc(20, 7).toString('base64');

/** Twilio's calls to the gateway: forms, signed over the public URL, whatever stands before the gateway. */
export class TwilioWebhooks {
  constructor(
    private readonly accountSid: string,
    private readonly authToken: string,
    private readonly gateway: GatewayClient,
    private readonly faults: Faults,
  ) {}

  /** `token` stays the same over the attempts of one call, as Twilio's idempotency token does. */
  async post(url: string, form: Record<string, string>, token: string = randomUUID()): Promise<GatewayAnswer> {
    return this.postSigned(
      url,
      new URLSearchParams(form).toString(),
      twilioSignature(this.authToken, url, form),
      token,
    );
  }

  /** Bytes of the caller's choosing, signed as though they were a form. */
  async postRaw(url: string, body: string): Promise<GatewayAnswer> {
    const form = Object.fromEntries(new URLSearchParams(body));
    return this.postSigned(url, body, twilioSignature(this.authToken, url, form), randomUUID());
  }

  /** https://www.twilio.com/docs/messaging/guides/track-outbound-message-status */
  receiptForm(message: LoggedMessage, state: MessageState, errorCode: number | undefined): Record<string, string> {
    const byService = message.ours.startsWith('MG');
    return {
      AccountSid: this.accountSid,
      ApiVersion: API_VERSION,
      ...(byService ? { MessagingServiceSid: message.ours } : { From: lineAddress(message, message.ours) }),
      MessageSid: message.id,
      MessageStatus: state,
      SmsSid: message.id,
      SmsStatus: state,
      To: lineAddress(message, message.citizen),
      ...(message.provider === 'twilio-whatsapp' ? { ChannelPrefix: 'whatsapp' } : {}),
      ...(state === 'read' ? { EventType: 'READ' } : {}),
      ...(errorCode === undefined ? {} : { ErrorCode: String(errorCode) }),
      ...(state === 'delivered' ? { RawDlrDoneDate: new Date().toISOString().replace(/\D/g, '').slice(2, 12) } : {}),
    };
  }

  private async postSigned(url: string, body: string, signature: string, token: string): Promise<GatewayAnswer> {
    const forged = this.faults.nextWebhook() !== undefined;
    return this.gateway.post(
      url,
      {
        'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
        'user-agent': 'TwilioProxy/1.1',
        'i-twilio-idempotency-token': token,
        'x-twilio-signature': forged ? FORGED : signature,
      },
      body,
    );
  }
}
