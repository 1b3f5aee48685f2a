import { LONGEST_HEADING } from './quote-patterns.js';

const DEVICES =
  'iphone|ipad|ipod|hp|ponsel|handphone|telepon|telpon|gawai|perangkat|smartphone|tablet|yahoo|gmail|outlook|hotmail|android|samsung|galaxy|xiaomi|redmi|poco|oppo|vivo|realme|infinix|itel|huawei|honor|asus|nokia|lenovo|windows|blackberry|mail|surel|email|aplikasi|app|my |mi |mobile|mobil|proton|telkomsel|zimbra|spark|mailo|myMail';
/** "Dikirim dari iPhone saya", "Sent from Yahoo Mail on Android (https://...)". */
const DEVICE_LINE = new RegExp(
  `^(?:dikirim|terkirim|dikirimkan|diposkan|diketik|sent|kirim|envoyé|enviado|inviato|gesendet|verzonden|verstuurd|skickat|sendt)\\s+(?:dari|dengan|melalui|lewat|menggunakan|from|via|using|with|depuis|de|desde|da|von|vanaf|från|fra)\\s+(?:(?:mon|mi|meinem|mijn|the|my|aplikasi)\\s+)?\\[?(?:${DEVICES}).{0,300}$`,
  'iu',
);
const PROGRAM_LINE =
  /^\[?(?:get|dapatkan|unduh|download|télécharger|obtenir)\s+\[?outlook\b.{0,200}$|^yahoo mail: search, organi[sz]e, conquer|^powered by (?:telkomsel|indosat|xl|axis|three|smartfren|blackberry)\b.{0,40}$|^(?:virus-free|bebas virus)\.?\s*(?:www\.|\(|$).{0,120}$/i;

/** Paragraphs that mail servers and offices add below; nobody complains in these words. */
const DISCLAIMER =
  /^(?:\*{0,3}\s*)?(?:disclaimer|penafian|sangkalan|confidentiality notice|pemberitahuan kerahasiaan|important notice)\s*(?:[:.-]|$)|^(?:this|the information (?:contained )?in this) (?:e-?mail|message|communication)\b.{0,80}(?:confidential|intended (?:only|solely)|privileged|checked for viruses|may contain)|^(?:e-?mail|surel|surat elektronik|pesan|informasi)(?: dan .{0,40})? (?:ini|dalam (?:e-?mail|surel|pesan) ini)\b.{0,120}(?:rahasia|hanya (?:ditujukan|untuk)|ditujukan (?:hanya|khusus)|confidential)|^(?:please )?(?:consider|think of) the environment before printing|^pertimbangkan lingkungan sebelum mencetak|^this (?:e-?mail|message) has been (?:scanned|checked) (?:for|by)/i;

/** Lines that a signature after a bare `--` may have; the exact `-- ` (RFC 3676, 4.3) takes all that follows. */
const LONGEST_SIGNATURE_LINES = 5;
const LONGEST_DISCLAIMER_LINES = 40;

/** Takes off what stands below the words: signatures behind dashes, what a telephone adds, what an office adds. */
export function dropSignature(lines: readonly string[]): string[] {
  return dropProgramLines(dropDisclaimer(dropProgramLines(lines.slice(0, signatureStart(lines)))));
}

function signatureStart(lines: readonly string[]): number {
  let above = 0;
  let below = lines.filter((line) => line.trim() !== '').length;
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue;
    below -= 1;
    if (above > 0 && (line === '-- ' || (/^(?:-{2,3}|—|__)$/.test(line) && below <= LONGEST_SIGNATURE_LINES)))
      return at;
    above += 1;
  }
  return lines.length;
}

function dropProgramLines(lines: readonly string[]): string[] {
  const kept = [...lines];
  for (;;) {
    const last = kept.findLastIndex((line) => line.trim() !== '');
    const text = (kept[last] ?? '').trim();
    if (last < 0 || text.length > LONGEST_HEADING) return kept;
    if (!DEVICE_LINE.test(text) && !PROGRAM_LINE.test(text)) return kept;
    kept.length = last;
  }
}

/** From the disclaimer down, where it begins a paragraph below some words, and what follows is short. */
function dropDisclaimer(lines: readonly string[]): string[] {
  const start = lines.findIndex(
    (line, at) =>
      at > 0 && /^[\s_*=-]*$/.test(lines[at - 1] ?? '') && DISCLAIMER.test(line.trim().slice(0, LONGEST_HEADING)),
  );
  const hasWords = lines.slice(0, Math.max(start, 0)).some((line) => /[\p{L}\d]/u.test(line));
  if (start === -1 || !hasWords || lines.length - start > LONGEST_DISCLAIMER_LINES) return [...lines];
  const kept = lines.slice(0, start);
  while (kept.length > 0 && /^[\s_*=-]*$/.test(kept.at(-1) ?? '')) kept.pop();
  return kept;
}
