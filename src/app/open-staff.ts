import { StaffSeeds } from '../agencies/staff-seeds.js';
import type { Clock } from '../observability/clock.js';
import type { StaffEntry } from '../tenants/staff.js';
import type { Tenant } from '../tenants/tenant.js';
import type { Core } from './core.js';

/**
 * Brings the people of all tenants from their files into the database, and names who has nobody to tell; again for a
 * tenant whose agencies were edited.
 */
export async function openStaff(core: Core, clock: Clock): Promise<void> {
  const { database, vault, configuration, revisions, settings, logger } = core;
  const seeds = new StaffSeeds({ database, vault, clock });
  const complete = await standIns(settings.sandbox);
  revisions.onChange(async (slug) => {
    const tenant = configuration.tenants.bySlug(slug);
    if (tenant) await seeds.apply(slug, complete(tenant));
  });
  for (const tenant of configuration.tenants.all()) {
    await seeds.apply(tenant.slug, complete(tenant));
    const members = await core.staff.list(database, { tenant: tenant.slug });
    const admin = members.some(({ role }) => role === 'admin');
    const agencies = tenant.agencies
      .map(({ slug }) => slug)
      .filter((slug) => !members.some(({ agency }) => agency === slug));
    if (!admin)
      logger.warn(
        { tenant: tenant.slug },
        'the office has no admin to tell of new tickets: kentongan officer add, or staff in its file',
      );
    if (agencies.length > 0)
      logger.warn(
        { tenant: tenant.slug, agencies },
        'agencies without anybody to tell: what they are handed goes to the office’s admin',
      );
  }
}

/** The sandbox completes what the files leave open, so that the whole way can be walked. */
async function standIns(sandbox: boolean): Promise<(tenant: Tenant) => readonly StaffEntry[]> {
  if (!sandbox) return ({ staff }) => staff;
  const { standInStaff } = await import('../sandbox/stand-in-staff.js');
  return standInStaff;
}
