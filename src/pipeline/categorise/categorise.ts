import type { Category, Tenant } from '../../tenants/tenant.js';
import { keywordsIn } from '../folded-keywords.js';
import type { StepInput, StepOutput } from '../types.js';

/** Below it a human decides. One matching keyword that nothing speaks against is above it. */
export const CATEGORY_THRESHOLD = 0.5;

export interface CategoryScore {
  category: Category;
  /** 0 to 1: this category's share of all that was found, with a doubt that two words overcome. */
  score: number;
  /** The keywords that were found. */
  words: string[];
}

/** What the doubt weighs: half a keyword. */
const DOUBT = 0.5;

/** Scores a tenant's categories for a folded text, best first; those without a keyword are left out. */
export function scoreCategories(folded: string, tenant: Tenant): CategoryScore[] {
  const found = tenant.categories
    .map((category) => {
      const words = keywordsIn(folded, category.keywords);
      return { category, words, weight: words.reduce((sum, word) => sum + weightOf(word), 0) };
    })
    .filter(({ weight }) => weight > 0);
  const total = found.reduce((sum, { weight }) => sum + weight, DOUBT);
  return found
    .map(({ category, words, weight }) => ({ category, words, score: weight / total }))
    .sort((a, b) => b.score - a.score);
}

/** A phrase says more than a word. */
function weightOf(keyword: string): number {
  return 1 + 0.5 * (keyword.split(' ').length - 1);
}

/** Step 4: kind, category, level, urgency, with the words that decided. */
export function categorise({ message, identity }: Pick<StepInput, 'message' | 'identity'>): StepOutput {
  const { tenant, folded } = identity;
  if (!tenant) return {};
  const dangerWord = keywordsIn(folded, tenant.dangerKeywords)[0];
  const chosen = tenant.categories.find((category) => category.slug === message.event.form?.category);
  const scores = chosen ? [{ category: chosen, score: 1, words: [] }] : scoreCategories(folded, tenant);
  const [best, ...others] = scores;
  const category = best && best.score >= CATEGORY_THRESHOLD ? best.category : undefined;
  return {
    categorised: {
      ...(category && { category }),
      kind: category?.kind ?? 'complaint',
      level: category?.level ?? tenant.standard.defaultLevel,
      danger: dangerWord !== undefined,
      score: best?.score ?? 0,
    },
    decisions: [
      {
        step: 'categorise',
        outcome: category?.slug ?? 'undecided',
        rule: [
          chosen ? 'chosen by the citizen' : `words: ${best?.words.join(', ') ?? 'none'}`,
          ...(dangerWord === undefined ? [] : [`danger: ${dangerWord}`]),
        ].join('; '),
        score: best?.score ?? 0,
        ...(others.length > 0 && {
          runnerUp: others
            .slice(0, 2)
            .map((other) => `${other.category.slug} ${other.score.toFixed(2)}`)
            .join(', '),
        }),
      },
    ],
  };
}
