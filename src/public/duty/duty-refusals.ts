import { CodedError } from '../../messaging/errors.js';
import type { DutyError } from './duty-form.js';
import { PhotosRefused } from './duty-photos.js';

/** Why something was not done, for its page. */
export interface DutyRefusal {
  status: 409 | 422 | 503;
  errors: readonly DutyError[];
  /** The same form again would be refused again. */
  freshToken: boolean;
}

/** What the page says of an error; undefined: it is a fault of ours. Pure. */
export function refusalOf(error: unknown): DutyRefusal | undefined {
  if (error instanceof PhotosRefused) return { status: 422, errors: error.errors, freshToken: false };
  if (!(error instanceof CodedError)) return undefined;
  const key = WORDS[error.code];
  if (key === undefined) return undefined;
  return {
    status: 409,
    errors: [{ field: 'form', key: `duty.errors.${key}` }],
    freshToken: error.code === 'nonce-reused',
  };
}

const WORDS: Readonly<Record<string, string>> = {
  'nonce-reused': 'edited',
  'transition-refused': 'notNow',
  'dispatch-ended': 'ended',
  'dispatch-unknown': 'ended',
  'dispatch-responded': 'responded',
  'unit-unknown': 'unitMissing',
  'agency-unknown': 'agencyUnknown',
  'response-unknown': 'noDraft',
  'response-submitted': 'noDraft',
};

export const TROUBLE: DutyRefusal = {
  status: 503,
  errors: [{ field: 'form', key: 'duty.errors.trouble' }],
  freshToken: false,
};
