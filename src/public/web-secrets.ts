import { timingSafeEqual } from 'node:crypto';

/** What each signature is for; one made for one purpose proves nothing for another. */
export type WebPurpose =
  'web-form' | 'web-question' | 'web-work' | 'web-work-key' | 'web-ticket' | 'web-visitor' | 'web-photo';

/** Signatures of the public pages, the same in every process. */
export interface WebSecrets {
  /** base64url. */
  sign(purpose: WebPurpose, data: string): string;
  /** Constant time. */
  verify(purpose: WebPurpose, data: string, signature: string): boolean;
}

export const WEB_SECRETS = Symbol('WebSecrets');

/** The part of the key ring that the pages need. */
export interface KeyedHash {
  hmac(purpose: string, data: string): Buffer;
}

/** @param keys the gateway's key ring. */
export function webSecrets(keys: KeyedHash): WebSecrets {
  const sign = (purpose: WebPurpose, data: string): Buffer => keys.hmac(purpose, data);
  return {
    sign: (purpose, data) => sign(purpose, data).toString('base64url'),
    verify(purpose, data, signature) {
      const given = Buffer.from(signature, 'base64url');
      const expected = sign(purpose, data);
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}
