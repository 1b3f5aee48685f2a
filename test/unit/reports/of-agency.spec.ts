import type { FigureTable, ReportFigures } from '../../../src/reports/figures/figures.js';
import { agenciesIn, ofAgency } from '../../../src/reports/figures/of-agency.js';

const BY_AGENCY: FigureTable = {
  id: 'agencies',
  dimension: 'agency',
  columns: [{ id: 'sent', unit: 'count' }],
  rows: [
    { key: 'pupr', name: 'Dinas PUPR', values: { sent: 3 } },
    { key: 'dlh', name: 'Dinas Lingkungan', values: { sent: 2 } },
    { key: 'dulu', values: { sent: 1 } },
    { key: '-', values: { sent: 4 } },
  ],
  total: { sent: 10 },
  chart: { kind: 'bars', columns: ['sent'] },
};
const LINES: FigureTable = {
  id: 'overdue',
  dimension: 'ticket',
  columns: [{ id: 'agency', unit: 'text' }],
  rows: [
    { key: 'TBU-000001', values: { agency: 'Dinas PUPR' } },
    { key: 'TBU-000002', values: { agency: 'Balai' } },
    { key: 'TBU-000003', values: { agency: null } },
  ],
};
const OFFICE: FigureTable = { id: 'by-category', dimension: 'category', columns: [], rows: [{ key: 'jalan', values: {} }] }; // prettier-ignore

const FIGURES: ReportFigures = {
  version: 1,
  type: 'evaluation',
  tenant: 'tanah-bumbu',
  period: { kind: 'month', from: '2026-10-01', until: '2026-10-31' },
  before: null,
  complete: true,
  asOf: '2026-11-01T00:00:00+08:00',
  measures: [{ id: 'received', unit: 'count', value: 10 }],
  tables: [OFFICE, BY_AGENCY, LINES],
  notes: ['zone'],
};

it('names every agency of tables and lists once, those of old by their slug, and nobody for none', () => {
  expect(agenciesIn(FIGURES)).toEqual(['Balai', 'Dinas Lingkungan', 'Dinas PUPR', 'dulu']);
  expect(agenciesIn({ ...FIGURES, tables: [OFFICE] })).toEqual([]);
});

it('keeps the rows of one agency, and nothing that is the office’s as a whole', () => {
  const { measures, tables, notes } = ofAgency(FIGURES, 'Dinas PUPR');
  expect([measures, notes]).toEqual([[], ['zone']]);
  expect(tables.map(({ id, rows, total, chart }) => [id, rows.map(({ key }) => key), total, chart])).toEqual([
    ['agencies', ['pupr'], undefined, undefined],
    ['overdue', ['TBU-000001'], undefined, undefined],
  ]);
});
