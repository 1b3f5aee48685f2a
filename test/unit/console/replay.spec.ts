import { countByWay, outcomeOf, replay, type PastTicket } from '../../../src/console/settings/replay.js';
import type { RoutingRule, Tenant } from '../../../src/tenants/tenant.js';
import { shippedTenant } from '../../kit/shipped.js';

const tenant = shippedTenant('tanah-bumbu');
const past = (number: string, text: string, more: Partial<PastTicket> = {}): PastTicket => ({ number, text, channelId: 'sms-1708', districtCode: null, villageCode: null, chosen: null, ...more }); // prettier-ignore
const TICKETS = [
  past('TBU-000003', 'lampu jalan mati depan pasar'),
  past('TBU-000002', 'sampah menumpuk di TPS'),
  past('TBU-000001', 'lampu jalan padam di simpang'),
];
const rerouted = (id: string, change: Partial<RoutingRule>): Tenant => ({ ...tenant, routing: tenant.routing.map((rule) => (rule.id === id ? { ...rule, ...change } : rule)) }); // prettier-ignore

describe('past tickets by other rules', () => {
  it('stay where they are where nothing changed', () => {
    expect(replay(TICKETS, tenant, tenant)).toEqual({ looked: 3, changed: [] });
  });

  it('names those that would have gone elsewhere, with the rule that says so', () => {
    const { unit: _unit, ...plain } = tenant.routing.find(({ id }) => id === 'R05') ?? { id: 'R05', when: {} };
    const after = { ...tenant, routing: tenant.routing.map((rule) => (rule.id === 'R05' ? { ...plain, agency: 'pln' } : rule)) }; // prettier-ignore
    const result = replay(TICKETS, tenant, after);
    expect(result.changed).toEqual([
      {
        number: 'TBU-000003',
        before: { category: 'lampu-jalan', agency: 'perhubungan', unit: 'penerangan-jalan', rule: 'R05' },
        after: { category: 'lampu-jalan', agency: 'pln', unit: null, rule: 'R05' },
      },
      expect.objectContaining({ number: 'TBU-000001' }),
    ]);
    expect(countByWay(result)).toEqual([{ from: 'perhubungan', to: 'pln', count: 2 }]);
  });

  it('says where a person would have to sort', () => {
    const after = { ...tenant, routing: tenant.routing.filter(({ id }) => id !== 'R07') };
    expect(replay(TICKETS, tenant, after).changed).toMatchObject([{ number: 'TBU-000002', after: { agency: null, rule: null } }]); // prettier-ignore
  });

  it('follows keywords that were moved to another category', () => {
    const categories = tenant.categories.map((each) => {
      if (each.slug === 'lampu-jalan') return { ...each, keywords: ['pju'] };
      return each.slug === 'listrik' ? { ...each, keywords: [...each.keywords, 'lampu jalan', 'lampu jalan mati'] } : each;
    }); // prettier-ignore
    const { changed } = replay(TICKETS, tenant, { ...tenant, categories });
    expect(changed.map(({ number, after }) => [number, after.category, after.agency])).toContainEqual(['TBU-000003', 'listrik', 'pln']); // prettier-ignore
  });

  it('holds on to what the citizen chose or a human said', () => {
    const chosen = past('TBU-000004', 'lampu jalan mati', { chosen: 'sampah' });
    expect(outcomeOf(chosen, tenant)).toMatchObject({ category: 'sampah', agency: 'lingkungan-hidup', rule: 'R07' });
  });

  it('knows place and channel, and does not hand a complaint to the office that it is about', () => {
    const camat = past('TBU-000005', 'pelayanan lambat di loket', { districtCode: '631004' });
    expect(outcomeOf(camat, tenant)).toMatchObject({ agency: 'kecamatan-satui', rule: 'R44' });
    const about = past('TBU-000006', 'pelayanan lambat di kantor camat satui', { districtCode: '631004' });
    expect(outcomeOf(about, tenant).agency).toBeNull();
    const byChannel = rerouted('R05', { when: { channels: ['email-tanahbumbu'], categories: ['lampu-jalan'] } });
    expect(outcomeOf(past('TBU-000007', 'lampu jalan mati'), byChannel).agency).toBeNull();
  });
});
