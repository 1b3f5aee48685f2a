import { isDeepStrictEqual } from 'node:util';
import type { SendOutcome } from '../../../src/messaging/outbound-message.js';
import type { SenderPort } from '../../../src/messaging/ports.js';
import { FarEnd, type ReceivingEnd } from './far-end.js';
import type { ConformanceHarness, SenderHarness } from './harness.js';

const KINDS: readonly SendOutcome['outcome'][] = ['sent', 'retry', 'rejected', 'opted-out', 'unknown'];

/** Every recorded answer has its meaning, and each send is one request that carries the message. */
export async function sendOutcomes(harness: ConformanceHarness, parts: SenderHarness): Promise<string[]> {
  return withSender(harness, async (sender, farEnd) => {
    const faults: string[] = [];
    const throttles = parts.answers.some(({ outcome }) => outcome.outcome === 'retry' && outcome.throttled);
    if (!throttles && !parts.never?.includes('retry'))
      faults.push('the harness has no answer that throttles the channel');
    for (const { name, answer, outcome } of parts.answers) {
      farEnd.answer(answer);
      const got = await sendQuietly(sender, parts);
      if (!isDeepStrictEqual(got, outcome))
        faults.push(`${name}: ${JSON.stringify(got)} instead of ${JSON.stringify(outcome)}`);
      if (farEnd.received.length !== 1) faults.push(`${name}: ${String(farEnd.received.length)} requests for one send`);
      const [request] = farEnd.received;
      if (request !== undefined) faults.push(...parts.request(request).map((fault) => `${name}: ${fault}`));
    }
    const covered = new Set(parts.answers.map(({ outcome }) => outcome.outcome));
    if (parts.lost === 'retry') covered.add('unknown');
    for (const kind of parts.never ?? []) covered.add(kind);
    const kinds = sender.capabilities.windowHours === undefined ? KINDS : [...KINDS, 'window-closed' as const];
    for (const kind of kinds) if (!covered.has(kind)) faults.push(`the harness has no answer that means ${kind}`);
    return faults;
  });
}

/**
 * On a channel with a window: free text is not tried while it is closed. A template goes out and is called one, or,
 * by an adapter that has none, nothing does.
 */
export async function closedWindow(harness: ConformanceHarness, parts: SenderHarness): Promise<string[]> {
  return withSender(harness, async (sender, farEnd) => {
    if (sender.capabilities.windowHours === undefined) return [];
    const taken = parts.answers.find(({ outcome }) => outcome.outcome === 'sent');
    if (taken === undefined) return ['the harness has no answer that means sent'];
    farEnd.answer(taken.answer);
    const got = await sender.send({ ...parts.message, windowOpen: false, automatic: true });
    const [request] = farEnd.received;
    if (sender.capabilities.templates !== true)
      return got.outcome === 'window-closed' && request === undefined
        ? []
        : [`window closed, no template: ${JSON.stringify(got)}, ${String(farEnd.received.length)} requests`];
    const faults: string[] = [];
    if (got.outcome !== 'sent' || got.template !== true)
      faults.push(`window closed: ${JSON.stringify(got)}, no template`);
    if (farEnd.received.length !== 1) faults.push(`window closed: ${String(farEnd.received.length)} requests`);
    return faults;
  });
}

/** A send whose answer is lost is never called rejected, nor simply repeated; one that never left is. */
export async function lostAnswers(harness: ConformanceHarness, parts: SenderHarness): Promise<string[]> {
  const faults = await withSender(harness, async (sender, farEnd) => {
    const found: string[] = [];
    for (const answer of ['silence', 'cut'] as const) {
      farEnd.answer(answer);
      const got = await sendQuietly(sender, parts);
      if (got === 'threw' || got.outcome !== parts.lost)
        found.push(`${answer}: ${JSON.stringify(got)} instead of ${parts.lost}`);
      if (farEnd.received.length !== 1)
        found.push(`${answer}: ${String(farEnd.received.length)} requests for one send`);
    }
    return found;
  });
  const sender = harness.create(await FarEnd.nowhere()).sender;
  const got = sender === undefined ? 'threw' : await sendQuietly(sender, parts);
  await sender?.close?.();
  if (got === 'threw' || got.outcome !== 'retry')
    faults.push(`nobody listens: ${JSON.stringify(got)} instead of retry`);
  return faults;
}

/** A document goes to the provider, or its address does; the text stands in one of the requests, once. */
export async function filesSent(harness: ConformanceHarness, parts: SenderHarness): Promise<string[]> {
  const opened: ReceivingEnd = await (parts.files?.open ?? FarEnd.open)();
  return withFarEnd(harness, opened, async (sender, farEnd) => {
    const { media } = sender.capabilities;
    if ((media === false) !== (parts.files === undefined)) return ['adapter and harness disagree about files'];
    if (media === false || parts.files === undefined) return [];
    const bytes = Buffer.from('%PDF-1.4 isi-berkas');
    const url = 'https://aduan.example/berkas/1';
    const facts = { contentType: 'application/pdf', size: bytes.length };
    if (!media.carries(facts, [])) return ['a small PDF is not carried'];
    const file = { ...facts, filename: 'bukti.pdf', read: async () => bytes, url: () => url };
    const message = { ...parts.message, attachments: [file] };
    farEnd.answer(parts.files.answer);
    const faults: string[] = [];
    for (let part = 0; part < media.parts(message.text, [facts]); part += 1) {
      const got = await sender.send({ ...message, part });
      if (got.outcome !== 'sent') faults.push(`part ${String(part)}: ${JSON.stringify(got)}`);
    }
    const paths = farEnd.received.map((request) => request.url);
    if (!isDeepStrictEqual(paths, parts.files.paths)) faults.push(`requests: ${paths.join(', ')}`);
    const bodies = farEnd.received.map(({ body, headers }) =>
      headers['content-type']?.includes('urlencoded') ? decodeURIComponent(body.replaceAll('+', ' ')) : body,
    );
    const holding = (words: string): number => bodies.filter((body) => body.includes(words)).length;
    if (holding('isi-berkas') + holding(url) !== 1) faults.push('the file went in no request, or in several');
    if (holding(message.text) !== 1) faults.push(`the text stands in ${String(holding(message.text))} requests`);
    const beyond = await sender.send({ ...message, part: 7 });
    if (beyond.outcome !== 'rejected') faults.push(`a part that there is not: ${JSON.stringify(beyond)}`);
    return faults;
  });
}

async function withSender(
  harness: ConformanceHarness,
  work: (sender: SenderPort, farEnd: FarEnd) => Promise<string[]>,
): Promise<string[]> {
  return withFarEnd(harness, await FarEnd.open(), work);
}

async function withFarEnd<E extends ReceivingEnd>(
  harness: ConformanceHarness,
  farEnd: E,
  work: (sender: SenderPort, farEnd: E) => Promise<string[]>,
): Promise<string[]> {
  const { sender } = harness.create(farEnd.url);
  try {
    return sender === undefined ? ['the adapter has no sender'] : await work(sender, farEnd);
  } finally {
    await sender?.close?.();
    await farEnd.close();
  }
}

async function sendQuietly(sender: SenderPort, parts: SenderHarness): Promise<SendOutcome | 'threw'> {
  try {
    return await sender.send(parts.message);
  } catch {
    return 'threw';
  }
}
