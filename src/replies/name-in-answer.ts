import { withoutIdentityNumbers } from '../tickets/identity-numbers.js';

const LABELLED = /\bnama(?:\s+(?:saya|lengkap|pelapor|sy))*\s*(?:adalah|[:=,-])?\s*([\p{L}][\p{L} .'’-]{1,59})/iu;
const NAME = /^[\p{L}][\p{L}.'’-]*(?: [\p{L}][\p{L}.'’-]*){0,4}$/u;
/** Where a name ends and something else begins. */
const BEHIND = /\s+(?:nik|no|nomor|ktp|alamat|tinggal|di|jl|jln|jalan|desa|dari|umur|hp|rt|rw|dan)\b.*$/iu;
/** Short answers that are no names. */
const NO_NAME =
  /^(?:saya|kami|sy|tidak|tdk|gak|ga|nggak|belum|sudah|ya|iya|ok|oke|rahasia|maaf|untuk|kenapa|apa|buat|terima|makasih|baik|siap)\b/iu;

/**
 * The name that an answer gives, if it can be told: behind "nama", or all that there is where nothing else was asked.
 * Numbers of identity cards are never part of it.
 */
export function nameIn(text: string, nothingElse: boolean): string | undefined {
  const plain = withoutIdentityNumbers(text)
    .replace(/\[nomor identitas\]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const labelled = LABELLED.exec(plain)?.[1];
  const candidate = (labelled ?? (nothingElse ? plain : '')).replace(BEHIND, '').replace(/[\s.,;:-]+$/, '');
  return NAME.test(candidate) && !NO_NAME.test(candidate) ? candidate : undefined;
}
