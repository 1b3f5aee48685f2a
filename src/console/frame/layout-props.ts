import type { ComponentChildren } from 'preact';
import type { ConsoleUser } from '../../accounts/console-user.js';
import type { Tenant } from '../../tenants/tenant.js';
import type { ConsoleWords } from './console-words.js';
import type { Theme } from './theme.js';
import type { Flash } from './flash.js';
import type { NavCount } from './nav-counts.js';
import type { NavEntryName } from './navigation.js';

/** A key and what it does, already in the reader's language. */
export interface Shortcut {
  keys: string;
  text: string;
}

/** What the frame shows around a page. */
export interface LayoutProps {
  words: ConsoleWords;
  user: ConsoleUser;
  tenant: Tenant;
  /** All of them, for central admins; empty for everybody else. */
  tenants: readonly Tenant[];
  /** The page's own address without what was asked. */
  path: string;
  /** The same with it: where the switches come back to. */
  url: string;
  title: string;
  active: NavEntryName | null;
  csrf: string;
  theme: Theme;
  counts: Partial<Record<NavCount, number>>;
  flash?: Flash | undefined;
  scripts?: readonly string[] | undefined;
  shortcuts?: readonly Shortcut[] | undefined;
  refreshSeconds?: number | undefined;
  children?: ComponentChildren;
}
