import type { ConsoleUser } from '../../../accounts/console-user.js';
import type { Tenant } from '../../../tenants/tenant.js';
import type { WorkCalendar } from '../../../tenants/working-time.js';
import type { ConsoleWords } from '../../frame/console-words.js';
import type { TicketView } from '../read/ticket-view.js';
import type { NextActions } from '../rules/next-actions.js';
import type { Speaking } from '../words/ticket-words.js';

/** The forms of the ticket's page; also the last part of the address that each is posted to. */
export const TICKET_FORMS = {
  dispatch: 'disposisi',
  withdraw: 'tarik',
  answer: 'jawab',
  ask: 'tanya',
  note: 'catatan',
  forward: 'teruskan',
  'send-back': 'kembalikan',
  'submit-draft': 'ajukan-draf',
  'drop-draft': 'hapus-draf',
  resume: 'lanjutkan',
  archive: 'arsip',
  close: 'tutup',
  reopen: 'buka-lagi',
  classify: 'kategori',
  route: 'instansi',
  place: 'lokasi',
  merge: 'gabung',
  unmerge: 'lepas',
  split: 'pisah',
  undo: 'batal',
  reference: 'rujukan',
  task: 'tugas',
} as const;
export type TicketForm = keyof typeof TICKET_FORMS;

/** A form that was refused: it comes back as it was filled in, and says why. */
export interface FilledForm {
  form: TicketForm;
  values: Readonly<Record<string, string>>;
  errors: readonly string[];
}

/** What every part of the page is made of. */
export interface TicketPageProps extends Speaking {
  words: ConsoleWords;
  tenant: Tenant;
  user: ConsoleUser;
  view: TicketView;
  actions: NextActions;
  calendar: WorkCalendar;
  /** What agencies said and nobody has checked, as it would go out. */
  waitingAnswer: string;
  /** The forms' own name: what is sent twice from one page is done once. */
  nonce: string;
  csrf: string;
  filled?: FilledForm | undefined;
}

export function pathOf({ view }: Pick<TicketPageProps, 'view'>, form?: TicketForm): string {
  const page = `/console/aduan/${view.head.number}`;
  return form === undefined ? page : `${page}/${TICKET_FORMS[form]}`;
}

/** Whether it is this form that was refused; `own` tells it from others of its kind. */
export function isRefused(
  filled: FilledForm | undefined,
  form: TicketForm,
  own: Readonly<Record<string, string>> = {},
): filled is FilledForm {
  return filled?.form === form && Object.entries(own).every(([name, value]) => filled.values[name] === value);
}

/** What was typed into a refused form's field; empty in any other. */
export function typed({ filled }: Pick<TicketPageProps, 'filled'>, form: TicketForm, field: string): string {
  return filled?.form === form ? (filled.values[field] ?? '') : '';
}
