import {
  ADDRESS_KINDS,
  RECEIPT_STATES,
  type Address,
  type InboundEvent,
} from '../../../src/messaging/inbound-event.js';

const NATURES = ['person', 'auto-reply', 'bounce', 'list', 'delivery-report'];
const LONGEST_ID = 1_000;

/** What every event must be, whoever made it; in words what is wrong. */
export function eventFaults(event: InboundEvent): string[] {
  const faults: string[] = [];
  const json = JSON.stringify(event);
  if (JSON.stringify(JSON.parse(json)) !== json) faults.push('does not survive JSON');
  if (/\\ud[89a-f]/i.test(json)) faults.push('holds half a surrogate pair');
  if (event.type === 'receipt') {
    if (!RECEIPT_STATES.includes(event.state)) faults.push(`receipt state ${event.state as string}`);
    if (!isId(event.providerId)) faults.push('providerId is no printable id');
    return faults;
  }
  if (event.externalId !== undefined && !isId(event.externalId)) faults.push('externalId is no printable id');
  if (event.type === 'ignored') {
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(event.reason)) faults.push(`reason of ignored is no code: ${event.reason}`);
    return faults;
  }
  if (event.from !== null) faults.push(...addressFaults(event.from));
  if (event.type !== 'message') return faults;
  if (event.externalId === '') faults.push('a message without externalId');
  if (typeof event.text !== 'string' || event.text.includes('\0')) faults.push('text is missing or holds NUL');
  if (!NATURES.includes(event.nature)) faults.push(`nature ${event.nature as string}`);
  if (event.sentAt !== undefined && new Date(event.sentAt).toISOString() !== event.sentAt)
    faults.push('sentAt is no ISO 8601');
  if (!Array.isArray(event.to) || !Array.isArray(event.attachments)) faults.push('to or attachments is no list');
  return faults;
}

function addressFaults(address: Address): string[] {
  if (!ADDRESS_KINDS.includes(address.kind)) return [`address kind ${address.kind as string}`];
  if (address.value === '' || address.value.length > 320 || /[\0\r\n]/.test(address.value))
    return ['address value is empty, too long or holds control characters'];
  if (address.kind === 'phone' && address.value.startsWith('+') && !/^\+[1-9]\d{6,14}$/.test(address.value))
    return ['a phone with a plus that is no E.164'];
  return [];
}

function isId(id: string): boolean {
  return id.length > 0 && id.length <= LONGEST_ID && /^[\x20-\x7e]+$/.test(id);
}
