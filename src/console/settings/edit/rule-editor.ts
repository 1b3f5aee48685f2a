import type { RoutingRule, Tenant } from '../../../tenants/tenant.js';
import { smallWordList, wordList, type FormValues, type ItemEdit, type ItemEditor, type WrongField } from './item-editor.js'; // prettier-ignore

/** Between an agency and its unit in the field that chooses them. */
export const UNIT_MARK = '/';

/** A rule with its place in the order: the first whose every condition holds decides. */
export const ruleEditor: ItemEditor = {
  section: 'routing',
  fields: [
    { name: 'kategori', many: true },
    { name: 'tempat', many: true },
    { name: 'kata' },
    { name: 'kanal', many: true },
    { name: 'tujuan' },
    { name: 'urutan' },
  ],

  title: (tenant, item) => find(tenant, item)?.id,

  values(tenant, item) {
    const rule = item === null ? undefined : find(tenant, item);
    const at = rule ? tenant.routing.indexOf(rule) : tenant.routing.length;
    return {
      kategori: rule?.when.categories?.join('\n') ?? '',
      tempat: rule?.when.places?.join('\n') ?? '',
      kata: rule?.when.keywords?.join('\n') ?? '',
      kanal: rule?.when.channels?.join('\n') ?? '',
      tujuan: rule ? [rule.agency, ...(rule.unit === undefined ? [] : [rule.unit])].join(UNIT_MARK) : '',
      urutan: String(at + 1),
    };
  },

  edit(tenant, item, values): ItemEdit {
    const known = item === null ? undefined : find(tenant, item);
    const others = tenant.routing.filter((rule) => rule !== known);
    const [agency = '', unit = ''] = (values['tujuan'] ?? '').split(UNIT_MARK);
    const rule = {
      id: known?.id ?? freeId(tenant),
      when: conditionsOf(values),
      agency,
      ...(unit !== '' && { unit }),
    };
    const { at, wrong } = placeOf(values['urutan'] ?? '', others.length + 1);
    const routing: object[] = [...others];
    routing.splice(at, 0, rule);
    const unset: WrongField[] = agency === '' ? [{ field: 'tujuan', code: 'noAgency' }] : [];
    return { edits: { routing }, index: at, wrong: [...wrong, ...unset] };
  },

  retire(tenant, item) {
    return { routing: tenant.routing.filter(({ id }) => id !== item) };
  },

  fieldOf(path) {
    const fields: readonly [RegExp, string][] = [
      [/^when\.categories/, 'kategori'],
      [/^when\.places/, 'tempat'],
      [/^when\.keywords/, 'kata'],
      [/^when\.channels/, 'kanal'],
      [/^when/, 'kategori'],
      [/^(?:agency|unit)/, 'tujuan'],
    ];
    return fields.find(([pattern]) => pattern.test(path))?.[1] ?? 'urutan';
  },
};

function find({ routing }: Tenant, item: string): RoutingRule | undefined {
  return routing.find(({ id }) => id === item);
}

function conditionsOf(values: FormValues): RoutingRule['when'] {
  const all = {
    categories: wordList(values['kategori']),
    places: wordList(values['tempat']),
    keywords: smallWordList(values['kata']),
    channels: wordList(values['kanal']),
  };
  return Object.fromEntries(Object.entries(all).filter(([, list]) => list.length > 0));
}

function placeOf(typed: string, last: number): { at: number; wrong: WrongField[] } {
  const place = Number(typed);
  if (Number.isInteger(place) && place >= 1 && place <= last) return { at: place - 1, wrong: [] };
  return { at: last - 1, wrong: [{ field: 'urutan', code: 'position', params: { last } }] };
}

/** The next number that no rule has; ids of ended rules stand in old decisions, so the highest counts. */
function freeId({ routing }: Tenant): string {
  const numbers = routing.map(({ id }) => Number(/^R(\d{1,4})$/.exec(id)?.[1] ?? 0));
  return `R${String(Math.max(0, ...numbers) + 1).padStart(2, '0')}`;
}
