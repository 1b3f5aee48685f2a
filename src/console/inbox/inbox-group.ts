/**
 * What needs somebody, in the order in which it does. A ticket stands in the first group that it belongs to, but for
 * `undelivered`, which is about a message: what could not be said must not hide behind what is late.
 */
export const INBOX_GROUPS = ['danger', 'overdue', 'sorting', 'responses', 'undelivered', 'new'] as const;
export type InboxGroup = (typeof INBOX_GROUPS)[number];
