import { CodedError } from '../messaging/errors.js';
import { annualReport, evaluationReport } from './figures/evaluation.js';
import { dailyReport } from './figures/daily.js';
import { REPORT_TYPES, type ReportFigures, type ReportType } from './figures/figures.js';
import type { ReportSource } from './figures/gather.js';
import { issuesReport } from './figures/issues.js';
import { monthlyReport } from './figures/monthly.js';
import { registerReport, type RegisterBook, type ReporterLook } from './figures/register.js';
import { PERIOD_KINDS, type Period, type PeriodKind } from './period.js';

/** Periods that each report can be made for; the first is what it is made for on schedule. */
export const REPORT_PERIODS: Readonly<Record<ReportType, readonly [PeriodKind, ...PeriodKind[]]>> = {
  daily: ['day'],
  issues: ['day'],
  monthly: ['month'],
  evaluation: ['month', 'quarter', 'year'],
  annual: ['year'],
  register: ['month', ...PERIOD_KINDS],
};

/** @throws CodedError `report-kind-unknown` */
export function reportType(text: string): ReportType {
  const known = REPORT_TYPES.find((type) => type === text);
  if (!known) throw new CodedError('report-kind-unknown', `a report is one of ${REPORT_TYPES.join(', ')}`, false);
  return known;
}

/** @throws CodedError `period-unfit` */
export function checkPeriod(type: ReportType, period: Period): void {
  if (REPORT_PERIODS[type].includes(period.kind)) return;
  const fit = [...new Set(REPORT_PERIODS[type])].join(' or ');
  throw new CodedError('period-unfit', `the report ${type} is made for a ${fit}, not for a ${period.kind}`, false);
}

/** A report's figures; of a register the book too, which may be too long for the stored document. */
export async function figuresOf(
  type: ReportType,
  source: ReportSource,
  look?: ReporterLook,
): Promise<{ figures: ReportFigures; book?: RegisterBook }> {
  switch (type) {
    case 'daily':
      return { figures: await dailyReport(source) };
    case 'issues':
      return { figures: await issuesReport(source) };
    case 'monthly':
      return { figures: await monthlyReport(source) };
    case 'evaluation':
      return { figures: await evaluationReport(source) };
    case 'annual':
      return { figures: await annualReport(source) };
    case 'register': {
      const book = await registerReport(source, look);
      return { figures: book.figures, book };
    }
  }
}
