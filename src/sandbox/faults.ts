/** Faults that a stand-in is told to show, each for a number of times; then it behaves again. */

/**
 * For a send:
 * `answer` refuses with `status` (and the provider's `code`), nothing is accepted;
 * `hang`, `reset` give no answer and accept nothing;
 * `hang-after-accept`, `reset-after-accept` accept the message and give no answer: the sender can't know.
 *
 * For the receipts of a message: `duplicate-receipts` posts each one twice, `out-of-order-receipts`
 * posts the last one first, `undelivered` ends in a failure with `code`, `no-receipts` posts none.
 *
 * `wrong-signature` forges the next webhook call of any sort.
 */
export const SEND_FAULTS = ['answer', 'hang', 'reset', 'hang-after-accept', 'reset-after-accept'] as const;
export const RECEIPT_FAULTS = ['duplicate-receipts', 'out-of-order-receipts', 'undelivered', 'no-receipts'] as const;
export const WEBHOOK_FAULTS = ['wrong-signature'] as const;

type SendFaultKind = (typeof SEND_FAULTS)[number];
type ReceiptFaultKind = (typeof RECEIPT_FAULTS)[number];
type WebhookFaultKind = (typeof WEBHOOK_FAULTS)[number];
type FaultKind = SendFaultKind | ReceiptFaultKind | WebhookFaultKind;

export interface Fault<K extends FaultKind = FaultKind> {
  kind: K;
  /** How many sends, messages or calls show it; 1 where absent. */
  times?: number;
  /** HTTP status of `answer`; 500 where absent. */
  status?: number;
  /** The provider's own code of `answer` and `undelivered`. */
  code?: number;
}

const KINDS: readonly string[] = [...SEND_FAULTS, ...RECEIPT_FAULTS, ...WEBHOOK_FAULTS];

/** @throws Error that says what is wrong with it. */
export function checkFault(value: unknown): Fault {
  const fault = (typeof value === 'object' && value !== null ? value : {}) as Partial<Record<keyof Fault, unknown>>;
  if (typeof fault.kind !== 'string' || !KINDS.includes(fault.kind))
    throw new Error(`kind: expected one of ${KINDS.join(', ')}`);
  for (const field of ['times', 'status', 'code'] as const) {
    const given = fault[field];
    if (given !== undefined && !(Number.isInteger(given) && Number(given) > 0))
      throw new Error(`${field}: expected a whole number above 0`);
  }
  return fault as Fault;
}

export class Faults {
  private planned: { fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.planned.push({ fault, left: fault.times ?? 1 });
  }

  nextSend(): Fault<SendFaultKind> | undefined {
    return this.take(SEND_FAULTS);
  }

  nextReceipts(): Fault<ReceiptFaultKind> | undefined {
    return this.take(RECEIPT_FAULTS);
  }

  nextWebhook(): Fault<WebhookFaultKind> | undefined {
    return this.take(WEBHOOK_FAULTS);
  }

  clear(): void {
    this.planned = [];
  }

  private take<K extends FaultKind>(kinds: readonly K[]): Fault<K> | undefined {
    if (this.planned.length === 0) return undefined;
    const index = this.planned.findIndex(({ fault }) => (kinds as readonly string[]).includes(fault.kind));
    const plan = this.planned[index];
    if (!plan) return undefined;
    plan.left -= 1;
    if (plan.left === 0) this.planned.splice(index, 1);
    return plan.fault as Fault<K>;
  }
}
