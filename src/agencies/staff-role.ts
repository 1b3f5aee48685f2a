/**
 * `officer`: of an agency; `agency-head`: whoever it answers to there. Of the office itself: `admin` dispatches and
 * checks, `head` is told what is late, `leadership` reads reports.
 */
export const STAFF_ROLES = ['officer', 'agency-head', 'admin', 'head', 'leadership'] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];
