import { DateTime } from 'luxon';
import type { Locales, TextParams } from '../../tenants/locales.js';
import type { LocaleName, ZoneName } from '../../tenants/tenant.js';
import { ZONES } from '../../tenants/tenant.js';
import type { Dimension, FigureRow, Unit, Value } from '../figures/figures.js';
import { isSuppressed } from '../figures/figures.js';
import { midnight, type Period } from '../period.js';

/** Stands for every number that is not told, whatever the reason: the marks must look alike. */
const HIDDEN = '*';
const NOTHING = '–';
const HOUR = 60;
const DAY = 24 * HOUR;
const ROMAN = ['I', 'II', 'III', 'IV'];

/** A report's words, numbers and times in one language and one zone. */
export class ReportWords {
  constructor(
    private readonly locales: Locales,
    readonly locale: LocaleName,
    readonly zone: ZoneName,
  ) {}

  /** @param key below `report` in config/locales/report.<locale>.yaml */
  text(key: string, params?: TextParams): string {
    return this.locales.translate(this.locale, `report.${key}`, params);
  }

  /** What a code is called; the code itself where there is no word for it. */
  code(dimension: Dimension, code: string): string {
    if (dimension === 'month') return this.month(code);
    const key = `${dimension}.${code}`;
    if (code === '-') return this.text('none');
    return this.locales.has(`report.${key}`) ? this.text(key) : code;
  }

  rowLabel(dimension: Dimension, { key, name }: FigureRow): string {
    return name ?? this.code(dimension, key);
  }

  value(value: Value | undefined, unit: Unit, dimension?: Dimension): string {
    if (isSuppressed(value)) return HIDDEN;
    if (value === null || value === undefined) return NOTHING;
    if (typeof value === 'string') return this.words(value, unit, dimension);
    switch (unit) {
      case 'share':
        return this.share(value);
      case 'minutes':
        return this.minutes(value);
      case 'mean':
      case 'index':
        return this.number(value, 2);
      default:
        return this.number(value, 0);
    }
  }

  /** `Sabtu, 14 Maret 2026`, `Maret 2026`, `Triwulan I 2026`, `2026`. */
  period(period: Period): string {
    const year = period.from.slice(0, 4);
    if (period.kind === 'year') return year;
    if (period.kind === 'month') return this.month(period.from.slice(0, 7));
    if (period.kind === 'day') return this.format(midnight(period.from, this.zone), 'cccc, d LLLL yyyy');
    const number = ROMAN[Math.ceil(Number(period.from.slice(5, 7)) / 3) - 1] ?? '';
    return this.text('quarter', { number, year });
  }

  /** `14 Mar 2026 08.05`, without the zone, which a note names once for all. */
  time(at: Date): string {
    return this.format(at, this.locale === 'id' ? 'd LLL yyyy HH.mm' : 'd LLL yyyy HH:mm');
  }

  date(at: Date): string {
    return this.format(at, 'd LLLL yyyy');
  }

  private month(month: string): string {
    return this.format(midnight(`${month}-01`, this.zone), 'LLLL yyyy');
  }

  private words(value: string, unit: Unit, dimension?: Dimension): string {
    if (unit === 'time') return this.time(new Date(value));
    if (unit === 'day') return this.date(midnight(value, this.zone));
    return unit === 'code' && dimension ? this.code(dimension, value) : value;
  }

  private share(value: number): string {
    // A chance that is not nothing must not read as nothing.
    const percent = value > 0 && value < 0.001 ? `< ${this.number(0.1, 1)}` : this.number(value * 100, 1);
    return `${percent}${this.locale === 'id' ? ' %' : '%'}`;
  }

  /** The two largest units: `2 hari 3 jam`. */
  private minutes(value: number): string {
    const rounded = value >= DAY ? Math.round(value / HOUR) * HOUR : Math.round(value);
    const parts: [string, number][] = [
      ['days', Math.floor(rounded / DAY)],
      ['hours', Math.floor((rounded % DAY) / HOUR)],
      ['minutes', rounded % HOUR],
    ];
    const told = parts.filter(([, amount]) => amount > 0);
    if (told.length === 0) return this.text('unit.minutes', { amount: 0 });
    return told.map(([unit, amount]) => this.text(`unit.${unit}`, { amount: this.number(amount, 0) })).join(' ');
  }

  private number(value: number, digits: number): string {
    return new Intl.NumberFormat(this.locale, { maximumFractionDigits: digits, minimumFractionDigits: 0 }).format(
      value,
    );
  }

  private format(at: Date, form: string): string {
    return DateTime.fromJSDate(at, { zone: ZONES[this.zone] }).setLocale(this.locale).toFormat(form);
  }
}
