import { sectionsOf } from '../../../tenants/tenant-sections.js';
import type { Agency, Tenant } from '../../../tenants/tenant.js';
import { oneLine, slugFor, smallWordList, wordList, type FormValues, type ItemEdit, type ItemEditor, type WrongField } from './item-editor.js'; // prettier-ignore

/** Begins the field that holds a unit's name. */
export const UNIT_FIELD = 'bidang-';

/** An agency with its units. A unit is renamed in its field, closed by emptying it, and added as a line of its own. */
export const agencyEditor: ItemEditor = {
  section: 'agencies',
  fields: [{ name: 'nama' }, { name: 'singkat' }, { name: 'jenis' }, { name: 'sebutan' }, { name: 'bidang-baru' }],

  title: (tenant, item) => find(tenant, item)?.name,

  values(tenant, item) {
    const agency = item === null ? undefined : find(tenant, item);
    return {
      nama: agency?.name ?? '',
      singkat: agency?.shortName ?? '',
      jenis: agency?.type ?? 'regional',
      sebutan: agency?.aliases.join('\n') ?? '',
      'bidang-baru': '',
      ...Object.fromEntries((agency?.units ?? []).map(({ slug, name }) => [UNIT_FIELD + slug, name])),
    };
  },

  edit(tenant, item, values): ItemEdit {
    const known = item === null ? undefined : find(tenant, item);
    const name = oneLine(values['nama'] ?? '');
    const shortName = oneLine(values['singkat'] ?? '');
    const taken = [...tenant.agencies, ...tenant.retired.agencies].map(({ slug }) => slug);
    const agency = {
      slug: known?.slug ?? slugFor(shortName || name, taken),
      name,
      shortName,
      type: values['jenis'] ?? '',
      units: unitsOf(known, values),
      aliases: smallWordList(values['sebutan']),
    };
    const { agencies: held } = tenant;
    const at = known ? held.indexOf(known) : held.length;
    const agencies = [...sectionsOf(tenant).agencies as object[]]; // prettier-ignore
    agencies.splice(at, known ? 1 : 0, agency);
    return { edits: { agencies }, index: at, wrong: sameName(tenant, known, name, shortName) };
  },

  retire(tenant, item) {
    const agency = find(tenant, item);
    const { agencies, retired } = sectionsOf(tenant);
    if (!agency) return { agencies, retired };
    const { slug, name, shortName } = agency;
    return {
      agencies: tenant.agencies.filter((each) => each !== agency).map(({ webhook: _webhook, ...each }) => each),
      retired: { ...tenant.retired, agencies: [...tenant.retired.agencies, { slug, name, shortName }] },
    };
  },

  fieldOf(path) {
    const fields: Readonly<Record<string, string>> = { shortName: 'singkat', type: 'jenis', aliases: 'sebutan' };
    const [first = ''] = path.split(/[.[]/);
    return first === 'units' ? 'bidang-baru' : (fields[first] ?? 'nama');
  },
};

function find({ agencies }: Tenant, item: string): Agency | undefined {
  return agencies.find(({ slug }) => slug === item);
}

function unitsOf(agency: Agency | undefined, values: FormValues): Agency['units'] {
  const kept = (agency?.units ?? []).flatMap(({ slug }) => {
    const name = oneLine(values[UNIT_FIELD + slug] ?? '');
    return name === '' ? [] : [{ slug, name }];
  });
  const units = [...kept];
  for (const name of wordList(values['bidang-baru'])) {
    // A closed unit's id is not given to another: old tickets name it.
    const taken = [...units, ...(agency?.units ?? [])].map(({ slug }) => slug);
    units.push({ slug: slugFor(name.replace(/^(?:bidang|seksi|bagian) /i, ''), taken), name });
  }
  return units;
}

/** Two that a clerk can't tell apart. */
function sameName(tenant: Tenant, own: Agency | undefined, name: string, shortName: string): WrongField[] {
  const others = tenant.agencies.filter((each) => each !== own);
  const is = (a: string, b: string): boolean => a !== '' && a.toLowerCase() === b.toLowerCase();
  return [
    ...(others.some((each) => is(name, each.name)) ? [{ field: 'nama', code: 'sameName' }] : []),
    ...(others.some((each) => is(shortName, each.shortName)) ? [{ field: 'singkat', code: 'sameName' }] : []),
  ];
}
