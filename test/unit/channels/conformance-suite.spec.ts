import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import type { SendOutcome } from '../../../src/messaging/outbound-message.js';
import type { ChannelAdapter, SenderPort, WebhookPort } from '../../../src/messaging/ports.js';
import { CONFORMANCE_CHECKS } from '../../kit/conformance/conformance.js';
import type { ConformanceHarness } from '../../kit/conformance/harness.js';
import { httpJsonHarness } from './sms/http-json.harness.js';
import { TOKEN, twilioHarness } from './sms/twilio.harness.js';
import { cloudApiHarness } from './whatsapp/cloud-api.harness.js';
import { messengerHarness } from './whatsapp/messenger.harness.js';

/** An adapter with one thing broken on purpose. */
interface Broken {
  what: string;
  /** The check that must find it. */
  check: string;
  harness: ConformanceHarness;
}

const brokenWebhook = (
  base: ConformanceHarness,
  breakIt: (good: WebhookPort) => Partial<WebhookPort>,
): ConformanceHarness => ({
  ...base,
  create: (farEnd) => {
    const adapter: ChannelAdapter = base.create(farEnd);
    const good = adapter.webhook;
    if (good === undefined) throw new Error('no webhook to break');
    return {
      ...adapter,
      webhook: {
        verify: (request) => good.verify(request),
        parse: (request) => good.parse(request),
        acknowledge: (events) => good.acknowledge(events),
        ...breakIt(good),
      },
    };
  },
});

const brokenSender = (
  base: ConformanceHarness,
  breakIt: (good: SenderPort) => SenderPort['send'],
): ConformanceHarness => ({
  ...base,
  create: (farEnd) => {
    const adapter: ChannelAdapter = base.create(farEnd);
    const good = adapter.sender;
    if (good === undefined) throw new Error('no sender to break');
    return {
      ...adapter,
      sender: { capabilities: good.capabilities, send: breakIt(good), close: async () => good.close?.() },
    };
  },
});

const changed =
  (good: SenderPort, change: (outcome: SendOutcome) => SendOutcome): SenderPort['send'] =>
  async (message) =>
    change(await good.send(message));

const SIGNATURES = 'takes genuine signatures, refuses forged and stale ones';
const RECORDED = 'makes of each recorded payload exactly its events';
const SAME = 'gives a message the same identity each time it is delivered';
const BATCH = 'finds every event of a batch';
const UNKNOWN = 'ignores what it does not know';
const MALFORMED = 'names the field of a malformed payload';
const HOSTILE = 'survives hostile input';
const ANSWERS = 'understands every answer to a send';
const LOST = 'calls a lost answer by its name';
const WINDOW = 'sends nothing but a template while the window is closed';
const FILES = 'sends a file with its message, and the words once';
const SILENT = 'keeps secrets and people to itself, and stays on this machine';
const WHOLE = 'is asked about every part it has';

const BROKEN: Broken[] = [
  {
    what: 'takes every signature',
    check: SIGNATURES,
    harness: brokenWebhook(twilioHarness, () => ({ verify: () => ({ ok: true }) })),
  },
  {
    what: 'refuses every signature',
    check: SIGNATURES,
    harness: brokenWebhook(twilioHarness, () => ({ verify: () => ({ ok: false, reason: 'no' }) })),
  },
  {
    what: 'does not look at the time of signing',
    check: SIGNATURES,
    harness: brokenWebhook(httpJsonHarness, (good) => ({
      verify: (request) => good.verify({ ...request, now: new Date(Number(request.headers['x-timestamp']) * 1000) }),
    })),
  },
  {
    what: 'throws on a signature that is none',
    check: SIGNATURES,
    harness: brokenWebhook(twilioHarness, (good) => ({
      verify: (request) => {
        new URL(request.url);
        return good.verify(request);
      },
    })),
  },
  {
    what: 'drops the photos',
    check: RECORDED,
    harness: brokenWebhook(twilioHarness, (good) => ({
      parse: (request) =>
        good.parse(request).map((event) => (event.type === 'message' ? { ...event, attachments: [] } : event)),
    })),
  },
  {
    what: 'acknowledges with an error',
    check: RECORDED,
    harness: brokenWebhook(twilioHarness, () => ({
      acknowledge: () => ({ status: 500, contentType: 'text/plain', body: '' }),
    })),
  },
  {
    what: "makes the delivery's identity the message's",
    check: SAME,
    harness: brokenWebhook(twilioHarness, (good) => ({
      parse: (request) => good.parse(request).map((event) => ({ ...event, externalId: randomUUID() })),
    })),
  },
  {
    what: 'gives all messages one identity',
    check: SAME,
    harness: brokenWebhook(twilioHarness, (good) => ({
      parse: (request) => good.parse(request).map((event) => ({ ...event, externalId: 'x' })),
    })),
  },
  {
    what: 'reads the first of a batch',
    check: BATCH,
    harness: brokenWebhook(httpJsonHarness, (good) => ({ parse: (request) => good.parse(request).slice(0, 1) })),
  },
  {
    what: 'refuses what it does not know',
    check: UNKNOWN,
    harness: brokenWebhook(twilioHarness, (good) => ({
      parse: (request) => {
        const events = good.parse(request);
        if (events.some(({ type }) => type === 'ignored')) throw new TypeError('unknown event');
        return events;
      },
    })),
  },
  {
    what: 'lets malformed payloads pass as ignored',
    check: MALFORMED,
    harness: brokenWebhook(twilioHarness, (good) => ({
      parse: (request) => {
        try {
          return good.parse(request);
        } catch {
          return [{ type: 'ignored', reason: 'malformed' }];
        }
      },
    })),
  },
  {
    what: 'falls over odd bytes with an error of its own',
    check: HOSTILE,
    harness: brokenWebhook(twilioHarness, (good) => ({
      parse: (request) => {
        decodeURIComponent(request.body.toString('utf8'));
        return good.parse(request);
      },
    })),
  },
  {
    what: 'puts the payload into its errors',
    check: HOSTILE,
    harness: brokenWebhook(twilioHarness, (good) => ({
      parse: (request) => {
        try {
          return good.parse(request);
        } catch (error) {
          if (error instanceof Error) error.message += decodeLoosely(request.body);
          throw error;
        }
      },
    })),
  },
  {
    what: 'lets NUL bytes through',
    check: HOSTILE,
    harness: brokenWebhook(twilioHarness, (good) => ({
      parse: (request) =>
        good.parse(request).map((event) => (event.type === 'message' ? { ...event, text: `${event.text}\0` } : event)),
    })),
  },
  {
    what: 'writes on Object.prototype',
    check: HOSTILE,
    harness: brokenWebhook(twilioHarness, (good) => ({
      parse: (request) => {
        if (request.body.includes('__proto__'))
          Object.defineProperty(Object.prototype, 'polluted', { value: 1, configurable: true });
        return good.parse(request);
      },
    })),
  },
  {
    what: 'gives up a throttled message',
    check: ANSWERS,
    harness: brokenSender(twilioHarness, (good) =>
      changed(good, (outcome) =>
        outcome.outcome === 'retry' ? { outcome: 'rejected', code: outcome.code, reason: outcome.reason } : outcome,
      ),
    ),
  },
  {
    what: 'sends twice',
    check: ANSWERS,
    harness: brokenSender(twilioHarness, (good) => async (message) => {
      await good.send(message);
      return good.send(message);
    }),
  },
  {
    what: 'throws on an error answer',
    check: ANSWERS,
    harness: brokenSender(twilioHarness, (good) =>
      changed(good, (outcome) => {
        if (outcome.outcome === 'rejected') throw new Error('rejected');
        return outcome;
      }),
    ),
  },
  {
    what: 'repeats a message that may have arrived',
    check: LOST,
    harness: brokenSender(twilioHarness, (good) =>
      changed(good, (outcome) => (outcome.outcome === 'unknown' ? { ...outcome, outcome: 'retry' } : outcome)),
    ),
  },
  {
    what: 'writes freely into a closed window',
    check: WINDOW,
    harness: brokenSender(messengerHarness, (good) => (message) => good.send({ ...message, windowOpen: true })),
  },
  {
    what: 'takes its template for the text',
    check: WINDOW,
    harness: brokenSender(cloudApiHarness, (good) =>
      changed(good, (outcome) => (outcome.outcome === 'sent' ? { ...outcome, template: false } : outcome)),
    ),
  },
  {
    what: 'leaves the file out',
    check: FILES,
    harness: brokenSender(cloudApiHarness, (good) => (message) => good.send({ ...message, attachments: [] })),
  },
  {
    what: 'says the words with every part',
    check: FILES,
    harness: brokenSender(messengerHarness, (good) => async (message) => {
      await good.send({ ...message, part: 0 });
      return good.send(message);
    }),
  },
  {
    what: 'names the receiver in its reasons',
    check: SILENT,
    harness: brokenSender(twilioHarness, (good) => async (message) => {
      const outcome = await good.send(message);
      return outcome.outcome === 'rejected'
        ? { ...outcome, reason: `no route to ${message.to?.value ?? ''}` }
        : outcome;
    }),
  },
  {
    what: 'prints its token',
    check: SILENT,
    harness: brokenSender(twilioHarness, (good) => async (message) => {
      globalThis.console.error(`sending with ${TOKEN}`);
      return good.send(message);
    }),
  },
  {
    what: 'prints the text of a message',
    check: SILENT,
    harness: brokenSender(twilioHarness, (good) => async (message) => {
      process.stdout.write(`sending ${message.text}\n`);
      return good.send(message);
    }),
  },
  {
    what: 'calls home',
    check: SILENT,
    harness: brokenSender(twilioHarness, (good) => async (message) => {
      await new Promise<void>((resolve) => connect(443, '192.0.2.1').once('error', () => resolve()));
      return good.send(message);
    }),
  },
  {
    what: 'has a sender that nobody asks about',
    check: WHOLE,
    harness: { create: twilioHarness.create, secrets: twilioHarness.secrets, webhook: twilioHarness.webhook },
  },
];

function decodeLoosely(body: Buffer): string {
  try {
    return decodeURIComponent(body.toString('utf8'));
  } catch {
    return body.toString('utf8');
  }
}

describe('the conformance suite', () => {
  afterEach(() => {
    Reflect.deleteProperty(Object.prototype, 'polluted');
  });

  it.each(BROKEN)('fails an adapter that $what', async ({ check, harness }) => {
    const run = CONFORMANCE_CHECKS[check];
    expect(run).toBeDefined();
    expect((await run?.(harness))?.length).toBeGreaterThan(0);
  });

  it('has for every check an adapter that fails it', () => {
    expect(new Set(BROKEN.map(({ check }) => check))).toEqual(new Set(Object.keys(CONFORMANCE_CHECKS)));
  });
});
