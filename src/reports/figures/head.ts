import { spanOf, type Period } from '../period.js';
import type { ReportFigures, ReportType } from './figures.js';
import type { ReportSource } from './gather.js';

/** What stands above every report. */
export function headOf(
  { names, period, now }: ReportSource,
  type: ReportType,
  before: Period | null,
): Pick<ReportFigures, 'version' | 'type' | 'tenant' | 'period' | 'before' | 'complete' | 'asOf'> {
  const complete = spanOf(period, names.tenant.zone).end <= now;
  return { version: 1, type, tenant: names.tenant.slug, period, before, complete, asOf: now.toISOString() };
}
