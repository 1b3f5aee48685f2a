import { may, type ConsoleUser } from '../../accounts/console-user.js';
import type { Permission } from '../../accounts/permissions.js';
import type { IconName } from './icon-paths.js';
import type { NavCount } from './nav-counts.js';

export type NavEntryName = 'inbox' | 'tickets' | 'channels' | 'reports' | 'settings' | 'entry' | 'portal';

export interface NavEntry {
  name: NavEntryName;
  path: string;
  icon: IconName;
  needs: Permission;
  count?: NavCount;
}

const ENTRIES: readonly NavEntry[] = [
  { name: 'portal', path: '/console/tugas', icon: 'briefcase', needs: 'portal:use', count: 'portal' },
  { name: 'inbox', path: '/console', icon: 'inbox', needs: 'tickets:assign', count: 'inbox' },
  { name: 'tickets', path: '/console/aduan', icon: 'ticket', needs: 'tickets:read' },
  { name: 'entry', path: '/console/catat', icon: 'pencil-plus', needs: 'entries:write' },
  { name: 'channels', path: '/console/kanal', icon: 'broadcast', needs: 'channels:read', count: 'channels' },
  { name: 'reports', path: '/console/laporan', icon: 'chart-bar', needs: 'reports:read' },
  { name: 'settings', path: '/console/pengaturan', icon: 'settings', needs: 'settings:read' },
];

/** What leads somewhere for this user. */
export function navigationOf(user: ConsoleUser): NavEntry[] {
  return ENTRIES.filter(({ needs }) => may(user, needs));
}
