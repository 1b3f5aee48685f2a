/** Why the office sets a ticket aside without an answer; persisted. */
export const ARCHIVE_REASONS = ['incomplete', 'outside-authority', 'duplicate', 'abusive', 'already-answered'] as const;
/** Not the office's to give: its reporter took the report back. Kept as the reason beside those. */
export const CANCELLED = 'cancelled';
export type ArchiveReason = (typeof ARCHIVE_REASONS)[number];

/** What the reporter is told of; who writes abuse hears nothing that could be answered with more. */
export type ToldReason = Exclude<ArchiveReason, 'abusive'>;

export function isTold(reason: ArchiveReason): reason is ToldReason {
  return reason !== 'abusive';
}
