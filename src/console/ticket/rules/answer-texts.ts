import type { Locales } from '../../../tenants/locales.js';
import type { Tenant } from '../../../tenants/tenant.js';

/** What may stand in braces in a text that is chosen for an answer. */
export const ANSWER_TEXT_PARAMS = ['number', 'tenant', 'agency', 'category', 'place', 'due'] as const;
export type AnswerTextParams = Record<(typeof ANSWER_TEXT_PARAMS)[number], string>;

/** A text that can be chosen, filled in. */
export interface AnswerText {
  slug: string;
  name: string;
  text: string;
}

const ROOT = 'answerText.';
const NAME = '.name';

/** The texts of an office, in the language in which it writes to its citizens. */
export function answerTexts(locales: Locales, tenant: Pick<Tenant, 'locale'>, params: AnswerTextParams): AnswerText[] {
  return locales
    .keys()
    .filter((key) => key.startsWith(ROOT) && key.endsWith(NAME))
    .map((key) => {
      const slug = key.slice(ROOT.length, -NAME.length);
      const text = locales.translate(tenant.locale, `${ROOT}${slug}.text`, params);
      return { slug, name: locales.translate(tenant.locale, key), text };
    });
}
