import type { LocaleName } from '../tenants/tenant.js';
import { permissionsOf, type Permission, type Role } from './permissions.js';

/** Somebody who has signed in. The name is personal data. */
export interface ConsoleUser {
  id: string;
  name: string;
  role: Role;
  /** The office's slug; null: a central admin, of every office. */
  tenant: string | null;
  /** An officer's agency. */
  agency: string | null;
  /** An officer's unit; null: the whole agency. */
  unit: string | null;
  locale: LocaleName;
  /** Of a central admin: the office that this request is about. */
  office?: string;
  sessionId: string;
}

/** As timelines and the access log name them. */
export function actorOfUser({ id }: Pick<ConsoleUser, 'id'>): string {
  return `user:${id}`;
}

export function may({ role }: Pick<ConsoleUser, 'role'>, permission: Permission): boolean {
  return permissionsOf(role).has(permission);
}
