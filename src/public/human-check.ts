import { createChallenge, randomInt, verifySolution } from 'altcha-lib';
import type { Challenge, Payload } from 'altcha-lib/types';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { FormToken } from './form-token.js';
import type { WebSecrets } from './web-secrets.js';

/**
 * PBKDF2 rounds of one try, and how many tries lie before the answer. Measured in docs/decisions/web-form-protection.md:
 * some tenths of a second on an office computer, one to two seconds on a cheap phone, while the citizen types.
 */
const WORK = { algorithm: 'PBKDF2/SHA-256', cost: 5_000, counterMin: 80, counterMax: 160 } as const;

/** Answers to the question may be digits or the word. */
const NUMBER_WORDS: Record<'id' | 'en', readonly string[]> = {
  id: ['nol', 'satu', 'dua', 'tiga', 'empat', 'lima', 'enam', 'tujuh', 'delapan', 'sembilan', 'sepuluh', 'sebelas', 'dua belas', 'tiga belas', 'empat belas', 'lima belas', 'enam belas', 'tujuh belas', 'delapan belas'], // prettier-ignore
  en: ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve', 'thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen'], // prettier-ignore
};

/** What a posted form offers as proof that a person sent it. */
export interface HumanProof {
  /** base64 JSON of challenge and solution, as `assets/form.js` makes it. */
  work: string;
  answer: string;
  /** The field that people don't see. */
  trap: string;
}

export type HumanVerdict = { ok: true; by: 'work' | 'question' } | { ok: false; reason: 'unanswered' | 'wrong-answer' };

/**
 * Takes the work where it is right and the trap is empty, else the answer to the question. A filled trap alone refuses
 * nobody: browsers fill in fields too, and then a person can still answer.
 */
export async function checkHuman(token: FormToken, proof: HumanProof, secrets: WebSecrets): Promise<HumanVerdict> {
  if (proof.trap === '' && proof.work !== '' && (await isWorkDone(token, proof.work, secrets)))
    return { ok: true, by: 'work' };
  if (proof.answer.trim() === '') return { ok: false, reason: 'unanswered' };
  return isAnswerRight(token, proof.answer, secrets)
    ? { ok: true, by: 'question' }
    : { ok: false, reason: 'wrong-answer' };
}

/** The work for this form alone: the challenge names the form's nonce, which the intake takes only once. */
export function createWork(token: FormToken, secrets: WebSecrets): Promise<Challenge> {
  return createChallenge({
    algorithm: WORK.algorithm,
    cost: WORK.cost,
    counter: randomInt(WORK.counterMax, WORK.counterMin),
    deriveKey,
    // No expiry of its own: it is worth something only with the form's token, which has one.
    data: { form: token.nonce },
    ...workSecrets(secrets),
  });
}

async function isWorkDone(token: FormToken, encoded: string, secrets: WebSecrets): Promise<boolean> {
  const payload = readPayload(encoded);
  if (!payload || payload.challenge.parameters.data?.['form'] !== token.nonce) return false;
  try {
    const result = await verifySolution({ ...payload, deriveKey, ...workSecrets(secrets) });
    return result.verified;
  } catch {
    return false; // hexadecimal that is none, numbers out of range: not done
  }
}

function readPayload(encoded: string): Payload | undefined {
  try {
    const payload = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')) as Partial<Payload> | null;
    const { challenge, solution } = payload ?? {};
    if (typeof challenge?.parameters !== 'object' || typeof challenge.signature !== 'string') return undefined;
    if (typeof solution?.counter !== 'number' || typeof solution.derivedKey !== 'string') return undefined;
    return { challenge, solution };
  } catch {
    return undefined;
  }
}

function workSecrets(secrets: WebSecrets): { hmacSignatureSecret: string; hmacKeySignatureSecret: string } {
  return {
    hmacSignatureSecret: secrets.sign('web-work', 'v1'),
    hmacKeySignatureSecret: secrets.sign('web-work-key', 'v1'),
  };
}

export interface Question {
  /** The two numbers in words. */
  first: string;
  second: string;
}

/** The same question for a form however often it is shown: it follows from the nonce, so nothing is kept. */
export function questionOf(token: FormToken, locale: 'id' | 'en', secrets: WebSecrets): Question {
  const [first, second] = addends(token, secrets);
  return { first: NUMBER_WORDS[locale][first] ?? '', second: NUMBER_WORDS[locale][second] ?? '' };
}

function isAnswerRight(token: FormToken, answer: string, secrets: WebSecrets): boolean {
  const [first, second] = addends(token, secrets);
  const sum = first + second;
  const given = answer.trim().toLowerCase().replace(/\s+/g, ' ');
  if (/^\d{1,3}$/.test(given)) return Number(given) === sum;
  return Object.values(NUMBER_WORDS).some((words) => words[sum] === given || words[sum]?.replace(' ', '') === given);
}

function addends(token: FormToken, secrets: WebSecrets): [number, number] {
  const bytes = Buffer.from(secrets.sign('web-question', token.nonce), 'base64url');
  return [((bytes[0] ?? 0) % 9) + 1, ((bytes[1] ?? 0) % 9) + 1];
}
