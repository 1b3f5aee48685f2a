import type { SendOutcome } from '../../../messaging/outbound-message.js';

/** command_status of SMPP 3.4, 5.1.3; from 0x400 on each SMSC has its own. */
export const STATUS = {
  ok: 0x00,
  invalidLength: 0x02,
  invalidCommand: 0x03,
  alreadyBound: 0x05,
  systemError: 0x08,
  bindFailed: 0x0d,
  invalidPassword: 0x0e,
  invalidSystemId: 0x0f,
  queueFull: 0x14,
  invalidSystemType: 0x53,
  throttled: 0x58,
  temporaryAppError: 0x64,
} as const;

export interface StatusMeaning {
  /** `configuration`: nothing is wrong with the message, a person mends the settings. */
  effect: 'retry' | 'rejected' | 'opted-out' | 'configuration';
  reason: string;
}

/** Wrong settings are mended by a person: the message waits instead of failing. */
export const CONFIGURATION_RETRY_MS = 15 * 60 * 1000;
const THROTTLED_RETRY_MS = 5_000;

const MEANINGS: Readonly<Record<number, StatusMeaning>> = Object.freeze({
  0x01: { effect: 'rejected', reason: 'the SMSC refuses the length of the message' },
  0x04: { effect: 'retry', reason: 'the SMSC says that the connection is not bound for sending' },
  0x06: { effect: 'configuration', reason: 'the SMSC refuses the priority flag' },
  0x07: { effect: 'configuration', reason: 'the SMSC refuses delivery receipts: set deliveryReceipts to false' },
  0x08: { effect: 'retry', reason: 'the SMSC has a system error' },
  0x0a: {
    effect: 'configuration',
    reason: "the SMSC refuses the channel's address as sender: check address, sourceTon and sourceNpi",
  },
  0x0b: { effect: 'rejected', reason: 'the SMSC refuses the receiver' },
  0x14: { effect: 'retry', reason: "the SMSC's queue is full" },
  0x15: { effect: 'configuration', reason: 'the SMSC refuses the service type' },
  0x43: { effect: 'configuration', reason: 'the SMSC refuses esm_class: try another value of longMessages' },
  0x45: { effect: 'rejected', reason: 'the SMSC could not take the message' },
  0x48: { effect: 'configuration', reason: 'the SMSC refuses sourceTon' },
  0x49: { effect: 'configuration', reason: 'the SMSC refuses sourceNpi' },
  0x50: { effect: 'configuration', reason: 'the SMSC refuses destTon' },
  0x51: { effect: 'configuration', reason: 'the SMSC refuses destNpi' },
  0x58: { effect: 'retry', reason: 'the SMSC is asked too often: set throughput lower' },
  0x64: { effect: 'retry', reason: 'the receiving application has a passing error' },
  0x65: { effect: 'rejected', reason: 'the receiving application refuses the message' },
  0x66: { effect: 'rejected', reason: 'the receiving application refuses the message' },
  0xc1: {
    effect: 'configuration',
    reason: 'the SMSC refuses an optional parameter: try another value of longMessages',
  },
  0xfe: { effect: 'rejected', reason: 'the SMSC could not deliver the message' },
  0xff: { effect: 'rejected', reason: 'the SMSC refuses the message with an unknown error' },
  0x100: { effect: 'configuration', reason: 'the account may not use this service' },
  0x101: { effect: 'configuration', reason: 'the account may not send this' },
  0x102: { effect: 'retry', reason: 'the service is not available' },
  0x103: { effect: 'configuration', reason: 'the account is denied this service' },
  0x104: { effect: 'configuration', reason: 'the SMSC refuses data_coding: check charset' },
});

/** What a refusal of submit_sm means; `own` are the channel's rules for this SMSC's own codes. */
export function statusOutcome(status: number, own: ReadonlyMap<number, StatusMeaning> = new Map()): SendOutcome {
  const code = statusCode(status);
  const meaning = own.get(status) ?? (Object.hasOwn(MEANINGS, status) ? MEANINGS[status] : undefined);
  const reason =
    meaning?.reason ??
    `the SMSC refuses the message (status ${code.slice(5)}): add the code to errors if it means something else`;
  switch (meaning?.effect) {
    case 'opted-out':
      return { outcome: 'opted-out', code };
    case 'retry':
      return {
        outcome: 'retry',
        code,
        reason,
        afterMs: THROTTLED_RETRY_MS,
        ...((status === STATUS.throttled || status === STATUS.queueFull) && { throttled: true }),
      };
    case 'configuration':
      return { outcome: 'retry', code, reason, afterMs: CONFIGURATION_RETRY_MS };
    default:
      return { outcome: 'rejected', code, reason };
  }
}

export function statusCode(status: number): string {
  return `smpp:0x${status.toString(16).padStart(4, '0')}`;
}

/** A refused bind in an operator's words; `patient` where trying again soon may lock the account. */
export function bindRefusal(status: number): { code: string; words: string; patient: boolean } {
  const code = `smpp-bind-0x${status.toString(16).padStart(4, '0')}`;
  switch (status) {
    case STATUS.invalidPassword:
      return { code, words: 'the SMSC refuses the password: check settings.password', patient: true };
    case STATUS.invalidSystemId:
      return { code, words: 'the SMSC does not know the account: check settings.systemId', patient: true };
    case STATUS.invalidSystemType:
      return { code, words: 'the SMSC refuses settings.systemType', patient: true };
    case STATUS.alreadyBound:
      return {
        code,
        words: 'the account is connected already, and the SMSC allows no further connection',
        patient: false,
      };
    case STATUS.bindFailed:
      return {
        code,
        words: 'the SMSC refuses to bind: check systemId, password and whether this machine’s address is allowed there',
        patient: true,
      };
    default:
      return {
        code,
        words: `the SMSC refuses to bind (status 0x${status.toString(16).padStart(4, '0')})`,
        patient: true,
      };
  }
}
