import { CONSOLE_ROLES, type ConsoleRole } from '../settings/console-roles.js';

export const ROLES = CONSOLE_ROLES;
export type Role = ConsoleRole;

/** What a page or an action asks for. A role has a set of them; nothing else in the console looks at roles. */
export const PERMISSIONS = [
  /** Lists, search and the ticket's page. */
  'tickets:read',
  'tickets:assign',
  /** Internal notes. */
  'tickets:note',
  /** Write to the citizen. */
  'tickets:answer',
  'tickets:dispatch',
  /** Recategorise, reroute, another level, merge, split, undo. */
  'tickets:overrule',
  /** Archive, close, open again. */
  'tickets:end',
  /** Approve or return an agency's response. */
  'responses:check',
  /** Ask who reported; each look is logged. */
  'identities:read',
  /** Type in what was said at the desk, by telephone or in a letter. */
  'entries:write',
  'channels:read',
  /** Pause, resume, retry, test. */
  'channels:manage',
  'settings:read',
  'settings:manage',
  'reports:read',
  /** The officers' portal: what their agency was handed. */
  'portal:use',
  'users:manage',
  /** Messages that belong to no office yet. */
  'triage:central',
  /** One's own account: everybody's. */
  'account:use',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const OPERATOR: readonly Permission[] = [
  'tickets:read', 'tickets:assign', 'tickets:note', 'tickets:answer', 'tickets:overrule', 'tickets:dispatch', 'identities:read',
  'entries:write', 'channels:read', 'settings:read', 'reports:read', 'account:use',
]; // prettier-ignore

const BY_ROLE: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  'central-admin': new Set(PERMISSIONS.filter((each) => each !== 'portal:use')),
  admin: new Set(PERMISSIONS.filter((each) => each !== 'portal:use' && each !== 'triage:central')),
  operator: new Set(OPERATOR),
  // An agency hears of a ticket what it is handed, and no more (promise 7).
  officer: new Set<Permission>(['portal:use', 'account:use']),
  leadership: new Set<Permission>(['reports:read', 'tickets:read', 'account:use']),
};

export function permissionsOf(role: Role): ReadonlySet<Permission> {
  return BY_ROLE[role];
}

/** Roles that somebody may give to others, and whose accounts they may change: never above their own. */
export function rolesBelow(role: Role): readonly Role[] {
  if (role === 'central-admin') return ROLES;
  return role === 'admin' ? ROLES.filter((each) => each !== 'central-admin') : [];
}

export function isRole(value: unknown): value is Role {
  return ROLES.some((role) => role === value);
}
