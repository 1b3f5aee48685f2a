import type { StoredFile } from '../outbox/outbound-files.js';
import type { ReportFigures } from './figures/figures.js';

/**
 * Bytes of both files together that still go with a mail: half as much again once encoded, and many offices' servers
 * refuse mails above 10 MB.
 */
const MOST_MAILED_BYTES = 5 * 1024 * 1024;

/** `attached`: all of them; else why not: the link alone is told. */
export type Mailing = 'attached' | 'too-large' | 'kept-here';

/**
 * Whether a report's files go with its mail. What lies in a mailbox can't be called back, and outlives every
 * retention: nothing with identities goes, nor the register, which has a row for every single report
 * (docs/decisions/reports-mailed.md). Pure.
 */
export function mailingOf(
  { type, notes }: Pick<ReportFigures, 'type' | 'notes'>,
  files: readonly StoredFile[],
): Mailing {
  if (type === 'register' || notes.includes('with-identities')) return 'kept-here';
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  return bytes <= MOST_MAILED_BYTES ? 'attached' : 'too-large';
}
