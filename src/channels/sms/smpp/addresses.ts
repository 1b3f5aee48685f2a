import { smsAddress, type SmsAddress } from '../phone.js';
import type { SmppAddress } from './sm.js';

const TON = { international: 1, national: 2 } as const;

/** An address by its type of number, else by what it looks like: SMSCs are careless with types. */
export function readAddress({ ton, value }: SmppAddress): SmsAddress | undefined {
  const text = value.trim();
  const digits = /^\d+$/.test(text);
  if (digits && ton === TON.international) return smsAddress(`+${text.replace(/^00/, '')}`) ?? smsAddress(text);
  if (digits && ton === TON.national && !text.startsWith('0') && text.length > 8)
    return smsAddress(`0${text}`) ?? smsAddress(text);
  return smsAddress(text);
}
