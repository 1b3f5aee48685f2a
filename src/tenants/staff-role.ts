/** Of an agency. `agency-head`: whoever the officers answer to there. */
export const AGENCY_ROLES = ['officer', 'agency-head'] as const;
/** Of the office itself: `admin` dispatches and checks, `head` is told what is late, `leadership` reads reports. */
export const OFFICE_ROLES = ['admin', 'head', 'leadership'] as const;
export const STAFF_ROLES = [...AGENCY_ROLES, ...OFFICE_ROLES] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];
