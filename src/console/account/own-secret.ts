import type { FactorResult } from '../../accounts/second-factor.js';
import type { ConsoleWords } from '../frame/console-words.js';
import type { FieldError } from '../frame/form-parts.js';

/** What is said beside a field with a password or a code. @param wrong a key of the console's words */
export function secretErrors(words: ConsoleWords, field: string, result: FactorResult, wrong: string): FieldError[] {
  if (result.kind === 'right') return [];
  const text =
    result.kind === 'wait' ? words('signIn.wait', { minutes: Math.ceil(result.seconds / 60) }) : words(wrong);
  return [{ field, text }];
}

/** 429 where somebody has to wait (RFC 6585, 4). */
export function statusOfSecret({ kind }: FactorResult): number {
  return kind === 'wait' ? 429 : 422;
}
