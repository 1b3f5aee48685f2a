import { standInStaff } from '../../../src/sandbox/stand-in-staff.js';
import { OFFICE_ROLES } from '../../../src/tenants/staff-role.js';
import { shippedConfig, shippedTenant } from '../../kit/shipped.js';

describe('the sandbox’s people', () => {
  it.each(
    shippedConfig()
      .tenants.all()
      .map(({ slug }) => slug),
  )('%s: everybody has an address of their own', (slug) => {
    const tenant = shippedTenant(slug);
    const staff = standInStaff(tenant);
    const addresses = staff.map(({ address }) => `${address?.kind ?? 'none'} ${address?.value ?? ''}`);
    expect(new Set(addresses).size).toBe(staff.length);
    for (const address of addresses)
      expect(address).toMatch(/^email [a-z0-9.-]+@[a-z]+\.instansi\.example$|^(whatsapp|phone) \+628110000\d{4}$/);
    for (const { slug: agency } of tenant.agencies)
      expect(staff.filter((entry) => entry.agency === agency)).toHaveLength(1);
    for (const role of OFFICE_ROLES)
      expect(staff.filter((entry) => entry.agency === null && entry.role === role)).toHaveLength(1);
  });

  it('are told as their tenant tells its people', () => {
    const kinds = (slug: string) => new Set(standInStaff(shippedTenant(slug)).filter(({ agency }) => agency !== null).map(({ address }) => address?.kind)); // prettier-ignore
    expect(kinds('tanah-bumbu')).toEqual(new Set(['email']));
    expect(kinds('bangli')).toEqual(new Set(['whatsapp']));
    expect(kinds('badung')).toEqual(new Set(['phone']));
    expect(standInStaff(shippedTenant('tanah-bumbu')).find(({ agency }) => agency === 'pupr')?.address).toEqual({
      kind: 'email',
      value: 'pupr@tanahbumbu.instansi.example',
    });
  });
});
