import fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCitizenWord } from '../../../src/pipeline/word/citizen-word.js';

const read = (text: string) => readCitizenWord(text, ['TBU', 'BDG']);

describe('the citizen says that it is fixed', () => {
  it.each([
    'SUDAH', 'sudah', 'Sudah.', 'sudah pak', 'sudah pak, terima kasih', 'Sudah beres terima kasih', 'udah', 'udh beres min', 'sdh selesai', 'sdh', 'dah beres', 'beres',
    'Selesai pak', 'sudah diperbaiki', 'sudah bagus jalannya pak', 'alhamdulillah sudah beres', 'Pak, sudah beres', 'sudaaah', 'SUDH', 'sduah', 'suddah', 'sudab', '🙏 sudah',
    'ya sudah', 'sudah normal kembali', 'sudah ditangani dengan baik',
  ])('%j', (text) => expect(read(text)).toEqual({ says: 'fixed', tells: false, sure: true })); // prettier-ignore

  it.each([
    ['SUDAH 4', { mark: 4 }],
    ['sudah, nilai 3', { mark: 3 }],
    ['sudah 4/4', { mark: 4 }],
    ['sudah beres 4 terima kasih', { mark: 4 }],
    ['SUDAH 123', { digits: '123' }],
    ['SUDAH 123 4', { digits: '123', mark: 4 }],
    ['SUDAH aduan no 123', { digits: '123' }],
    ['SUDAH TBU-000123 4', { mark: 4 }],
    ['TBU-000123 SUDAH', {}],
    ['sudah tbu123', {}],
    ['SUDAH 5', {}],
    ['sudah 0', {}],
  ])('%j with %j', (text, more) => expect(read(text)).toEqual({ says: 'fixed', tells: false, sure: true, ...more }));

  it.each(['ya', 'iya pak', 'ya pak terima kasih'])('%j, only where we asked', (text) =>
    expect(read(text)).toEqual({ says: 'fixed', tells: false, sure: false }),
  );
});

describe('the citizen says that it is not fixed', () => {
  it.each([
    'BELUM', 'belum', 'belum pak', 'blm', 'blum pak', 'belom', 'Belum beres', 'belum ada perbaikan sampai sekarang', 'belum sama sekali', 'belun', 'bellum', 'BELUM masih berlubang',
    'belum, lampunya mati lagi', 'BELUM lampu di ujung jalan padam', 'blm msh bocor',
  ])('%j', (text) => expect(read(text)).toMatchObject({ says: 'not-fixed', sure: true })); // prettier-ignore

  it.each([
    ['BELUM 123 masih berlubang', { digits: '123' }],
    ['belum 123', { digits: '123' }],
    ['BELUM TBU-000123 air keruh', {}],
    ['BELUM 1', { mark: 1 }],
    ['belum 123 1', { digits: '123', mark: 1 }],
  ])('%j with %j', (text, more) => expect(read(text)).toMatchObject({ says: 'not-fixed', sure: true, ...more }));

  it.each([
    'belum ada air pdam di rumah saya',
    'masih rusak pak',
    'masih berlubang',
    'tidak',
    'tidak beres pak',
    'gak',
    'sudah diperbaiki tapi rusak lagi',
    'BELUM ADA LAMPU JALAN DI DESA KAMI',
  ])('%j, only where we asked', (text) => expect(read(text)).toMatchObject({ says: 'not-fixed', sure: false }));
});

describe('the citizen gives a mark', () => {
  it.each([
    ['4', 4],
    ['1', 1],
    ['nilai 3', 3],
    ['3 pak', 3],
    ['bintang 4', 4],
    ['2 dari 4', 2],
  ])('%j: %i, only where we asked', (text, mark) =>
    expect(read(text)).toEqual({ says: 'mark', mark, tells: false, sure: false }),
  );

  it.each(
    ['5', '0', '10', '4 lampu mati', 'nilai', '3 hari air mati', '+4', 'nilai 5'].filter((text) => text !== '+4'),
  )('%j is none', (text) => expect(read(text)).toBeUndefined());
});

describe('a complaint is no verdict', () => {
  it.each([
    'jalan sudah rusak belum diperbaiki',
    'sudah lama jalan rusak belum diperbaiki',
    'sudah 3 hari air mati',
    'sudah 10 tahun jalan ini rusak',
    'sudah 15 rumah terendam',
    'sudah rusak jalan di depan rumah saya',
    'sudah rt 12 banjir',
    'sudah lapor belum ada tanggapan',
    'susah air di sini',
    'belut',
    'masih banyak sampah menumpuk di belakang pasar minggu',
    'tidak ada dokter di puskesmas',
    'tolong jalan kami',
    'ya jalan rusak di desa kami',
    'selesai kapan perbaikan jalan',
    'lampu jalan mati',
    'terima kasih',
    'ok',
    '',
    '   ',
    'TBU-000123',
  ])('%j', (text) => expect(read(text)).toBeUndefined());
});

describe('whatever is written', () => {
  it('is read without an error', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => void read(text)));
  });

  it('and nothing that begins with another word is a sure verdict', () => {
    const complaint = fc.constantFrom('jalan', 'lampu', 'air', 'sampah', 'kami', 'di', 'ada', 'banjir');
    const words = fc.array(fc.constantFrom('sudah', 'belum', 'rusak', 'diperbaiki', 'beres', '4', 'lama'), {
      maxLength: 8,
    });
    fc.assert(fc.property(complaint, words, (first, rest) => expect(read([first, ...rest].join(' '))).toBeUndefined()));
  });

  it('case, spaces and a stop at the end make no difference to a bare word', () => {
    const bare = fc.constantFrom('sudah', 'belum', 'sudah 4', 'belum pak', 'blm', 'udah beres');
    fc.assert(
      fc.property(bare, fc.constantFrom('', ' ', '\n'), fc.constantFrom('', '.', '!', ' 🙏'), (text, before, after) =>
        expect(read(`${before}${text.toUpperCase()}${after}`)).toEqual(read(text)),
      ),
    );
  });
});

const CORPORA = process.env.KENTONGAN_CORPORA;
const files = ['smsa/train.tsv', 'smsa/valid.tsv', 'stif/train.inf', 'stif/train.for', 'stif/dev.inf', 'stif/dev.for'];
const present =
  CORPORA === undefined ? [] : files.map((file) => join(CORPORA, file)).filter((file) => existsSync(file));

(present.length > 0 ? describe : describe.skip)('sentences of two public corpora [needs corpora]', () => {
  it('are hardly ever sure verdicts: at most one in a thousand, and those say just that', () => {
    const lines = present
      .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
      .map((line) => line.split('\t')[0] ?? '');
    const sure = lines.filter((line) => read(line)?.sure === true);
    expect(lines.length).toBeGreaterThan(10_000);
    expect(sure.length).toBeLessThan(lines.length / 1000);
  });
});
