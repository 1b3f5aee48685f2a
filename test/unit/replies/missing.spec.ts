import { decideMissing, type MissingFacts } from '../../../src/replies/missing.js';
import { nameIn } from '../../../src/replies/name-in-answer.js';
import { placeNamed, saysWhere } from '../../../src/replies/place-words.js';
import { withoutIdentityNumbers } from '../../../src/tickets/identity-numbers.js';
import { fold } from '../../../src/pipeline/text.js';
import { shippedTenant } from '../../kit/shipped.js';

const facts = (more: Partial<MissingFacts> = {}): MissingFacts => ({
  channel: 'sms', state: 'received', category: 'jalan-rusak', danger: false, anonymous: false, placed: false, named: false, files: 0, ...more,
}); // prettier-ignore
const decide = (tenant: string, more: Partial<MissingFacts> = {}) => decideMissing(shippedTenant(tenant), facts(more));

describe('what is missing', () => {
  it.each<[string, string, Partial<MissingFacts>, string[]]>([
    ['a place where nobody can act without', 'tanah-bumbu', {}, ['place']],
    ['a place in danger too, and nothing waits', 'tanah-bumbu', { danger: true }, ['place']],
    ['nothing where the place is known', 'tanah-bumbu', { placed: true }, []],
    ['nothing where the place changes nothing', 'tanah-bumbu', { category: 'ktp-kk' }, []],
    ['nothing while nobody knows what it is about', 'tanah-bumbu', { category: null }, []],
    ['place and identity where the standard asks for one', 'badung', {}, ['place', 'identity']],
    ['identity where the channel has not given it', 'kubu-raya', { category: 'obat' }, ['identity']],
    ['nothing where the name is known', 'kubu-raya', { category: 'obat', named: true }, []],
    [
      'evidence where it can be sent',
      'bangli',
      { channel: 'whatsapp', category: 'nib-oss', named: true },
      ['evidence'],
    ],
    ['no evidence by SMS', 'bangli', { category: 'nib-oss', named: true }, []],
    ['no evidence where there is some', 'bangli', { channel: 'email', category: 'nib-oss', named: true, files: 1 }, []],
    ['no papers in danger', 'bangli', { channel: 'whatsapp', danger: true }, []],
    ['nothing that is only recommended', 'buleleng', { category: 'hibah-keagamaan', channel: 'whatsapp' }, []],
    ['nothing of a form, which asks by itself', 'badung', { channel: 'web' }, []],
    ['nothing at a desk, where the clerk asks', 'badung', { channel: 'manual' }, []],
    ['nothing of an anonymous reporter', 'badung', { anonymous: true }, []],
    ['nothing once somebody is at work', 'badung', { state: 'in-progress' }, []],
    ['nothing once it is answered', 'badung', { state: 'answered' }, []],
  ])('%s', (_name, tenant, more, ask) => {
    expect(decide(tenant, more)).toEqual({ ask, waits: ask.length > 0 && more.danger !== true });
  });
});

describe('a text says where', () => {
  it.each([
    'jalan berlubang di pagatan',
    'lampu mati depan SDN 1',
    'jl raya batulicin rusak',
    'sampah menumpuk di dekat pasar minggu',
    'banjir RT 3',
    'jalan rusak desa sungai danau',
    'pohon tumbang km 5',
    'jln merdeka berlubang',
  ])('%j', (text) => expect(saysWhere(fold(text))).toBe(true));

  it.each([
    'jalan berlubang',
    'jalan rusak di desa kami',
    'lampu jalan mati di depan rumah saya',
    'jalan raya rusak',
    'jalan di sini rusak parah',
    'sampah tidak diangkut',
    'di',
    '',
  ])('%j does not', (text) => expect(saysWhere(fold(text))).toBe(false));
});

describe('a place by its name', () => {
  const areas = {
    districts: [
      { code: '631001', name: 'Batulicin', villages: [{ code: '6310011001', name: 'Batulicin' }, { code: '6310012002', name: 'Maju Makmur' }] },
      { code: '631002', name: 'Kusan Hilir', villages: [{ code: '6310022001', name: 'Beringin' }, { code: '6310022002', name: 'Sungai Lembu' }] },
      { code: '631004', name: 'Satui', villages: [{ code: '6310042001', name: 'Beringin' }, { code: '6310042002', name: 'Lembu' }] },
    ],
  }; // prettier-ignore
  it.each([
    ['di maju makmur dekat masjid', '631001', '6310012002'],
    ['kec kusan hilir desa beringin', '631002', '6310022001'],
    ['desa beringin', undefined, undefined],
    ['sungai lembu', '631002', '6310022002'],
    ['satui', '631004', undefined],
    ['di depan pasar', undefined, undefined],
  ])('%j', (text, district, village) => {
    const found = placeNamed(text, areas);
    expect([found.district?.code, found.village?.code]).toEqual([district, village]);
  });
});

describe('who they are', () => {
  it.each<[string, boolean, string | undefined]>([
    ['Budi Santoso', true, 'Budi Santoso'],
    ['Nama saya Budi Santoso, NIK 6310 0111 0190 0001', true, 'Budi Santoso'],
    ['nama: I Gusti Ngurah, di depan pasar', false, 'I Gusti Ngurah'],
    ['Nama lengkap Siti Aminah alamat Jl Merdeka 5', false, 'Siti Aminah'],
    ['di depan pasar minggu', false, undefined],
    ['6310011101900001', true, undefined],
    ['tidak mau', true, undefined],
    ['untuk apa nama saya?', true, undefined],
  ])('%j', (text, nothingElse, name) => expect(nameIn(text, nothingElse)).toBe(name));

  it.each([
    ['NIK 6310011101900001 jalan rusak', 'NIK [nomor identitas] jalan rusak'],
    ['6310 0111 0190 0001', '[nomor identitas]'],
    ['631001.110190.0001', '[nomor identitas]'],
    ['telepon 081100000001, 10.000 orang', 'telepon 081100000001, 10.000 orang'],
    ['12345678901234567', '12345678901234567'],
  ])('numbers of identity cards stay out of what agencies read: %j', (text, plain) =>
    expect(withoutIdentityNumbers(text)).toBe(plain),
  );
});
