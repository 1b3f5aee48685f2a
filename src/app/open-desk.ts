import type { Intake } from '../intake/intake.service.js';
import { ManualDesk } from '../manual/manual-desk.js';
import type { Clock } from '../observability/clock.js';
import { AreaDirectory } from '../tenants/areas.js';
import type { Core } from './core.js';

/** Where clerks' entries are taken, for the API and for the command line. */
export function openDesk({ configuration, ...core }: Core, sink: Intake, clock: Clock): ManualDesk {
  const { tenants, gateway } = configuration;
  const areas = new AreaDirectory(tenants.all());
  return new ManualDesk({ ...core, tenants, areas, sink, clock, limits: gateway.limits });
}
