import { StaffSeeds } from '../../src/agencies/staff-seeds.js';
import { staffAddress, type StaffEntry, type StaffMeans } from '../../src/tenants/staff.js';
import type { World } from './world.js';

/** Somebody of `pupr` with a mailbox or a number; give what differs. */
export function staffEntry(text: string, more: Partial<StaffEntry> = {}): StaffEntry {
  const means: StaffMeans = text.includes('@') ? 'email' : 'sms';
  const address = staffAddress(means, text);
  if (!address) throw new Error('this is no address');
  return { agency: 'pupr', unit: null, role: 'officer', name: 'Pejabat Contoh', means, address, path: [], ...more };
}

/** The people of Tanah Bumbu that tests tell: an admin, a head, and officers of three agencies. */
export async function seedStaff(world: World): Promise<void> {
  const seeds = new StaffSeeds({ database: world.database, vault: world.vault, clock: { now: () => world.now() } });
  await seeds.apply('tanah-bumbu', [
    staffEntry('admin@tanahbumbu.instansi.example', { agency: null, role: 'admin', name: 'Admin Contoh' }),
    staffEntry('kepala@tanahbumbu.instansi.example', { agency: null, role: 'head', name: 'Kepala Contoh' }),
    staffEntry('pupr@tanahbumbu.instansi.example'),
    staffEntry('bina-marga@tanahbumbu.instansi.example', { unit: 'bina-marga', name: 'Pejabat Bidang' }),
    staffEntry('perkim@tanahbumbu.instansi.example', { agency: 'perkim' }),
    staffEntry('0811-0000-0061', { agency: 'perhubungan' }),
  ]);
}
