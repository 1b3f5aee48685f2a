/** Words that take a sender off the list, and those that put them back, when they are the whole text. */
const OUT = new Set(['STOP', 'STOPALL', 'UNSUB', 'UNSUBSCRIBE', 'BERHENTI']);
const IN = new Set(['START', 'UNSTOP', 'MULAI']);

/**
 * What a text consisting of one such word asks for. Twilio's own list also has CANCEL, END and QUIT
 * (and YES): left out, since BATAL, YES and the like are answers and commands here; where Twilio acts
 * on them it says so (OptOutType, error 21610).
 */
export function optKeyword(text: string): 'opt-out' | 'opt-in' | undefined {
  if (text.length > 24) return undefined;
  const word = text
    .trim()
    .replace(/^["'“”]+|["'“”.!]+$/gu, '')
    .toUpperCase();
  if (OUT.has(word)) return 'opt-out';
  return IN.has(word) ? 'opt-in' : undefined;
}
