/** Whole messages that ask how it works; folded. `tolong` is a cry for help, not a question. */
const HELP = new Set([
  'help',
  'bantuan',
  'info',
  'informasi',
  'cara',
  'cara lapor',
  'menu',
  'petunjuk',
  'format',
  'panduan',
]);

/** Whether a message, keyword aside, only asks how it works. */
export function isHelpQuestion({ folded }: { folded: string }): boolean {
  return HELP.has(folded);
}
