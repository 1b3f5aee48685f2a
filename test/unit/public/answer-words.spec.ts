import { answerTimeInWords, topicTimeInWords } from '../../../src/public/answer-words.js';
import { wordsIn } from '../../../src/public/words.js';
import type { AnswerFigures } from '../../../src/reports/answer-times/reckon.js';
import { publicLocales, startPublicApp, type PublicApp } from '../../kit/public-app.js';
import { FormBrowser } from '../../kit/public-client.js';

const HOUR = 3_600_000;
const words = wordsIn(publicLocales().locales, 'id');
const of = (half: 'within' | 'longer', hours: number): AnswerFigures => ({
  all: { n: 1234, half, ms: hours * HOUR },
  categories: {},
});

describe('answer times in words', () => {
  it.each([
    ['within', 0.1, 'Setengah laporan di sini dijawab dalam 1 jam.'],
    ['within', 5.2, 'Setengah laporan di sini dijawab dalam 6 jam.'],
    ['within', 23.5, 'Setengah laporan di sini dijawab dalam 1 hari.'],
    ['within', 48.1, 'Setengah laporan di sini dijawab dalam 3 hari.'],
    ['longer', 71, 'Kurang dari setengah laporan di sini dijawab dalam 2 hari.'],
  ] as const)('round so that they never sound quicker: %s %d hours', (half, hours, text) => {
    expect(answerTimeInWords(words, of(half, hours))).toBe(text);
  });

  it('speak of the category where enough is known of it, of all otherwise, and of nothing where nothing is', () => {
    const lamp = { slug: 'lampu-jalan', name: 'Lampu jalan' };
    const known = { ...of('within', 48), categories: { 'lampu-jalan': { n: 12, half: 'within', ms: 30 * HOUR } as const } };
    expect(answerTimeInWords(words, known, lamp)).toBe('Setengah laporan seperti ini (Lampu jalan) dijawab dalam 2 hari.');
    expect(answerTimeInWords(words, of('within', 48), lamp)).toContain('di sini dijawab dalam 2 hari');
    expect(answerTimeInWords(words, { categories: {} }, lamp)).toBeUndefined();
    expect(answerTimeInWords(words, undefined, lamp)).toBeUndefined();
    expect(topicTimeInWords(words, known, 'lampu-jalan')).toBe('Setengahnya dijawab dalam 2 hari.');
    expect(topicTimeInWords(words, known, 'kesehatan')).toBeUndefined();
  }); // prettier-ignore
});

describe('pages with a history', () => {
  let running: PublicApp;
  beforeAll(async () => {
    running = await startPublicApp();
  });
  afterAll(() => running.app.close());

  it('tell it once there is one', async () => {
    const browser = new FormBrowser(running.app);
    expect((await browser.get('/tanah-bumbu')).body).not.toContain('etengah');
    running.answerTimes.set('tanah-bumbu', {
      ...of('within', 47),
      categories: { infrastruktur: { n: 80, half: 'longer', ms: 60 * 24 * HOUR } },
    });
    const { body } = await browser.get('/tanah-bumbu');
    expect(body).toContain('Setengah laporan di sini dijawab dalam 2 hari.');
    expect(body).toContain('Dihitung dari 1234 laporan dalam 12 bulan terakhir; yang belum dijawab ikut dihitung.');
    expect(body).toContain('Kurang dari setengahnya dijawab dalam 60 hari.');
    expect((await browser.get('/tanah-bumbu/lapor')).body).toContain('Setengah laporan di sini dijawab dalam 2 hari.');
    expect((await browser.get('/tanah-bumbu?lang=en')).body).toContain('Half of the reports here are answered within 2 days.');
  }); // prettier-ignore
});
