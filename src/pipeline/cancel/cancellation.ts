import { fold } from '../text.js';
import { ticketNumberAt } from '../word/number-tokens.js';
import { COURTESY, GOOD, LABELS } from '../word/vocabulary.js';

/** What a citizen's message says that takes a report back. */
export interface Cancellation {
  /** A bare ticket number in it, which the tenant's letters are to be put before. */
  digits?: string;
  /** It says more than that: why. Only where it names the ticket, so that no complaint of its own is taken for it. */
  tells: boolean;
}

/** Longer texts tell of something, whatever they begin with. */
const MOST_LENGTH = 300;
/** As people type them; folded. */
const HEADS: ReadonlySet<string> = new Set([
  'batal', 'batalkan', 'dibatalkan', 'membatalkan', 'pembatalan', 'batl', 'btal', 'batall', 'cancel', 'cancelled', 'canceled',
]); // prettier-ignore
/** `tarik aduan`, `cabut laporan`: with what is taken back right behind it. */
const TAKING: ReadonlySet<string> = new Set(['tarik', 'cabut', 'menarik', 'mencabut', 'withdraw']);
const REPORT: ReadonlySet<string> = new Set([
  'aduan', 'aduannya', 'pengaduan', 'pengaduannya', 'laporan', 'laporannya', 'tiket', 'tiketnya', 'report', 'complaint', 'ticket',
]); // prettier-ignore
/** What may stand before it. */
const ASKING: ReadonlySet<string> = new Set([
  'minta', 'ingin', 'mau', 'hendak', 'dengan', 'hormat', 'agar', 'please', 'i', 'want', 'to', 'kepada', 'yth',
]); // prettier-ignore
/** What says nothing more, or that it is settled by itself. */
const PLAIN: ReadonlySet<string> = new Set([
  'saja', 'aja', 'sudah', 'sdh', 'udah', 'karena', 'krn', 'jadi', 'kembali', 'semua', 'sendiri', 'yang', 'tadi', 'my', 'the', 'please', 'it', 'is', 'fixed',
]); // prettier-ignore

/**
 * Reads BATAL and CANCEL as people write them: `BATAL`, `batal 123`, `mohon batalkan aduan TBU-000123, sudah beres`.
 * Pure, total, and strict on purpose: `batal nikah karena jalan putus` is a complaint.
 * @param prefixes letters of ticket numbers (`TBU`) that may stand behind it
 */
export function readCancellation(text: string, prefixes: readonly string[]): Cancellation | undefined {
  if (text.length > MOST_LENGTH) return undefined;
  const tokens = fold(text).split(' ');
  const begin = tokens.findIndex((token) => !ASKING.has(token) && !COURTESY.has(token));
  const head = tokens[begin] ?? '';
  const takes = TAKING.has(head) && REPORT.has(tokens[begin + 1] ?? '');
  if (!HEADS.has(head) && !takes) return undefined;
  const behind = tokens.slice(begin + 1);
  const from = behind.findIndex((token) => !LABELS.has(token) && !REPORT.has(token));
  const named = ticketNumberAt(behind, from < 0 ? behind.length : from, prefixes, 1);
  const rest = named ? [...behind.slice(0, from), ...behind.slice(from + named.length)] : behind;
  const tells = !rest.every(saysNothing);
  if (tells && !named) return undefined;
  return { tells, ...(named && named.digits !== '' && { digits: named.digits }) };
}

function saysNothing(token: string): boolean {
  return [COURTESY, LABELS, REPORT, PLAIN, GOOD].some((words) => words.has(token));
}
