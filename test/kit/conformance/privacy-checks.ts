import { FarEnd } from './far-end.js';
import type { ConformanceHarness } from './harness.js';
import { hostileInput } from './hostile-checks.js';
import { parseQuietly } from './webhook-checks.js';
import { watch } from './watch.js';

/**
 * Secrets, numbers and texts stay out of what is printed, of errors and of outcomes; and no
 * connection is tried beyond loopback.
 */
export async function silence(harness: ConformanceHarness): Promise<string[]> {
  const words: string[] = [];
  const observed = await watch(async () => {
    words.push(...(await exercise(harness)));
  });
  const secret = [...harness.secrets, ...privateWords(harness)];
  const found = (text: string): string[] =>
    secret.filter((word) => text.includes(word)).map((word) => word.slice(0, 6));
  const faults = found(observed.output).map((start) => `printed: something that begins with ${start}`);
  faults.push(
    ...words.flatMap((text) =>
      found(text).map((start) => `in an error or outcome: something that begins with ${start}`),
    ),
  );
  faults.push(...observed.strangers.map((host) => `a connection to ${host}`));
  return faults;
}

/** Everything once; answers with the words that errors and outcomes had. */
async function exercise(harness: ConformanceHarness): Promise<string[]> {
  const farEnd = await FarEnd.open();
  const { webhook, sender } = harness.create(farEnd.url);
  const words: string[] = [];
  if (webhook !== undefined && harness.webhook !== undefined) {
    const parts = harness.webhook;
    for (const { payload } of [...parts.recorded, ...parts.malformed]) {
      const request = parts.deliver(payload);
      words.push(JSON.stringify(webhook.verify(request)));
      const parsed = parseQuietly(webhook, request);
      if (!Array.isArray(parsed)) words.push(`${parsed.message} ${JSON.stringify(parsed)}`);
    }
    for (const { request } of parts.forged) words.push(JSON.stringify(webhook.verify(request)));
    hostileInput(webhook, parts);
  }
  if (sender !== undefined && harness.sender !== undefined) {
    for (const { answer } of [...harness.sender.answers, { answer: 'cut' as const }]) {
      farEnd.answer(answer);
      const outcome = await sender.send(harness.sender.message);
      words.push(JSON.stringify(outcome.outcome === 'sent' ? {} : outcome));
    }
    farEnd.answer({ status: 500, body: JSON.stringify({ message: 'no' }) });
    const looked = await sender.lookup?.(harness.sender.message);
    if (looked?.found === 'unsure') words.push(looked.reason);
  }
  await sender?.close?.();
  await farEnd.close();
  return words;
}

/** The numbers and texts of the recorded messages and of the one that is sent. */
function privateWords(harness: ConformanceHarness): string[] {
  const words = new Set<string>();
  for (const event of harness.webhook?.recorded.flatMap(({ events }) => events) ?? []) {
    if (event.type !== 'message') continue;
    if (event.from !== null && event.from.value.length > 6) words.add(event.from.value.replace('+', ''));
    if (event.text.length > 12) words.add(event.text);
  }
  const message = harness.sender?.message;
  if (message !== undefined) {
    words.add(message.text);
    if (message.to !== null) words.add(message.to.value.replace('+', ''));
  }
  return [...words];
}
