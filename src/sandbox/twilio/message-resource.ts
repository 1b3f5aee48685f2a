import type { LoggedMessage } from '../message-log.js';
import { lineAddress } from './whatsapp-line.js';

/** The account's path prefix in every URI that Twilio's API hands out. */
export const API_VERSION = '2010-04-01';

/** A message as GET /Messages/:sid.json answers it. https://www.twilio.com/docs/messaging/api/message-resource */
export function messageResource(message: LoggedMessage, accountSid: string): Record<string, unknown> {
  const uri = `/${API_VERSION}/Accounts/${accountSid}/Messages/${message.id}`;
  const created = new Date(message.at).toUTCString().replace('GMT', '+0000');
  const updated = new Date(message.changedAt).toUTCString().replace('GMT', '+0000');
  const inbound = message.direction === 'in';
  const [ours, citizen] = [lineAddress(message, message.ours), lineAddress(message, message.citizen)];
  const byService = message.ours.startsWith('MG');
  return {
    account_sid: accountSid,
    api_version: API_VERSION,
    body: message.text,
    date_created: created,
    date_sent: message.state === 'queued' ? null : created,
    date_updated: updated,
    direction: inbound ? 'inbound' : 'outbound-api',
    error_code: message.errorCode ?? null,
    error_message: null,
    from: inbound ? citizen : byService ? null : ours,
    messaging_service_sid: byService ? message.ours : null,
    num_media: String(message.media.length),
    num_segments: String(message.segments),
    price: null,
    price_unit: 'USD',
    sid: message.id,
    // The citizen's side of an inbound message (posted, refused) is no concern of Twilio's record.
    status: inbound ? 'received' : message.state,
    subresource_uris: { media: `${uri}/Media.json` },
    to: inbound ? ours : citizen,
    uri: `${uri}.json`,
  };
}
