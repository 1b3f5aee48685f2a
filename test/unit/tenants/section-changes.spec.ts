import { sectionChanges } from '../../../src/tenants/section-changes.js';

const RULES = ['R1', 'R2', 'R3', 'R4', 'R5'].map((id) => ({ id, when: { categories: [`k-${id}`] }, agency: 'pupr' }));

describe('what an edit changed', () => {
  it('is nothing where nothing did', () => {
    const state = { routing: RULES, agencies: [{ slug: 'pupr', name: 'Dinas PUPR', units: [] }] };
    expect(sectionChanges(state, structuredClone(state))).toEqual([]);
  });

  it('takes false, nothing and an empty list for the same', () => {
    const before = { categories: [{ slug: 'jalan', name: 'Jalan', keywords: [], conduct: false }] };
    expect(sectionChanges(before, { categories: [{ slug: 'jalan', name: 'Jalan' }] })).toEqual([]);
  });

  it('names the fields, and the units of an agency by their slugs', () => {
    const units = [{ slug: 'jalan', name: 'Bidang Jalan' }];
    const before = { agencies: [{ slug: 'pupr', name: 'Dinas PU', aliases: ['pu'], units }] };
    const after = { agencies: [{ slug: 'pupr', name: 'Dinas PUPR', aliases: ['pu', 'pupr'], units: [...units, { slug: 'air', name: 'Bidang Air' }] }] }; // prettier-ignore
    expect(sectionChanges(before, after)).toEqual([
      {
        section: 'agencies',
        item: 'pupr',
        what: 'changed',
        fields: [
          { field: 'name', from: 'Dinas PU', to: 'Dinas PUPR' },
          { field: 'aliases', from: ['pu'], to: ['pu', 'pupr'] },
          { field: 'unit:air', from: null, to: 'Bidang Air' },
        ],
      },
    ]);
  });

  it('tells what was added from what was removed', () => {
    const [first, second, ...rest] = RULES;
    const changes = sectionChanges({ routing: [first, ...rest] }, { routing: [first, second] });
    expect(changes.map(({ item, what }) => [item, what])).toEqual([
      ['R2', 'added'],
      ['R3', 'removed'],
      ['R4', 'removed'],
      ['R5', 'removed'],
    ]);
    expect(changes[0]?.fields).toContainEqual({ field: 'categories', from: null, to: ['k-R2'] });
  });

  it('names the one rule that was moved, not those that it passed', () => {
    const [first, ...rest] = RULES;
    expect(sectionChanges({ routing: RULES }, { routing: [...rest, first] })).toEqual([
      { section: 'routing', item: 'R1', what: 'moved', fields: [{ field: 'position', from: '1', to: '5' }] },
    ]);
  });

  it('shows texts by key and form', () => {
    const before = { replyTexts: { fixed: { short: 'Terima kasih.' } } };
    const after = { replyTexts: { fixed: { short: 'Terima kasih banyak.', long: 'Terima kasih.' } } };
    expect(sectionChanges(before, after).map(({ item, what }) => [item, what])).toEqual([
      ['fixed.short', 'changed'],
      ['fixed.long', 'added'],
    ]);
  });
});
