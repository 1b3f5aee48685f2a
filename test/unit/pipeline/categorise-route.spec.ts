import { categorise, CATEGORY_THRESHOLD, scoreCategories } from '../../../src/pipeline/categorise/categorise.js';
import { route } from '../../../src/pipeline/route/route.js';
import { fold } from '../../../src/pipeline/text.js';
import type { MessageEvent } from '../../../src/messaging/inbound-event.js';
import type { Tenant } from '../../../src/tenants/tenant.js';
import { citizenMessage, stepInput, webForm } from '../../kit/messages.js';
import { publicTenant } from '../../kit/public-app.js';
import { shippedTenant } from '../../kit/shipped.js';

const tenant: Tenant = publicTenant({
  agencies: [
    {
      slug: 'pupr',
      name: 'Dinas Pekerjaan Umum',
      shortName: 'Dinas PUPR',
      type: 'regional',
      units: [],
      aliases: ['pu'],
    },
    { slug: 'dishub', name: 'Dinas Perhubungan', shortName: 'Dishub', type: 'regional', units: [], aliases: [] },
    {
      slug: 'inspektorat',
      name: 'Inspektorat',
      shortName: 'Inspektorat',
      type: 'regional',
      units: [],
      aliases: ['irda'],
    },
  ],
  categories: [
    { slug: 'jalan', name: 'Jalan', keywords: [], level: 'normatif', kind: 'complaint' },
    {
      slug: 'lubang',
      name: 'Lubang',
      parent: 'jalan',
      keywords: ['berlubang', 'jalan rusak'],
      level: 'normatif',
      kind: 'complaint',
    },
    { slug: 'lampu', name: 'Lampu', keywords: ['lampu', 'gelap'], level: 'normatif', kind: 'complaint' },
    {
      slug: 'pungli',
      name: 'Pungli',
      keywords: ['pungli', 'minta uang'],
      level: 'normatif',
      kind: 'complaint',
      conduct: true,
    },
    { slug: 'saran', name: 'Saran', keywords: ['usul'], level: 'normatif', kind: 'aspiration' },
  ],
  routing: [
    { id: 'R0', when: { keywords: ['jalan nasional'], channels: ['sms-1708'] }, agency: 'dishub' },
    { id: 'R1', when: { categories: ['jalan'], places: ['631002'] }, agency: 'dishub', unit: 'selatan' },
    { id: 'R2', when: { categories: ['jalan'] }, agency: 'pupr' },
    { id: 'R3', when: { categories: ['pungli'] }, agency: 'inspektorat' },
    { id: 'R4', when: { categories: ['pungli'] }, agency: 'pupr' },
  ],
  dangerKeywords: ['kebakaran', 'kabel putus'],
});

function decide(text: string, event: Partial<MessageEvent> = {}, of: Tenant = tenant) {
  const message = citizenMessage(text, { event });
  const input = { ...stepInput(message), identity: { tenant: of, text, folded: fold(text), proven: true } };
  const made = categorise(input);
  return { ...made, route: route({ ...input, ...made }) };
}

describe('categorise', () => {
  it('takes the category whose words are there, and says which', () => {
    const { categorised, decisions } = decide('Jalan rusak dan berlubang');
    expect(categorised).toMatchObject({
      category: { slug: 'lubang' },
      kind: 'complaint',
      level: 'normatif',
      danger: false,
    });
    expect(decisions).toEqual([
      { step: 'categorise', outcome: 'lubang', rule: 'words: berlubang, jalan rusak', score: 2.5 / 3 },
    ]);
  });

  it('promise 6: names the runner-up with its score', () => {
    const { decisions } = decide('jalan rusak berlubang dan gelap');
    expect(decisions?.[0]).toMatchObject({ outcome: 'lubang', runnerUp: 'lampu 0.25' });
  });

  it.each([
    ['words of two categories weigh the same', 'berlubang dan gelap'],
    ['no word is known', 'tetangga berisik'],
  ])('leaves it to a human where %s', (_why, text) => {
    const { categorised, decisions } = decide(text);
    expect(categorised?.category).toBeUndefined();
    expect(categorised?.score).toBeLessThan(CATEGORY_THRESHOLD);
    expect(categorised).toMatchObject({ kind: 'complaint', level: tenant.standard.defaultLevel });
    expect(decisions?.[0]?.outcome).toBe('undecided');
  });

  it('is sure of one word that nothing speaks against', () => {
    expect(decide('lampu').categorised).toMatchObject({ category: { slug: 'lampu' } });
    expect(scoreCategories('lampu', tenant)[0]?.score).toBeGreaterThanOrEqual(CATEGORY_THRESHOLD);
  });

  it.each([['ada kebakaran di pasar'], ['KEBAKARAN!!'], ['awas kabel putus']])(
    'flags the danger in %j, whatever the category',
    (text) => {
      const { categorised, decisions } = decide(text);
      expect(categorised?.danger).toBe(true);
      expect(decisions?.[0]?.rule).toMatch(/danger: (kebakaran|kabel putus)$/);
    },
  );

  it('takes the kind of the category', () => {
    expect(decide('usul taman bermain').categorised?.kind).toBe('aspiration');
  });

  it("takes the citizen's own choice before any word", () => {
    const { categorised, decisions } = decide('jalan rusak', { form: webForm({ category: 'lampu' }) });
    expect(categorised).toMatchObject({ category: { slug: 'lampu' }, score: 1 });
    expect(decisions?.[0]?.rule).toBe('chosen by the citizen');
  });
});

describe('route', () => {
  it('follows the first rule whose every condition holds', () => {
    expect(decide('berlubang').route).toMatchObject({
      routed: { agency: 'pupr' },
      decisions: [{ outcome: 'pupr', rule: 'R2' }],
    });
    expect(decide('berlubang', { form: webForm({ villageCode: '6310022001' }) }).route).toMatchObject({
      routed: { agency: 'dishub', unit: 'selatan' },
      decisions: [{ rule: 'R1' }],
    });
    expect(decide('berlubang', { form: webForm({ districtCode: '631002' }) }).route.routed).toEqual({
      agency: 'dishub',
      unit: 'selatan',
    });
    expect(decide('berlubang', { form: webForm({ districtCode: '631003' }) }).route.routed).toEqual({ agency: 'pupr' });
    expect(decide('jalan nasional berlubang').route.routed).toEqual({ agency: 'dishub' });
  });

  it('hands what no rule takes to a human', () => {
    expect(decide('lampu mati').route).toEqual({
      routed: {},
      decisions: [{ step: 'route', outcome: 'triage', rule: 'no rule holds', score: 0 }],
    });
    expect(decide('tetangga berisik').route.routed).toEqual({});
  });

  it('promise 7: passes over the office that the complaint is about', () => {
    const { route: routed } = decide('pegawai inspektorat minta uang');
    expect(routed.routed).toEqual({ agency: 'pupr' });
    expect(routed.decisions?.[0]?.rule).toBe('R4; not to inspektorat: the complaint is about it');
    expect(decide('petugas irda dan pu minta uang').route.routed).toEqual({});
    expect(decide('petugas irda dan pu minta uang').route.decisions?.[0]).toMatchObject({
      outcome: 'triage',
      rule: 'no rule holds; not to inspektorat, pupr: the complaint is about it',
    });
  });

  it('sends a complaint about a service to the office that it names', () => {
    expect(decide('Dinas PUPR, jalan rusak').route.routed).toEqual({ agency: 'pupr' });
  });
});

describe('with the shipped tenants', () => {
  it.each([
    ['tanah-bumbu', 'jalan berlubang di Kusan Hilir dekat pasar', 'jalan-rusak', 'pupr'],
    ['tanah-bumbu', 'lampu jalan mati sudah seminggu', 'lampu-jalan', 'perhubungan'],
    ['tanah-bumbu', 'sampah menumpuk tidak diangkut', 'sampah', 'lingkungan-hidup'],
    ['badung', 'jalan berlubang di Mengwi', 'jalan-rusak', 'pupr'],
    ['bangli', 'NIB belum terbit di akun OSS', 'nib-oss', 'perizinan'],
  ])('%s sends %j to the agency that must act', (slug, text, category, agency) => {
    const { categorised, route: routed } = decide(text, {}, shippedTenant(slug));
    expect(categorised?.category?.slug).toBe(category);
    expect(routed.routed?.agency).toBe(agency);
  });

  it('promise 7: a complaint about the inspectorate does not go there', () => {
    const { route: routed } = decide('pegawai inspektorat minta uang pelicin', {}, shippedTenant('tanah-bumbu'));
    expect(routed.routed?.agency).not.toBe('inspektorat');
  });
});
