import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';

/**
 * Twilio's signature of a form POST: HMAC-SHA1 over the URL and the parameters, sorted and run together.
 * https://www.twilio.com/docs/usage/webhooks/webhooks-security
 * It tries the URL as it came and nothing else; the SDK, which tries variants with and without port, comes after it.
 */
export class TwilioSignature {
  private readonly key: KeyObject;
  /** Twilio names the same parameters in the same order each time: they are sorted once. */
  private names: readonly string[] = [];
  private sorted: readonly string[] = [];

  constructor(authToken: string) {
    this.key = createSecretKey(authToken, 'utf8');
  }

  /** False as well for parameters with several values, which only the SDK reads. */
  matches(signature: string, url: string, fields: Readonly<Record<string, unknown>>): boolean {
    let signed = url;
    for (const name of this.inOrder(Object.keys(fields))) {
      const value = fields[name];
      if (typeof value !== 'string') return false;
      signed += name + value;
    }
    const expected = createHmac('sha1', this.key).update(signed, 'utf8').digest();
    const given = Buffer.from(signature, 'base64');
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  private inOrder(names: readonly string[]): readonly string[] {
    const known = this.names;
    if (names.length !== known.length || !names.every((name, index) => name === known[index])) {
      this.names = names;
      this.sorted = [...names].sort();
    }
    return this.sorted;
  }
}
