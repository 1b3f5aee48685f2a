/** Roles of the console's users, from the one that may most to the one that sees least; persisted, and named in gateway.yaml. */
export const CONSOLE_ROLES = ['central-admin', 'admin', 'operator', 'officer', 'leadership'] as const;
export type ConsoleRole = (typeof CONSOLE_ROLES)[number];
