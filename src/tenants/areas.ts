import type { Tenant } from './tenant.js';

export interface Village {
  /** Kemendagri code without dots. */
  code: string;
  name: string;
}

export interface District extends Village {
  villages: Village[];
}

/** The places of one regency, by name. */
export interface RegionAreas {
  districts: readonly District[];
}

export interface Place {
  district?: District;
  village?: Village;
}

/** `6310` of `63.10`, as tenants and tickets write codes. */
export function plainCode(code: string): string {
  return code.replaceAll('.', '');
}

/** What a choice of codes means; a village brings its district along. Undefined where a code is not of this region or the two don't fit. */
export function findPlace(areas: RegionAreas, districtCode: string, villageCode: string): Place | undefined {
  const chosen = areas.districts.find((each) => each.code === districtCode);
  if (districtCode !== '' && !chosen) return undefined;
  if (villageCode === '') return chosen ? { district: chosen } : {};
  for (const district of chosen ? [chosen] : areas.districts) {
    const village = district.villages.find((each) => each.code === villageCode);
    if (village) return { district, village };
  }
  return undefined;
}

/** Districts and villages of the configured tenants' regions (idn-area-data, ODbL). The country's list is read once, at the first form. */
export class AreaDirectory {
  private loading: Promise<ReadonlyMap<string, RegionAreas>> | undefined;

  constructor(private readonly tenants: readonly Pick<Tenant, 'regionCode'>[]) {}

  async of(tenant: Pick<Tenant, 'regionCode'>): Promise<RegionAreas> {
    this.loading ??= loadAreas(new Set(this.tenants.map((each) => plainCode(each.regionCode)))).catch(
      (error: unknown) => {
        this.loading = undefined; // the next form tries again
        throw error;
      },
    );
    return (await this.loading).get(plainCode(tenant.regionCode)) ?? { districts: [] };
  }
}

async function loadAreas(regions: ReadonlySet<string>): Promise<Map<string, RegionAreas>> {
  const { getDistricts, getVillages } = await import('idn-area-data');
  const byRegion = new Map([...regions].map((region) => [region, [] as District[]]));
  const byDistrict = new Map<string, District>();
  for (const { code, regency_code: regency, name } of await getDistricts()) {
    const district: District = { code: plainCode(code), name, villages: [] };
    if (byRegion.get(plainCode(regency))?.push(district)) byDistrict.set(code, district);
  }
  for (const { code, district_code: district, name } of await getVillages()) {
    byDistrict.get(district)?.villages.push({ code: plainCode(code), name });
  }
  for (const district of byDistrict.values()) district.villages.sort(byName);
  return new Map([...byRegion].map(([region, districts]) => [region, { districts: districts.sort(byName) }]));
}

function byName(a: Village, b: Village): number {
  return a.name.localeCompare(b.name, 'id');
}
