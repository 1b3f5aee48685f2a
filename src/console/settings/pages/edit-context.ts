import type { Channel } from '../../../messaging/ports.js';
import type { RegionAreas } from '../../../tenants/areas.js';
import type { Tenant } from '../../../tenants/tenant.js';
import type { ConsoleWords } from '../../frame/console-words.js';
import type { FieldError } from '../../frame/form-parts.js';
import type { FormValues, WrongField } from '../edit/item-editor.js';

/** What the settings' pages show, and in which words. */
export interface EditContext {
  words: ConsoleWords;
  tenant: Tenant;
  areas: RegionAreas;
  /** Those that this office's messages come by. */
  channels: readonly Channel[];
  csrf: string;
  /** Whether the reader may change anything. */
  manages: boolean;
}

export interface FormProps extends EditContext {
  values: FormValues;
  errors: readonly FieldError[];
}

/** In words, each beside the field that it is about. */
export function fieldErrors(words: ConsoleWords, wrong: readonly WrongField[]): FieldError[] {
  return wrong.map(({ field, code, params }) => {
    const key = `settings.wrong.${code}`;
    const text = words.has(key) ? words(key, params) : words('settings.wrong.other');
    return field === '' ? { text } : { field, text };
  });
}
