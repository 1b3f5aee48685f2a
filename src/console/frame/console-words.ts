import { wordsIn, type Words } from '../../public/words.js';
import { formatDate, formatDateTime, formatDay } from '../../tenants/format-date.js';
import type { Locales, TextParams } from '../../tenants/locales.js';
import type { LocaleName, ZoneName } from '../../tenants/tenant.js';

/** The console's texts in one language, and times as an office's clock shows them. */
export interface ConsoleWords {
  readonly locale: LocaleName;
  readonly zone: ZoneName;
  /** @param key below `console` in config/locales/console*.<locale>.yaml */
  (key: string, params?: TextParams): string;
  has(key: string): boolean;
  /** "Rabu, 25 November 2026 14.00 WITA". */
  dateTime(at: Date): string;
  /** "25 November 2026". */
  date(at: Date): string;
  /** "Rab 25 Nov". */
  day(at: Date): string;
  /** The public pages' texts, for what they say already: durations, states, `timeLeft`. */
  readonly public: Words;
}

export function consoleWords(locales: Locales, locale: LocaleName, zone: ZoneName): ConsoleWords {
  const words = (key: string, params?: TextParams): string => locales.translate(locale, `console.${key}`, params);
  return Object.assign(words, {
    locale,
    zone,
    has: (key: string) => locales.has(`console.${key}`),
    dateTime: (at: Date) => formatDateTime(at, zone, locale),
    date: (at: Date) => formatDate(at, zone, locale),
    day: (at: Date) => formatDay(at, zone, locale),
    public: wordsIn(locales, locale),
  });
}
