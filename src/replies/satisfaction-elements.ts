/**
 * The nine elements of a survey of public satisfaction, PermenPANRB 14/2017, annex: U1 requirements, U2 procedure,
 * U3 time, U4 cost, U5 the product as against the standard, U6 competence and U7 conduct of the staff, U8 handling of
 * complaints and suggestions, U9 facilities.
 */
export const SATISFACTION_ELEMENTS = ['U1', 'U2', 'U3', 'U4', 'U5', 'U6', 'U7', 'U8', 'U9'] as const;
export type SatisfactionElement = (typeof SATISFACTION_ELEMENTS)[number];
