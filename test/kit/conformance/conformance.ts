import { FarEnd } from './far-end.js';
import type { ConformanceHarness } from './harness.js';
import { hostileInput } from './hostile-checks.js';
import { silence } from './privacy-checks.js';
import { closedWindow, filesSent, lostAnswers, sendOutcomes } from './sender-checks.js';
import {
  batches,
  duplicates,
  malformedPayloads,
  recordedPayloads,
  signatures,
  unknownEvents,
  type WebhookCheck,
} from './webhook-checks.js';

/** One check over a whole adapter; answers with what is wrong. */
export type ConformanceCheck = (harness: ConformanceHarness) => Promise<string[]>;

/**
 * What every adapter must do, by name. Plain functions, so that adapters broken on purpose can be
 * shown to fail them.
 */
export const CONFORMANCE_CHECKS: Readonly<Record<string, ConformanceCheck>> = {
  'is asked about every part it has': wholeAdapter,
  'takes genuine signatures, refuses forged and stale ones': onWebhook(signatures),
  'makes of each recorded payload exactly its events': onWebhook(recordedPayloads),
  'gives a message the same identity each time it is delivered': onWebhook(duplicates),
  'finds every event of a batch': onWebhook(batches),
  'ignores what it does not know': onWebhook(unknownEvents),
  'names the field of a malformed payload': onWebhook(malformedPayloads),
  'survives hostile input': onWebhook(hostileInput),
  'understands every answer to a send': async (harness) =>
    harness.sender === undefined ? [] : sendOutcomes(harness, harness.sender),
  'calls a lost answer by its name': async (harness) =>
    harness.sender === undefined ? [] : lostAnswers(harness, harness.sender),
  'sends nothing but a template while the window is closed': async (harness) =>
    harness.sender === undefined ? [] : closedWindow(harness, harness.sender),
  'sends a file with its message, and the words once': async (harness) =>
    harness.sender === undefined ? [] : filesSent(harness, harness.sender),
  'keeps secrets and people to itself, and stays on this machine': silence,
};

/** Runs the whole suite over one adapter. */
export function describeChannelConformance(name: string, harness: ConformanceHarness): void {
  describe(`channel conformance: ${name}`, () => {
    it.each(Object.entries(CONFORMANCE_CHECKS))('%s', async (_name, check) => {
      expect(await check(harness)).toEqual([]);
    });
  });
}

async function wholeAdapter(harness: ConformanceHarness): Promise<string[]> {
  const { webhook, sender } = harness.create(await FarEnd.nowhere());
  const faults: string[] = [];
  if ((webhook === undefined) !== (harness.webhook === undefined))
    faults.push('adapter and harness disagree about a webhook');
  if ((sender === undefined) !== (harness.sender === undefined))
    faults.push('adapter and harness disagree about a sender');
  if (webhook === undefined && sender === undefined) faults.push('the adapter has neither webhook nor sender');
  await sender?.close?.();
  return faults;
}

function onWebhook(check: WebhookCheck): ConformanceCheck {
  return async (harness) => {
    const { webhook } = harness.create(await FarEnd.nowhere());
    return webhook === undefined || harness.webhook === undefined ? [] : check(webhook, harness.webhook);
  };
}
