import { FORMATS, type Open311Answer } from './answer.js';

/** When what the interface offers changed last; clients keep what they discovered until then. */
const CHANGESET = '2026-11-27T00:00:00Z';
const SPECIFICATION = 'http://wiki.open311.org/GeoReport_v2';

export interface DiscoveryFacts {
  /** Where citizens reach us, without a slash at the end. */
  publicUrl: string;
  /** Its far ends are stand-ins. */
  sandbox: boolean;
}

/** Open311's service discovery. @param words of `contact` and `key_service` */
export function discovery({ publicUrl, sandbox }: DiscoveryFacts, words: (key: string) => string): Open311Answer {
  const formats = Object.values(FORMATS).map((type) => type.replace(/;.*$/, ''));
  const about = { changeset: CHANGESET, contact: words('contact'), key_service: words('key') };
  const endpoint = {
    specification: SPECIFICATION,
    url: `${publicUrl}/open311/v2`,
    changeset: CHANGESET,
    type: sandbox ? 'test' : 'production',
  };
  return {
    json: { ...about, endpoints: [{ ...endpoint, formats }] },
    xml: { discovery: { ...about, endpoints: { endpoint: [{ ...endpoint, formats: { format: formats } }] } } },
  };
}
