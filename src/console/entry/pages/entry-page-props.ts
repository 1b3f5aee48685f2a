import type { RegionAreas } from '../../../tenants/areas.js';
import type { Tenant } from '../../../tenants/tenant.js';
import type { ConsoleWords } from '../../frame/console-words.js';
import type { FieldError } from '../../frame/form-parts.js';
import type { EntryValues, EntryWay } from '../entry-form.js';
import type { OpenTicket } from '../open-tickets.js';

export const ENTRY_PATH = '/console/catat';

export interface EntryPageProps {
  words: ConsoleWords;
  tenant: Tenant;
  areas: RegionAreas;
  ways: readonly EntryWay[];
  values: EntryValues;
  errors: readonly FieldError[];
  /** Of the reporter whose number is in the form. */
  open: readonly OpenTicket[];
  /** Whether the reader may learn whose ticket is whose. */
  looksUp: boolean;
  csrf: string;
  /** Names the draft that the browser keeps. */
  userId: string;
  /** Files: so many, each so large at most. */
  files: { most: number; megabytes: number };
}
