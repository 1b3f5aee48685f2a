import type { HttpOutbound } from '../../channels/sms/http/outbound.settings.js';
import { setAt } from './paths.js';

export interface WrittenAnswer {
  status: number;
  contentType: string;
  body: string;
}

/** Texts with which aggregators that speak no JSON take a message. */
const PLAIN_ANSWERS = [
  'OK {id}',
  'OK: {id}',
  'ID: {id}',
  'id={id}',
  'Success: {id}',
  'success {id}',
  '0|{id}',
  '0 {id}',
  '1701|{id}',
  'Sent. Message ID: {id}',
  '{id}',
];

/** The answer that the channel's own settings read as success; null where no such answer can be made up. */
export function acceptedAnswer(outbound: HttpOutbound, id: string): WrittenAnswer | null {
  const { success } = outbound;
  const status = Number(success.status.slice(0, 3));
  if (outbound.idPattern === undefined && success.matches === undefined) {
    const document: Record<string, unknown> = {};
    setAt(document, outbound.idPath ?? 'id', id);
    if (success.path !== undefined) setAt(document, success.path, success.equals);
    return { status, contentType: 'application/json', body: JSON.stringify(document) };
  }
  const body = PLAIN_ANSWERS.map((answer) => answer.replace('{id}', id)).find((answer) => {
    const found = outbound.idPattern === undefined ? id : new RegExp(outbound.idPattern, 'iu').exec(answer)?.[1];
    return found === id && (success.matches === undefined || new RegExp(success.matches, 'iu').test(answer));
  });
  return body === undefined ? null : { status, contentType: 'text/plain', body };
}
