import { isDeepStrictEqual } from 'node:util';
import { MalformedPayloadError } from '../../../src/messaging/errors.js';
import type { InboundEvent } from '../../../src/messaging/inbound-event.js';
import type { WebhookPort, WebhookRequest } from '../../../src/messaging/ports.js';
import { eventFaults } from './event-rules.js';
import type { WebhookHarness } from './harness.js';

/** Each check answers with what is wrong, in words; nothing is wrong with an empty list. */
export type WebhookCheck = (webhook: WebhookPort, harness: WebhookHarness) => string[];

/** Good signatures pass, forged and stale ones do not; one changed byte is enough. */
export const signatures: WebhookCheck = (webhook, harness) => {
  const faults: string[] = [];
  for (const { name, payload } of harness.recorded) {
    const request = harness.deliver(payload);
    if (!webhook.verify(request).ok) faults.push(`${name}: a genuine delivery is refused`);
  }
  for (const { name, request } of [...harness.forged, ...(harness.stale ?? [])]) {
    const result = verifyQuietly(webhook, request);
    if (result === 'threw') faults.push(`${name}: verify throws`);
    else if (result.ok) faults.push(`${name}: accepted`);
    else if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(result.reason)) faults.push(`${name}: the reason is no code`);
  }
  if (harness.forged.length < 3) faults.push('the harness has fewer than three forgeries');
  return faults;
};

/** Every recorded payload becomes exactly its events, and the whole vocabulary's rules hold. */
export const recordedPayloads: WebhookCheck = (webhook, harness) => {
  const faults: string[] = [];
  for (const { name, payload, events } of harness.recorded) {
    const parsed = parseQuietly(webhook, harness.deliver(payload));
    if (!Array.isArray(parsed)) faults.push(`${name}: parse throws ${parsed.name}`);
    else {
      if (!isDeepStrictEqual(plain(parsed), plain(events)))
        faults.push(`${name}: ${JSON.stringify(parsed)} instead of ${JSON.stringify(events)}`);
      faults.push(...parsed.flatMap(eventFaults).map((fault) => `${name}: ${fault}`));
      const answer = webhook.acknowledge(parsed);
      if (answer.status < 200 || answer.status > 299)
        faults.push(`${name}: acknowledged with ${String(answer.status)}`);
    }
  }
  return faults;
};

/** The same message delivered again, later and in a request of its own, has the same identity; others have others. */
export const duplicates: WebhookCheck = (webhook, harness) => {
  const faults: string[] = [];
  const seen = new Map<string, string>();
  for (const { name, payload } of harness.recorded) {
    const first = identities(webhook, harness.deliver(payload));
    const again = identities(webhook, harness.deliver(Buffer.from(payload), new Date(Date.now() + 60_000)));
    if (!isDeepStrictEqual(first, again)) faults.push(`${name}: delivered again it is another message`);
    for (const id of first) {
      const other = seen.get(id);
      if (other !== undefined) faults.push(`${name}: has the identity of ${other}`);
      seen.set(id, name);
    }
  }
  return faults;
};

/** Every event of a delivery that holds several. */
export const batches: WebhookCheck = (webhook, harness) => {
  if (harness.batch === undefined) return [];
  const parsed = parseQuietly(webhook, harness.deliver(harness.batch.payload));
  if (!Array.isArray(parsed)) return [`parse throws ${parsed.name}`];
  return parsed.length === harness.batch.events
    ? []
    : [`${String(parsed.length)} events instead of ${String(harness.batch.events)}`];
};

export const unknownEvents: WebhookCheck = (webhook, harness) =>
  harness.unknown.flatMap(({ name, payload }) => {
    const parsed = parseQuietly(webhook, harness.deliver(payload));
    if (!Array.isArray(parsed)) return [`${name}: parse throws ${parsed.name} instead of ignoring`];
    return parsed.length > 0 && parsed.every(({ type }) => type === 'ignored') ? [] : [`${name}: not ignored`];
  });

/** What can't be read is said with the field, and only so. */
export const malformedPayloads: WebhookCheck = (webhook, harness) =>
  harness.malformed.flatMap(({ name, payload, field }) => {
    const parsed = parseQuietly(webhook, harness.deliver(payload));
    if (Array.isArray(parsed)) return [`${name}: not refused`];
    if (!(parsed instanceof MalformedPayloadError)) return [`${name}: throws ${parsed.name}`];
    return parsed.field === field ? [] : [`${name}: names ${parsed.field} instead of ${field}`];
  });

export function parseQuietly(webhook: WebhookPort, request: WebhookRequest): InboundEvent[] | Error {
  try {
    return webhook.parse(request);
  } catch (error) {
    return error instanceof Error ? error : new Error('something that is no Error');
  }
}

function verifyQuietly(webhook: WebhookPort, request: WebhookRequest): ReturnType<WebhookPort['verify']> | 'threw' {
  try {
    return webhook.verify(request);
  } catch {
    return 'threw';
  }
}

function identities(webhook: WebhookPort, request: WebhookRequest): string[] {
  const parsed = parseQuietly(webhook, request);
  if (!Array.isArray(parsed)) return [parsed.name];
  return parsed.map((event) =>
    event.type === 'receipt' ? `${event.providerId} ${event.state}` : (event.externalId ?? 'none'),
  );
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}
