import { ADDRESS_KINDS, type Address } from './inbound-event.js';

/** A stable text form of an address; the input of look-up hashes, and what is sealed. */
export function addressKey(address: Address): string {
  return `${address.kind}:${address.value}`;
}

/** Reads what `addressKey` wrote. */
export function parseAddressKey(key: string): Address {
  const colon = key.indexOf(':');
  const kind = ADDRESS_KINDS.find((known) => known === key.slice(0, colon));
  if (!kind) throw new RangeError('not an address key');
  return { kind, value: key.slice(colon + 1) };
}
