import { cleanText } from '../channels/typed.js';

export interface AddingInput {
  text: string;
  /** How many steps the story had when the page was shown. */
  after: number;
}

export function readAdding(body: unknown): AddingInput {
  const fields = Object(body) as Record<string, unknown>;
  const textOf = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
  const after = Number(textOf('after'));
  return { text: cleanText(textOf('tambahan')), after: Number.isSafeInteger(after) ? after : 0 };
}
