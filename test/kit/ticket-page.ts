import type { ConsoleClient } from './console-client.js';
import type { TestGateway } from './gateway.js';

/** Who complains first. */
export const REPORTER = '+6281100000401';

export interface Complaint {
  number: string;
  from: string;
  /** Its page in the console. */
  path: string;
}

/** Makes fresh complaints by SMS; each has a sender of its own. */
export function complaints(gateway: TestGateway): (text?: string) => Promise<Complaint> {
  let told = 0;
  return async (text = 'jalan berlubang di depan SDN 1') => {
    told += 1;
    const from = told === 1 ? REPORTER : `+62811000${String(4_010 + told).padStart(5, '0')}`;
    await gateway.send(from, `TANAHBUMBU ${text} nomor ${String(told)}`);
    const { text: reply } = await gateway.replyTo(from);
    const number = /TBU-\d{6}/.exec(reply)?.[0] ?? '';
    await gateway.quiet();
    return { number, from, path: `/console/aduan/${number}` };
  };
}

/** The page that a redirect leads to, with the line that says what was done. */
export async function follow(
  client: ConsoleClient,
  path: string,
  form: string,
  fields: Record<string, string | string[]> = {},
): Promise<string> {
  const answer = await client.post(`${path}/${form}`, fields);
  expect([answer.status, answer.location]).toEqual([303, path]);
  return (await client.get(path)).body;
}

/** Which of these texts a page lacks: a page is too long to be read in a report. */
export function missing(body: string, ...texts: string[]): string[] {
  return texts.filter((text) => !body.includes(text));
}

export function present(body: string, ...texts: string[]): string[] {
  return texts.filter((text) => body.includes(text));
}
