import { MalformedPayloadError } from '../../../messaging/errors.js';
import type { InboundEvent } from '../../../messaging/inbound-event.js';
import type { EndpointDelivery } from '../../../messaging/ports.js';
import { textAt } from '../../wire/json-path.js';
import { BatchReader } from '../batch.js';
import { readWhatsappChange } from '../cloud-api/cloud-api.parse.js';
import { type JsonObject, objectsAt, readJson, reasonWord } from '../json.js';
import { readMessaging } from '../messenger/messenger.parse.js';
import { pageEndpoint, phoneEndpoint } from './endpoint.js';

/** One piece of a delivery, the endpoint that it belongs to, and the delivery with this piece alone. */
interface Piece {
  endpoint?: string | undefined;
  events: InboundEvent[];
  entry: JsonObject;
}

/**
 * Every event of one of Meta's webhooks, by the phone number or page that it is for: each entry, each
 * change or conversation in it, each message and status in that.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
 * @throws MalformedPayloadError
 */
export function parseMeta(body: Buffer): EndpointDelivery[] {
  const delivery = readJson(body);
  const object = textAt(delivery, 'object');
  if (object === undefined) throw new MalformedPayloadError('object', "Meta's name of what the webhook is about");
  if (object !== 'whatsapp_business_account' && object !== 'page')
    return [{ events: [{ type: 'ignored', reason: `object-${reasonWord(object)}` }], body }];
  const reader = new BatchReader();
  const pieces = objectsAt(delivery, 'entry').flatMap((entry) =>
    object === 'page' ? pagePieces(entry, reader) : phonePieces(entry, reader),
  );
  if (pieces.length === 0) throw new MalformedPayloadError('entry', 'a list with at least one change or message');
  reader.finish();
  return gather(pieces, object, body);
}

function phonePieces(entry: JsonObject, reader: BatchReader): Piece[] {
  return objectsAt(entry, 'changes').map((change) => ({
    endpoint: phoneEndpoint(textAt(change, 'value.metadata.phone_number_id')),
    events: readWhatsappChange(change, reader),
    entry: { ...entry, changes: [change] },
  }));
}

function pagePieces(entry: JsonObject, reader: BatchReader): Piece[] {
  const endpoint = pageEndpoint(textAt(entry, 'id'));
  const messaging = objectsAt(entry, 'messaging').flatMap((item) => readMessaging(item, reader));
  // `standby`: another app has the conversation; `changes`: posts and comments on the page.
  const others = [
    ...objectsAt(entry, 'standby').map(() => 'standby'),
    ...objectsAt(entry, 'changes').map((change) => `field-${reasonWord(textAt(change, 'field'))}`),
  ].flatMap((reason) => reader.read(() => ({ type: 'ignored', reason })));
  const events = [...messaging, ...others];
  return events.length === 0 ? [] : [{ endpoint, events, entry }];
}

function gather(pieces: readonly Piece[], object: string, body: Buffer): EndpointDelivery[] {
  const byEndpoint = new Map<string | undefined, Piece[]>();
  for (const piece of pieces) {
    const own = byEndpoint.get(piece.endpoint);
    if (own === undefined) byEndpoint.set(piece.endpoint, [piece]);
    else own.push(piece);
  }
  return [...byEndpoint].map(([endpoint, own]) => ({
    ...(endpoint === undefined ? {} : { endpoint }),
    events: own.flatMap(({ events }) => events),
    // No office keeps another one's citizens: of a shared delivery each gets its own part.
    body:
      byEndpoint.size === 1
        ? body
        : Buffer.from(JSON.stringify({ object, entry: own.map(({ entry }) => entry) }), 'utf8'),
  }));
}
