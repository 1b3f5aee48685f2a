import { formatDateTime } from '../tenants/format-date.js';
import type { Locales, TextParams } from '../tenants/locales.js';
import type { Duration, LocaleName, ZoneName } from '../tenants/tenant.js';

/** The pages' texts in one language. */
export interface Words {
  readonly locale: LocaleName;
  /** @param key below `public` in config/locales/public.<locale>.yaml. */
  (key: string, params?: TextParams): string;
  /** Whether there is such a text: timelines may hold kinds of events that citizens don't see. */
  has(key: string): boolean;
}

export function wordsIn(locales: Locales, locale: LocaleName): Words {
  const words = (key: string, params?: TextParams): string => locales.translate(locale, `public.${key}`, params);
  return Object.assign(words, { locale, has: (key: string) => locales.has(`public.${key}`) });
}

/** "Rabu, 25 November 2026 14.00 WITA": a date without its zone is a guess in a country with three. */
export function inWords(words: Words, at: Date, zone: ZoneName): string {
  return formatDateTime(at, zone, words.locale);
}

/** "3 hari kerja", "1 sampai 60 hari kerja"; a sum of minutes as one says it: "2 hari 10 menit". */
export function durationInWords(words: Words, duration: Duration): string {
  const end = parts(duration)
    .map(([unit, amount]) => words(`duration.${unit}${amount === 1 ? '-one' : ''}`, { amount }))
    .join(' ');
  return duration.from === undefined ? end : words('duration.range', { from: duration.from, duration: end });
}

function parts({ unit, amount }: Duration): [Duration['unit'], number][] {
  if (unit !== 'minutes' || amount < 60) return [[unit, amount]];
  const split: [Duration['unit'], number][] = [
    ['days', Math.floor(amount / 1_440)],
    ['hours', Math.floor((amount % 1_440) / 60)],
    ['minutes', amount % 60],
  ];
  return split.filter(([, each]) => each > 0);
}
