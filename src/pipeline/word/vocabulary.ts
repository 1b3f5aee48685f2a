/** Words of the citizen's verdict as people type them; folded (pipeline/text.ts). */

export const FIXED_HEADS: ReadonlySet<string> = new Set([
  'sudah', 'udah', 'sdh', 'sudh', 'suda', 'uda', 'udh', 'dah', 'beres', 'selesai', 'tuntas', 'done', 'fixed',
]); // prettier-ignore

export const NOT_FIXED_HEADS: ReadonlySet<string> = new Set([
  'belum', 'blm', 'blum', 'belom', 'blom', 'belon', 'blon', 'blmm', 'bloom',
]); // prettier-ignore

/** A plain no: only where we have just asked. */
export const NO_HEADS: ReadonlySet<string> = new Set([
  'tidak', 'tdk', 'gak', 'ga', 'nggak', 'ngga', 'enggak', 'engga', 'kagak', 'no',
]); // prettier-ignore

/** A plain yes: only where we have just asked. */
export const YES_HEADS: ReadonlySet<string> = new Set(['ya', 'iya', 'iyaa', 'yes', 'yup', 'betul', 'benar']);

/** Words near `sudah` and `belum` that mean something else. */
export const LOOKALIKES: ReadonlySet<string> = new Set([
  'susah', 'sudut', 'sedah', 'sugah', 'sudan', 'sawah', 'sura', 'subah', 'budah', 'belut', 'belu', 'belua', 'balum', 'beluk',
]); // prettier-ignore

/** Who is spoken to, thanks, courtesy: they say nothing of whether it is fixed. */
export const COURTESY: ReadonlySet<string> = new Set([
  'pak', 'bpk', 'bapak', 'bu', 'ibu', 'pa', 'min', 'mimin', 'admin', 'kak', 'kakak', 'mas', 'mbak', 'mba', 'om', 'bang', 'bos', 'gan', 'sis',
  'halo', 'hallo', 'hai', 'selamat', 'pagi', 'siang', 'sore', 'malam', 'assalamualaikum', 'salam', 'permisi', 'om', 'swastyastu',
  'ya', 'yaa', 'iya', 'nih', 'ini', 'itu', 'dong', 'deh', 'sih', 'kok', 'ok', 'oke', 'baik', 'siap', 'terima', 'kasih', 'terimakasih', 'trimakasih',
  'makasih', 'makasi', 'mksh', 'trims', 'trm', 'ksh', 'tks', 'thx', 'thanks', 'suksma', 'matur', 'nuwun', 'banyak', 'atas', 'bantuannya', 'bantuan',
  'responnya', 'respon', 'perhatiannya', 'kerjasamanya', 'kerjanya', 'jawabannya', 'informasinya', 'infonya', 'tanggapannya',
  'alhamdulillah', 'syukur', 'puji', 'tuhan', 'sangat', 'sekali', 'banget', 'bgt', 'mohon', 'maaf', 'tolong', 'segera', 'kami', 'saya', 'kita', 'untuk', 'dan',
]); // prettier-ignore

/** What stands with a number or a mark and says nothing by itself. */
export const LABELS: ReadonlySet<string> = new Set([
  'aduan', 'laporan', 'tiket', 'nomor', 'no', 'nilai', 'nilainya', 'rating', 'skor', 'bintang', 'dengan', 'dari', 'kasih', 'beri',
]); // prettier-ignore

/** How things are when they are as they should be. */
export const GOOD: ReadonlySet<string> = new Set([
  'beres', 'selesai', 'tuntas', 'teratasi', 'terselesaikan', 'diselesaikan', 'diperbaiki', 'dibetulkan', 'dibenerin', 'diperbaikin', 'dikerjakan', 'ditangani',
  'ditindaklanjuti', 'ditambal', 'diaspal', 'diangkut', 'dibersihkan', 'dipasang', 'diganti', 'dijawab', 'dilayani', 'menyala', 'nyala', 'hidup', 'mengalir', 'ngalir',
  'normal', 'lancar', 'bagus', 'aman', 'bersih', 'terang', 'kembali', 'lagi', 'semua', 'semuanya', 'total', 'puas', 'memuaskan', 'mantap', 'jelas', 'cukup', 'sesuai', 'bisa',
]); // prettier-ignore

/** What may stand behind `belum` without telling anything more. */
export const NOT_YET: ReadonlySet<string> = new Set([
  'beres', 'selesai', 'tuntas', 'teratasi', 'diselesaikan', 'diperbaiki', 'dibetulkan', 'dikerjakan', 'ditangani', 'ditindaklanjuti', 'dibenerin', 'apa', 'ada', 'perbaikan',
  'perubahan', 'tindakan', 'tindak', 'lanjut', 'lanjutnya', 'hasil', 'hasilnya', 'sama', 'juga', 'sampai', 'sampe', 'sekarang', 'skrg', 'hari', 'semua', 'semuanya', 'puas', 'masih',
]); // prettier-ignore

/** After `sudah diperbaiki` they turn it round. */
export const CONTRAST: ReadonlySet<string> = new Set([
  'tapi', 'tp', 'tpi', 'tetapi', 'namun', 'cuma', 'cuman', 'hanya', 'masih', 'msh', 'belum', 'blm', 'tetap',
]); // prettier-ignore

/** How it goes on after `belum` where the ticket at hand is meant. */
export const STILL: ReadonlySet<string> = new Set(['masih', 'msh', 'tetap']);
