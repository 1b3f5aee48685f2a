import fc from 'fast-check';
import { MalformedPayloadError } from '../../../src/messaging/errors.js';
import type { WebhookPort } from '../../../src/messaging/ports.js';
import { eventFaults } from './event-rules.js';
import type { WebhookHarness } from './harness.js';
import { parseQuietly } from './webhook-checks.js';

const RUNS = 200;
const BIDI = '\u202e\u2066\u200f';
const AWKWARD = [
  '',
  '\0',
  'a\0b',
  BIDI + 'txt',
  '\ud83d',
  '__proto__',
  'constructor',
  '${7*7}',
  '<script>',
  '%00',
  '+',
  '٠٨١١',
  'x'.repeat(100_000),
  '\r\nX-Header: 1',
  '🌊'.repeat(2_000),
];

/** A marker in a citizen's place: it must never be in an error's words. */
const MARKER = 'Zulaikha-Marker';

/**
 * Whatever comes, `parse` gives well-formed events or throws MalformedPayloadError, and the error's
 * words hold nothing of the payload's content. Seeds are fixed by fast-check's report on failure.
 */
export function hostileInput(webhook: WebhookPort, harness: WebhookHarness): string[] {
  const before = prototypeKeys();
  const faults = new Set<string>();
  const feed = (payload: Buffer): void => {
    for (const fault of reaction(webhook, harness, payload)) faults.add(fault);
  };
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc.constantFrom(...AWKWARD),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => feed(Buffer.from(bytes))),
    { numRuns: RUNS },
  );
  fc.assert(
    fc.property(fc.record({ id: text, from: text, text }), (values) => feed(harness.hostile(values))),
    { numRuns: RUNS },
  );
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (json) => feed(Buffer.from(json))),
    { numRuns: RUNS },
  );
  for (const value of AWKWARD) {
    feed(harness.hostile({ id: value, from: '+6281100000001', text: 'halo' }));
    feed(harness.hostile({ id: 'a1', from: value, text: 'halo' }));
    feed(harness.hostile({ id: 'a1', from: '+6281100000001', text: value }));
    feed(harness.hostile({ id: 'a1', from: `${MARKER}${value}${MARKER}-not-a-number`, text: `${MARKER}${value}` }));
  }
  feed(Buffer.from('__proto__[polluted]=1&constructor[prototype][polluted]=1&__proto__.polluted=1&__proto__=x'));
  feed(Buffer.from('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'));
  feed(Buffer.from('['.repeat(50_000)));
  feed(Buffer.from('a=1&'.repeat(100_000)));
  feed(Buffer.alloc(1_000_000, '%'));
  feed(Buffer.alloc(1_000_000, 0));
  if (prototypeKeys() !== before) faults.add('Object.prototype was changed');
  return [...faults];
}

function reaction(webhook: WebhookPort, harness: WebhookHarness, payload: Buffer): string[] {
  const request = harness.deliver(payload);
  const parsed = parseQuietly(webhook, request);
  if (Array.isArray(parsed)) return parsed.flatMap(eventFaults).map((fault) => `an event ${fault}`);
  if (!(parsed instanceof MalformedPayloadError))
    return [`parse throws ${parsed.name}: ${parsed.message.slice(0, 80)}`];
  const words = `${parsed.field} ${parsed.message}`;
  if (words.length > 400) return ['an error of more than 400 characters'];
  return words.includes(MARKER) ? ["an error holds the payload's content"] : [];
}

function prototypeKeys(): string {
  return Object.getOwnPropertyNames(Object.prototype).sort().join();
}
