import { answerEditor } from '../../../src/console/settings/edit/answer-editor.js';
import { answerTexts } from '../../../src/console/ticket/rules/answer-texts.js';
import { agencyEditor } from '../../../src/console/settings/edit/agency-editor.js';
import { categoryEditor } from '../../../src/console/settings/edit/category-editor.js';
import type { ItemEditor } from '../../../src/console/settings/edit/item-editor.js';
import { ruleEditor } from '../../../src/console/settings/edit/rule-editor.js';
import { textEditor } from '../../../src/console/settings/edit/text-editor.js';
import { maskedAddress, memberOf } from '../../../src/console/settings/officer-form.js';
import { previewTexts } from '../../../src/console/settings/text-preview.js';
import { sectionChanges } from '../../../src/tenants/section-changes.js';
import { isReplyKey, REPLY_TEXTS } from '../../../src/tenants/reply-texts.js';
import { LOCALES, type Tenant } from '../../../src/tenants/tenant.js';
import { shippedConfig, shippedTenant } from '../../kit/shipped.js';

const { tenantSources, locales } = shippedConfig();
const tenants = shippedConfig().tenants.all();
const tenant = shippedTenant('tanah-bumbu');
const texts = textEditor((key, form) => locales.raw('id', `reply.${key}.${form}`));

/** What an edit makes of a tenant. */
function edited(of: Tenant, editor: ItemEditor, item: string | null, values = editor.values(of, item)) {
  const { edits, ...rest } = editor.edit(of, item, values);
  const check = tenantSources.find(({ slug }) => slug === of.slug)?.check(edits);
  if (!check) throw new Error('there is no such source');
  return { ...rest, check, changes: check.ok ? sectionChanges(of, check.tenant) : undefined };
}

describe.each(tenants.map((each) => [each.slug, each] as const))('forms of %s', (_slug, of) => {
  it('change nothing of anything where nothing was typed', () => {
    const all: [ItemEditor, string][] = [
      ...of.agencies.map(({ slug }): [ItemEditor, string] => [agencyEditor, slug]),
      ...of.categories.map(({ slug }): [ItemEditor, string] => [categoryEditor, slug]),
      ...of.routing.map(({ id }): [ItemEditor, string] => [ruleEditor, id]),
      ...Object.keys(REPLY_TEXTS).map((key): [ItemEditor, string] => [texts, key]),
    ];
    const wrong = all.flatMap(([editor, item]) => {
      const { wrong, check, changes } = edited(of, editor, item);
      return wrong.length === 0 && check.ok && changes?.length === 0 ? [] : [{ item, wrong, check, changes }];
    });
    expect(wrong).toEqual([]);
  });
});

describe('an agency’s form', () => {
  it('renames, adds and closes units, and gives a closed unit’s id to no other', () => {
    const values = { ...agencyEditor.values(tenant, 'perhubungan'), 'bidang-lalu-lintas': 'Bidang Lalu Lintas', 'bidang-penerangan-jalan': '', 'bidang-baru': 'Seksi Penerangan Jalan\nBidang Parkir' }; // prettier-ignore
    const { edits } = agencyEditor.edit(tenant, 'perhubungan', values);
    const agencies = edits.agencies as readonly { slug: string; units: object[] }[];
    expect(agencies.find(({ slug }) => slug === 'perhubungan')?.units).toEqual([
      { slug: 'lalu-lintas', name: 'Bidang Lalu Lintas' },
      { slug: 'penerangan-jalan-2', name: 'Seksi Penerangan Jalan' },
      { slug: 'parkir', name: 'Bidang Parkir' },
    ]);
    // A rule still names the closed unit.
    const { check } = edited(tenant, agencyEditor, 'perhubungan', values);
    expect(check).toMatchObject({ ok: false, errors: [{ path: 'routing[4].unit' }] });
  });
});

describe('a rule’s form', () => {
  it('numbers a new rule behind the highest, and puts it where it is wanted', () => {
    const { index, edits } = ruleEditor.edit(tenant, null, { kategori: 'sampah', kata: 'TPA\n tpa', tujuan: 'lingkungan-hidup/kebersihan', urutan: '1' }); // prettier-ignore
    const routing = edits.routing as readonly object[];
    expect(index).toBe(0);
    expect(routing[0]).toEqual({ id: 'R61', when: { categories: ['sampah'], keywords: ['tpa'] }, agency: 'lingkungan-hidup', unit: 'kebersihan' }); // prettier-ignore
    expect(routing).toHaveLength(tenant.routing.length + 1);
  });

  it('wants a condition, a place in the order and an agency', () => {
    const { wrong, check } = edited(tenant, ruleEditor, null, { urutan: '0', tujuan: '' });
    expect(wrong.map(({ code }) => code)).toEqual(['position', 'noAgency']);
    expect(check.ok).toBe(false);
  });
});

describe('a reply text’s form', () => {
  it('wants what the gateway’s own text says of number and answer', () => {
    const { wrong } = texts.edit(tenant, 'answered', { long: 'Sudah dijawab.', short: '', told: '' });
    expect(wrong).toEqual([{ field: 'long', code: 'missing', params: { names: '{number}, {answer}' } }]);
  });

  it('is the gateway’s own again where all forms are emptied', () => {
    const own = { ...tenant, replyTexts: { 'fixed.short': 'x', 'rated.long': 'y' } };
    expect(texts.edit(own, 'fixed', { long: '', short: '' }).edits).toEqual({ replyTexts: { rated: { long: 'y' } } });
  });

  it('is shown with examples, SMS counted, and names no placeholder that is unknown', () => {
    const samples = { code: 'K', url: 'U', due: 'Rab', state: 's', items: 'i', mark: '4', answer: 'A', question: 'Q', megabytes: '1' }; // prettier-ignore
    const show = (short: string) => previewTexts(tenant, 'acknowledgement', { values: { short }, usual: () => '{number}', samples, channels: [] })[1]; // prettier-ignore
    expect(show('{number} untuk {agency}')).toEqual({ form: 'short', text: 'TBU-000123 untuk Dinas PUPR', usual: false, segments: 1, costs: [] }); // prettier-ignore
    expect(show(`${'x'.repeat(170)} {number}`)?.segments).toBe(2);
    expect(show('{nomer}')).toEqual({ form: 'short', usual: false });
  });
});

describe('an officer’s form', () => {
  const values = { nama: 'Pejabat Contoh', tempat: 'pupr/bina-marga', peran: 'officer', cara: 'email', alamat: 'a@b.example' }; // prettier-ignore

  it('reads somebody', () => {
    expect(memberOf(tenant, values)).toMatchObject({ wrong: [], member: { agency: 'pupr', unit: 'bina-marga', address: { kind: 'email', value: 'a@b.example' } } }); // prettier-ignore
  });

  it('says everything that is wrong at once', () => {
    const { wrong } = memberOf(tenant, { nama: '', tempat: '', peran: 'officer', cara: 'sms', alamat: 'a@b.example' });
    expect(wrong.map(({ code }) => code)).toEqual(['officer.nama', 'officer.peranKantor', 'officer.nomor']);
  });

  it('hides what an address says of somebody', () => {
    expect(maskedAddress({ kind: 'email', value: 'siti@dinas.example' })).toBe('s•••@dinas.example');
    expect(maskedAddress({ kind: 'phone', value: '+6281110000741' })).toBe('••••741');
  });
});

it.each(LOCALES)('has words in %s for every reply text and every refusal of the forms', (locale) => {
  const wanted = [
    ...Object.keys(REPLY_TEXTS).filter(isReplyKey).map((key) => `text.${key}`),
    ...['agencies.nama', 'agencies.singkat', 'agencies.jenis', 'agencies.sebutan', 'agencies.bidang-baru'].map((key) => `wrong.${key}`),
    ...['nama', 'induk', 'kata', 'tingkat', 'jenis'].map((key) => `wrong.categories.${key}`),
    ...['kategori', 'tempat', 'kata', 'kanal', 'tujuan', 'urutan'].map((key) => `wrong.routing.${key}`),
    ...['long', 'short', 'told'].map((key) => `wrong.replyTexts.${key}`),
    ...['sameName', 'noAgency', 'position', 'placeholder', 'missing', 'openTickets', 'stillRouted', 'stillParent', 'check', 'other'].map((key) => `wrong.${key}`),
  ]; // prettier-ignore
  expect(wanted.filter((key) => locales.raw(locale, `console.settings.${key}`) === '')).toEqual([]);
});

describe('answer texts of an office', () => {
  const form = { nama: 'Sudah ditambal', isi: 'Lubang di {place} sudah ditambal {agency}.' };

  it('are added, changed, and removed again', () => {
    const added = edited(tenant, answerEditor, null, form);
    if (!added.check.ok) throw new Error('refused');
    expect(added.changes).toMatchObject([{ section: 'answerTexts', item: 'sudah-ditambal', what: 'added' }]);
    const after = added.check.tenant;
    expect(answerEditor.values(after, 'sudah-ditambal')).toEqual(form);
    expect(edited(after, answerEditor, 'sudah-ditambal').wrong).toEqual([]);
    const changed = answerEditor.edit(after, 'sudah-ditambal', { ...form, nama: 'Beres' });
    expect(changed).toMatchObject({ index: 0, edits: { answerTexts: [{ slug: 'sudah-ditambal', name: 'Beres' }] } });
    expect(answerEditor.retire?.(after, 'sudah-ditambal')).toEqual({ answerTexts: [] });
  });

  it('are refused with what nobody fills in, or without words', () => {
    expect(edited(tenant, answerEditor, null, { ...form, isi: 'Halo {nama}' }).wrong).toMatchObject([{ field: 'isi', code: 'placeholder' }]);
    const empty = edited(tenant, answerEditor, null, { nama: '', isi: '' });
    expect(empty.check.ok ? [] : empty.check.errors.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['answerTexts[0].text', 'answerTexts[0].name']),
    );
    const own = { ...tenant, answerTexts: [{ slug: 'satu', name: 'Sudah ditambal', text: 'Ya.' }] };
    expect(answerEditor.edit(own, null, form).wrong).toMatchObject([{ field: 'nama', code: 'sameName' }]);
  }); // prettier-ignore

  it('are offered first, filled in, and take the place of the gateway’s of the same slug', () => {
    const own = { ...tenant, answerTexts: [{ slug: 'done', name: 'Beres', text: '{number} beres.' }] };
    const params = { number: 'TBU-000001', tenant: 'X', agency: 'Y', category: 'z', place: 'di sini', due: 'besok' };
    const offered = answerTexts(locales, own, params);
    expect(offered[0]).toEqual({ slug: 'done', name: 'Beres', text: 'TBU-000001 beres.' });
    expect(offered.filter(({ slug }) => slug === 'done')).toHaveLength(1);
    expect(offered.length).toBe(answerTexts(locales, tenant, params).length);
  });
});
