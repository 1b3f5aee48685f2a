import { ReportArchive } from '../reports/report-archive.js';
import { ReportLinks } from '../reports/report-links.js';
import { ReportOrders } from '../reports/report-orders.js';
import { ReportSweep } from '../reports/report-sweep.js';
import { Reports } from '../reports/reports.service.js';
import type { Clock } from '../observability/clock.js';
import { AreaDirectory } from '../tenants/areas.js';
import type { Core } from './core.js';

/** What makes reports; the areas of the regions are read when the first one is made. */
export function openReports({ database, attachments, configuration, channels }: Core, clock: Clock): Reports {
  const { tenants, locales } = configuration;
  return new Reports({
    database,
    archive: new ReportArchive(database),
    store: attachments,
    tenants,
    channels,
    areas: new AreaDirectory(tenants.all()),
    locales,
    clock,
  });
}

/** What makes them on schedule, in workers. */
export function openReportSweep(core: Core, clock: Clock): ReportSweep {
  const { database, doorbell, logger, keys, publicUrl, staff, staffNotices: notices, configuration } = core;
  return new ReportSweep({
    database, doorbell, logger, clock, staff, notices,
    tenants: configuration.tenants,
    reports: openReports(core, clock),
    links: new ReportLinks({ keys, clock, publicUrl }),
  }); // prettier-ignore
}

/** What people ask for: ordered in the web's processes, made in workers. */
export function openReportOrders({ database, doorbell, logger }: Core, reports: Reports, clock: Clock): ReportOrders {
  return new ReportOrders({ database, doorbell, logger, reports, clock });
}
