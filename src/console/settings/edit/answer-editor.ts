import { ANSWER_TEXT_PARAMS } from '../../../tenants/answer-texts.js';
import { placeholders } from '../../../tenants/locales.js';
import { oneLine, slugFor, type ItemEdit, type ItemEditor, type WrongField } from './item-editor.js';

/** Texts that are chosen when somebody answers a citizen. */
export const answerEditor: ItemEditor = {
  section: 'answerTexts',
  fields: [{ name: 'nama' }, { name: 'isi' }],

  title: ({ answerTexts }, item) => answerTexts.find(({ slug }) => slug === item)?.name,

  values({ answerTexts }, item) {
    const known = answerTexts.find(({ slug }) => slug === item);
    return { nama: known?.name ?? '', isi: known?.text ?? '' };
  },

  edit({ answerTexts }, item, values): ItemEdit {
    const at = answerTexts.findIndex(({ slug }) => slug === item);
    const name = oneLine(values['nama'] ?? '');
    const text = values['isi'] ?? '';
    const others = answerTexts.filter((_each, index) => index !== at);
    const slug = answerTexts[at]?.slug ?? slugFor(name, answerTexts.map((each) => each.slug)); // prettier-ignore
    const edited = at < 0 ? [...answerTexts, { slug, name, text }] : answerTexts.with(at, { slug, name, text });
    const twice = others.some((each) => each.name.toLowerCase() === name.toLowerCase());
    const wrong: WrongField[] = [...(twice ? [{ field: 'nama', code: 'sameName' }] : []), ...strangers(text)];
    return { edits: { answerTexts: edited }, index: at < 0 ? answerTexts.length : at, wrong };
  },

  retire: ({ answerTexts }, item) => ({ answerTexts: answerTexts.filter(({ slug }) => slug !== item) }),

  fieldOf: (path) => (path === 'text' ? 'isi' : 'nama'),
};

function strangers(text: string): WrongField[] {
  const known: readonly string[] = ANSWER_TEXT_PARAMS;
  return placeholders(text)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      field: 'isi',
      code: 'placeholder',
      params: { name, known: known.map((each) => `{${each}}`).join(', ') },
    }));
}
