import { fold } from '../../pipeline/text.js';

/** What complaints of every kind are full of: it says nothing of what they are about. */
const FILLERS = new Set(
  `ada adalah adik agar akan aku anda apa apakah atas atau bagaimana bahwa bang banget bapak belum bisa bu buat bukan cepat
   dalam dan dari dengan di diperbaiki ditindaklanjuti dong hal hari harap hingga ibu ini itu jadi jangan juga ka kah kak kalau kami
   kapan karena kasih ke kepada kita lagi lah lalu langsung laporan lapor loh maaf maka malam mana masih mas mau minta mohon
   nih oleh pada pagi pak para perlu pun saat saja sama sampai sangat saya sebab sebagai segera sejak sekali selamat
   sekarang selalu semoga seperti setiap siang sini situ sore sudah supaya tadi tapi telah tentang terima terhadap terlalu
   terus tidak tetapi tolong tuh untuk warga ya yaitu yang`.split(/\s+/),
);

/** How people write in a hurry, and what they mean. */
const SHORT_FORMS: Readonly<Record<string, string>> = {
  aer: 'air', bhw: 'bahwa', blkg: 'belakang', blm: 'belum', bnyk: 'banyak', byk: 'banyak', bgt: 'banget', dgn: 'dengan', dkt: 'dekat',
  dlm: 'dalam', dpn: 'depan', dr: 'dari', ds: 'desa', dsn: 'dusun', ga: 'tidak', gak: 'tidak', gk: 'tidak', gg: 'gang', jg: 'juga',
  jl: 'jalan', jln: 'jalan', jmbtn: 'jembatan', kab: 'kabupaten', kalo: 'kalau', kec: 'kecamatan', kel: 'kelurahan', klo: 'kalau',
  krn: 'karena', lbg: 'lubang', lmpu: 'lampu', mhn: 'mohon', ngga: 'tidak', nggak: 'tidak', pd: 'pada',
  pkm: 'puskesmas', psr: 'pasar', rmh: 'rumah', rsk: 'rusak', sdh: 'sudah', skrg: 'sekarang', smpg: 'samping',
  spy: 'supaya', tdk: 'tidak', tlg: 'tolong', tlong: 'tolong', udah: 'sudah', utk: 'untuk', yg: 'yang',
}; // prettier-ignore

/** More say nothing new, and one text must not cost what a hundred do. */
const MOST_WORDS = 200;
/** Characters at a text's beginning; a mail may bring a million, and hundreds are compared. */
export const LOOKED_AT = 4_000;
/** A word without its ending is looked at where so much of it is left. */
const SHORTEST_STEM = 4;

/**
 * What a text is about, as a set of words: folded, without fillers, short forms written out, and without the ending
 * that changes nothing (`lubangnya` is `lubang`). Order and repeats do not count.
 */
export function wordsOf(text: string): ReadonlySet<string> {
  const words = new Set<string>();
  for (const written of fold(text.slice(0, LOOKED_AT)).split(' ')) {
    const word = stem(SHORT_FORMS[written] ?? written);
    if ((word.length < 2 && !/\d/.test(word)) || FILLERS.has(word)) continue;
    words.add(word);
    if (words.size === MOST_WORDS) break;
  }
  return words;
}

function stem(word: string): string {
  return word.endsWith('nya') && word.length >= SHORTEST_STEM + 3 ? word.slice(0, -3) : word;
}
