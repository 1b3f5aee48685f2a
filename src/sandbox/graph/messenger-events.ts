import type { LoggedMessage } from '../message-log.js';
import type { CitizenMessage } from '../stand-in.js';
import type { MetaLine } from './graph-state.js';
import { pageScopedId } from './page-scoped-id.js';

/** The webhook of a citizen's message to the page. https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks/webhook-events */
export function pageMessage(
  line: MetaLine,
  message: LoggedMessage,
  { location }: CitizenMessage,
  mediaUrl: (id: string) => string,
): object {
  const attachments = [
    ...message.media.map(({ id, contentType }) => ({ type: fileKind(contentType), payload: { url: mediaUrl(id) } })),
    ...(location === undefined
      ? []
      : [
          {
            type: 'location',
            title: location.name,
            payload: { coordinates: { lat: location.latitude, long: location.longitude } },
          },
        ]),
  ];
  return delivery(line, message.citizen, message.at, {
    message: {
      mid: message.id,
      ...(message.text === '' ? {} : { text: message.text }),
      ...(message.quotes === undefined ? {} : { reply_to: { mid: message.quotes } }),
      ...(attachments.length === 0 ? {} : { attachments }),
    },
  });
}

/** That a message of the page has arrived; or that all so far were read, which names none of them. */
export function pageReceipt(line: MetaLine, message: LoggedMessage, state: 'delivered' | 'read'): object {
  const now = Date.now();
  return delivery(
    line,
    message.citizen,
    now,
    state === 'read' ? { read: { watermark: now } } : { delivery: { mids: [message.id], watermark: now } },
  );
}

function delivery(line: MetaLine, citizen: string, at: number, event: object): object {
  const messaging = { sender: { id: pageScopedId(citizen) }, recipient: { id: line.id }, timestamp: at, ...event };
  return { object: 'page', entry: [{ id: line.id, time: Date.now(), messaging: [messaging] }] };
}

function fileKind(contentType: string): 'image' | 'video' | 'audio' | 'file' {
  const kind = contentType.split('/')[0];
  return kind === 'image' || kind === 'video' || kind === 'audio' ? kind : 'file';
}
