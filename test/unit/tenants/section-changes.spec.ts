import { sectionChanges } from '../../../src/tenants/section-changes.js';
import type { Tenant } from '../../../src/tenants/tenant.js';
import { shippedTenant } from '../../kit/shipped.js';

const tenant = shippedTenant('tanah-bumbu');
const RULES = tenant.routing.slice(0, 5);
const with_ = (changed: Partial<Tenant>): Tenant => ({ ...tenant, ...changed });

describe('what an edit changed', () => {
  it('is nothing where nothing did', () => {
    expect(sectionChanges(tenant, structuredClone(tenant))).toEqual([]);
  });

  it('takes false, nothing and an empty list for the same', () => {
    const [first, ...others] = tenant.categories;
    if (!first) throw new Error('there are no categories');
    const { keywords: _keywords, ...bare } = first;
    const plain = { ...bare, keywords: [], conduct: false };
    expect(sectionChanges(tenant, with_({ categories: [plain, ...others] }))).toEqual([]);
  });

  it('names the fields, and the units of an agency by their slugs', () => {
    const agencies = tenant.agencies.map((agency) =>
      agency.slug === 'perkim'
        ? { ...agency, name: 'Dinas Perumahan', aliases: [...agency.aliases, 'perumahan'], units: [{ slug: 'rumah', name: 'Bidang Rumah' }] }
        : agency,
    ); // prettier-ignore
    expect(sectionChanges(tenant, with_({ agencies }))).toEqual([
      {
        section: 'agencies',
        item: 'perkim',
        what: 'changed',
        fields: [
          { field: 'name', from: 'Dinas Perumahan Rakyat dan Kawasan Permukiman', to: 'Dinas Perumahan' },
          {
            field: 'aliases',
            from: ['dinas perkim', 'perkim', 'disperkim'],
            to: ['dinas perkim', 'perkim', 'disperkim', 'perumahan'],
          },
          { field: 'unit:rumah', from: null, to: 'Bidang Rumah' },
        ],
      },
    ]);
  });

  it('tells what was added from what was removed', () => {
    const [first, second, ...rest] = RULES;
    if (!first || !second) throw new Error('there are no rules');
    const changes = sectionChanges(with_({ routing: [first, ...rest] }), with_({ routing: [first, second] }));
    expect(changes.map(({ item, what }) => [item, what])).toEqual([
      ['R02', 'added'],
      ['R03', 'removed'],
      ['R04', 'removed'],
      ['R05', 'removed'],
    ]);
    expect(changes[0]?.fields).toContainEqual({ field: 'categories', from: null, to: ['jalan-rusak', 'jembatan'] });
  });

  it('names the one rule that was moved, not those that it passed', () => {
    const [first, ...rest] = RULES;
    if (!first) throw new Error('there are no rules');
    expect(sectionChanges(with_({ routing: RULES }), with_({ routing: [...rest, first] }))).toEqual([
      { section: 'routing', item: 'R01', what: 'moved', fields: [{ field: 'position', from: '1', to: '5' }] },
    ]);
  });

  it('shows texts by key and form', () => {
    const before = with_({ replyTexts: { 'fixed.short': 'Terima kasih.' } });
    const after = with_({ replyTexts: { 'fixed.short': 'Terima kasih banyak.', 'fixed.long': 'Terima kasih.' } });
    expect(sectionChanges(before, after).map(({ item, what }) => [item, what])).toEqual([
      ['fixed.short', 'changed'],
      ['fixed.long', 'added'],
    ]);
  });
});
