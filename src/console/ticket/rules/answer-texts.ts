import type { ANSWER_TEXT_PARAMS } from '../../../tenants/answer-texts.js';
import { fillIn, type Locales } from '../../../tenants/locales.js';
import type { Tenant } from '../../../tenants/tenant.js';

export type AnswerTextParams = Record<(typeof ANSWER_TEXT_PARAMS)[number], string>;

/** A text that can be chosen, filled in. */
export interface AnswerText {
  slug: string;
  name: string;
  text: string;
}

const ROOT = 'answerText.';
const NAME = '.name';

/** The office's own texts, then the gateway's, in the language in which the office writes to its citizens. */
export function answerTexts(
  locales: Locales,
  tenant: Pick<Tenant, 'locale' | 'answerTexts'>,
  params: AnswerTextParams,
): AnswerText[] {
  const own = tenant.answerTexts.map(({ slug, name, text }) => ({ slug, name, text: fillIn(text, params) }));
  const usual = locales
    .keys()
    .filter((key) => key.startsWith(ROOT) && key.endsWith(NAME))
    .map((key) => {
      const slug = key.slice(ROOT.length, -NAME.length);
      const text = locales.translate(tenant.locale, `${ROOT}${slug}.text`, params);
      return { slug, name: locales.translate(tenant.locale, key), text };
    });
  // An own text of the same slug stands for the gateway's.
  return [...own, ...usual.filter(({ slug }) => !own.some((each) => each.slug === slug))];
}
