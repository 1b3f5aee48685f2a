import fc from 'fast-check';
import { RECEIPT_STATES, type ReceiptState } from '../../../src/messaging/inbound-event.js';
import type { SendOutcome } from '../../../src/messaging/outbound-message.js';
import { advance, overwrites, type OutboundState } from '../../../src/outbox/outbound-state.js';
import { decideSend, MAX_SEND_ATTEMPTS } from '../../../src/outbox/send-decision.js';

const ALL: OutboundState[] = ['queued', 'sending', 'waiting', 'unknown', 'sent', 'failed', 'delivered', 'read', 'task'];
/** How far a message is; a receipt never leads back. */
const FAR: Record<OutboundState, number> = {
  // Of what people carry no provider says anything.
  task: 0,
  queued: 0,
  sending: 0,
  waiting: 0,
  unknown: 0,
  sent: 1,
  failed: 2,
  delivered: 3,
  read: 4,
};
const receipts = fc.array(fc.constantFrom(...RECEIPT_STATES), { minLength: 1, maxLength: 6 });
const run = (start: OutboundState, order: readonly ReceiptState[]): OutboundState =>
  order.reduce<OutboundState>(advance, start);

describe('a receipt', () => {
  it.each([
    ['sending', 'sent', 'sent'],
    ['unknown', 'delivered', 'delivered'],
    ['sent', 'delivered', 'delivered'],
    ['sent', 'failed', 'failed'],
    ['delivered', 'read', 'read'],
    ['delivered', 'sent', 'delivered'],
    ['delivered', 'failed', 'delivered'],
    ['read', 'delivered', 'read'],
    ['failed', 'sent', 'failed'],
    // Some networks report a failure first and deliver after all.
    ['failed', 'delivered', 'delivered'],
    ['queued', 'delivered', 'queued'],
    ['task', 'delivered', 'task'],
    ['task', 'failed', 'task'],
  ] as [OutboundState, ReceiptState, OutboundState][])('%s, then %s, is %s', (current, receipt, next) => {
    expect(advance(current, receipt)).toBe(next);
  });

  it('never leads back, from any state (property)', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ALL), receipts, (start, order) => {
        let state = start;
        for (const receipt of order) {
          const next = advance(state, receipt);
          expect(FAR[next]).toBeGreaterThanOrEqual(FAR[state]);
          state = next;
        }
      }),
    );
  });

  it('leads to the same state in whatever order they come, and however often (property)', () => {
    const shuffled = receipts.chain((order) =>
      fc.tuple(fc.constant(order), fc.shuffledSubarray(order, { minLength: order.length, maxLength: order.length })),
    );
    fc.assert(
      fc.property(fc.constantFrom<OutboundState>('sending', 'unknown', 'sent'), shuffled, (start, [order, other]) => {
        expect(run(start, other)).toBe(run(start, order));
        expect(run(start, [...order, ...other])).toBe(run(start, order));
      }),
    );
  });

  it('names the states that it may overwrite as `advance` does', () => {
    for (const receipt of RECEIPT_STATES) {
      expect(ALL.filter((state) => advance(state, receipt) === receipt && state !== receipt).sort()).toEqual(
        [...overwrites(receipt)].sort(),
      );
    }
  });
});

describe("what a send's outcome means", () => {
  const RETRY: SendOutcome = { outcome: 'retry', code: 'twilio:20429', reason: 'too many requests' };

  it.each<[string, SendOutcome, number, object]>([
    ['sent', { outcome: 'sent', providerId: 'SM1', segments: 2 }, 1, { state: 'sent', providerId: 'SM1', segments: 2 }],
    [
      'final at once',
      { outcome: 'sent', providerId: 'page:1', delivered: true },
      1,
      { state: 'delivered', providerId: 'page:1' },
    ],
    ['put off', RETRY, 1, { state: 'queued', delaySeconds: 5, channelFault: true, errorCode: 'twilio:20429' }],
    ['put off again', RETRY, 2, { state: 'queued', delaySeconds: 30 }],
    ["put off until the provider's time", { ...RETRY, afterMs: 90_000 }, 1, { state: 'queued', delaySeconds: 90 }],
    [
      'put off for the last time',
      RETRY,
      MAX_SEND_ATTEMPTS,
      { state: 'failed', errorCode: 'twilio:20429', reason: 'gave up: too many requests' },
    ],
    [
      'rejected',
      { outcome: 'rejected', code: 'twilio:21211', reason: 'invalid number' },
      1,
      { state: 'failed', errorCode: 'twilio:21211' },
    ],
    [
      'opted out',
      { outcome: 'opted-out', code: 'twilio:21610' },
      1,
      { state: 'failed', reason: 'opted-out', optOut: true },
    ],
    [
      'window closed, it turns out',
      { outcome: 'window-closed', code: 'x' },
      1,
      { state: 'queued', delaySeconds: 0, windowRefused: true, refund: 1 },
    ],
    [
      'not known',
      { outcome: 'unknown', code: 'timeout', reason: 'no answer' },
      1,
      { state: 'unknown', errorCode: 'timeout', channelFault: true },
    ],
  ])('%s', (_name, outcome, attempts, record) => {
    expect(decideSend(outcome, { attempts })).toMatchObject(record);
  });

  it.each<[string, SendOutcome, boolean, object]>([
    [
      'a template left: the text waits, and the id is the template’s',
      { outcome: 'sent', providerId: 'T1', template: true },
      true,
      { state: 'waiting', providerId: 'T1', template: true },
    ],
    [
      'nothing can be sent: the text waits without a template',
      { outcome: 'window-closed', code: 'x' },
      false,
      { state: 'waiting', refund: 1 },
    ],
    [
      'what may have left was a template',
      { outcome: 'unknown', code: 'timeout', reason: 'no answer' },
      true,
      { state: 'unknown', template: true },
    ],
    [
      'the text itself left, by a tag',
      { outcome: 'sent', providerId: 'M1' },
      false,
      { state: 'sent', providerId: 'M1' },
    ],
  ])('outside the window: %s', (_name, outcome, templates, record) => {
    expect(decideSend(outcome, { attempts: 1, windowOpen: false, templates })).toMatchObject(record);
  });

  it('outside the window, without templates, what may have left is the text', () => {
    const record = decideSend(
      { outcome: 'unknown', code: 'timeout', reason: 'no answer' },
      { attempts: 1, windowOpen: false, templates: false },
    );
    expect(record.template).toBeUndefined();
  });

  it('a throttled channel rests as long as it says, blames nobody and costs no attempt', () => {
    for (const attempts of [1, MAX_SEND_ATTEMPTS, 100]) {
      const record = decideSend({ ...RETRY, throttled: true, afterMs: 42_000 }, { attempts });
      expect(record).toMatchObject({ state: 'queued', delaySeconds: 42, refund: 1, throttled: true });
      expect(record.channelFault).toBeUndefined();
    }
    expect(decideSend({ ...RETRY, throttled: true }, { attempts: 1 }).delaySeconds).toBeGreaterThan(0);
  });

  it('a far end that is down for a day loses no message: its own short pause does not use up the attempts', () => {
    let waited = 0;
    for (let attempts = 1; attempts < MAX_SEND_ATTEMPTS; attempts += 1)
      waited += decideSend({ ...RETRY, afterMs: 10_000 }, { attempts }).delaySeconds ?? 0;
    expect(waited).toBeGreaterThan(24 * 3_600);
  });

  it('waits longer each time, and never comes to nothing (property)', () => {
    let last = 0;
    for (let attempts = 1; attempts < MAX_SEND_ATTEMPTS; attempts += 1) {
      const { delaySeconds = 0 } = decideSend(RETRY, { attempts });
      expect(delaySeconds).toBeGreaterThanOrEqual(last);
      expect(delaySeconds).toBeGreaterThan(0);
      last = delaySeconds;
    }
  });

  it('promise 3: what may have left is never queued again by the send itself', () => {
    for (let attempts = 1; attempts <= 20; attempts += 1) {
      const record = decideSend({ outcome: 'unknown', code: 'timeout', reason: 'no answer' }, { attempts });
      expect(record.state).toBe('unknown');
      expect(record.providerId).toBeUndefined();
    }
  });

  it("blames the channel for what is the far end's, not for what is the message's", () => {
    expect(decideSend({ outcome: 'rejected', code: 'x', reason: 'y' }, { attempts: 1 }).channelFault).toBeUndefined();
    expect(decideSend({ outcome: 'opted-out', code: 'x' }, { attempts: 1 }).channelFault).toBeUndefined();
    expect(decideSend({ outcome: 'sent', providerId: 'x' }, { attempts: 1 }).channelFault).toBeUndefined();
  });
});
