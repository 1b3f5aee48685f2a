import type { GatewayAnswer } from '../gateway-client.js';
import type { StandInMedia } from '../message-log.js';
import type { CitizenMessage } from '../stand-in.js';

/** A citizen's message on its way to one of the account's numbers. */
export interface InboundSms {
  from: string;
  /** The account's number. */
  to: string;
  text: string;
  media?: Omit<StandInMedia, 'id'>[];
  /** Known to the phone on a page; kept with the message. */
  channelId?: string;
  /** The same MessageSid posted so many times at once; 1 where absent. */
  times?: number;
  /** A MessageSid that was used before posts that message again. */
  messageSid?: string;
  /** SMS where absent. */
  line?: 'whatsapp';
  /** Of WhatsApp: the message that it answers, the button that was tapped, a place. */
  quotes?: string;
  button?: string;
  location?: CitizenMessage['location'];
  /** Parameters beside Twilio's own (`OptOutType`), or instead of them. */
  extra?: Record<string, string>;
}

export interface InboundResult {
  messageSid: string;
  /** One an attempt. */
  answers: GatewayAnswer[];
}
