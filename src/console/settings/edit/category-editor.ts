import { sectionsOf } from '../../../tenants/tenant-sections.js';
import type { Category, Tenant } from '../../../tenants/tenant.js';
import { oneLine, slugFor, smallWordList, type ItemEdit, type ItemEditor } from './item-editor.js';

export const categoryEditor: ItemEditor = {
  section: 'categories',
  fields: [
    { name: 'nama' },
    { name: 'induk' },
    { name: 'kata' },
    { name: 'tingkat' },
    { name: 'jenis' },
    { name: 'perilaku' },
    { name: 'lokasi' },
  ],

  title: (tenant, item) => find(tenant, item)?.name,

  values(tenant, item) {
    const category = item === null ? undefined : find(tenant, item);
    return {
      nama: category?.name ?? '',
      induk: category?.parent ?? '',
      kata: category?.keywords.join('\n') ?? '',
      tingkat: category?.level ?? tenant.standard.defaultLevel,
      jenis: category?.kind ?? 'complaint',
      perilaku: category?.conduct ? 'ya' : '',
      lokasi: category?.asksPlace ? 'ya' : '',
    };
  },

  edit(tenant, item, values): ItemEdit {
    const known = item === null ? undefined : find(tenant, item);
    const name = oneLine(values['nama'] ?? '');
    const taken = [...tenant.categories, ...tenant.retired.categories].map(({ slug }) => slug);
    const parent = values['induk'] ?? '';
    const category = {
      slug: known?.slug ?? slugFor(name, taken),
      name,
      ...(parent !== '' && { parent }),
      keywords: smallWordList(values['kata']),
      level: values['tingkat'] ?? '',
      kind: values['jenis'] ?? '',
      ...(values['perilaku'] === 'ya' && { conduct: true }),
      ...(values['lokasi'] === 'ya' && { asksPlace: true }),
    };
    const at = known ? tenant.categories.indexOf(known) : placeOfNew(tenant, parent);
    const categories: object[] = [...tenant.categories];
    categories.splice(at, known ? 1 : 0, category);
    const same = tenant.categories.some((each) => each !== known && name !== '' && each.name.toLowerCase() === name.toLowerCase()); // prettier-ignore
    return { edits: { categories }, index: at, wrong: same ? [{ field: 'nama', code: 'sameName' }] : [] };
  },

  retire(tenant, item) {
    const category = find(tenant, item);
    const { categories, retired } = sectionsOf(tenant);
    if (!category) return { categories, retired };
    const { slug, name, parent } = category;
    const kept = { slug, name, ...(parent !== undefined && { parent }) };
    return {
      categories: tenant.categories.filter((each) => each !== category),
      retired: { ...tenant.retired, categories: [...tenant.retired.categories, kept] },
    };
  },

  fieldOf(path) {
    const fields: Readonly<Record<string, string>> = { parent: 'induk', keywords: 'kata', level: 'tingkat', kind: 'jenis' }; // prettier-ignore
    return fields[path.split(/[.[]/)[0] ?? ''] ?? 'nama';
  },
};

function find({ categories }: Tenant, item: string): Category | undefined {
  return categories.find(({ slug }) => slug === item);
}

/** Behind its parent and that one's others. */
function placeOfNew({ categories }: Tenant, parent: string): number {
  const last = categories.findLastIndex((each) => each.slug === parent || each.parent === parent);
  return parent === '' || last === -1 ? categories.length : last + 1;
}
