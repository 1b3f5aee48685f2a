/** Facts about a mail that decide what of it is a quote. */
export interface QuoteContext {
  /** It answers a mail: In-Reply-To, References, or `Re:`. */
  reply: boolean;
  /** It hands a mail on: what it quotes is what it says. */
  forward: boolean;
}

/** Lines longer than this are never a heading of a quote; keeps every expression below linear in practice. */
const LONGEST_HEADING = 400;

const WROTE =
  'menulis|menulis sbb|wrote|writes|a écrit|schrieb|escribió|schreef|escreveu|ha scritto|skrev|написал\\(а\\)|yazdı|写道';
/** "Pada Sel, 3 Nov 2026 pukul 10.15 Budi <budi@...> menulis:"; it may be folded over three lines. */
const ATTRIBUTION = new RegExp(
  `^(?:Pada|On|Tanggal|Le|Am|El|Op|Em|Il|Den|W dniu|在)\\b.{5,${String(LONGEST_HEADING)}}(?:${WROTE})\\s*[:：]?$`,
  'iu',
);
/** "Budi <budi@...> menulis pada ...:" */
const ATTRIBUTION_NAME_FIRST = new RegExp(
  `^.{0,120}<[^<>\\s]{3,200}@[^<>\\s]{3,200}>.{0,20}(?:${WROTE})\\b.{0,80}:$`,
  'iu',
);
const ATTRIBUTION_START = /^(?:Pada|On|Tanggal|Le|Am|El|Op|Em|Il|Den|W dniu|在)\b/iu;
const SEPARATOR =
  /^[\s*_>-]{0,3}-{2,}\s*(?:original (?:message|e-?mail)|pesan (?:asli|awal|sebelumnya|semula)|email asli|ursprüngliche nachricht|message d'origine|mensaje original)\s*-{2,}\s*$/i;
const FORWARDED =
  /^[\s>-]*-{2,}\s*(?:forwarded message|pesan (?:yang )?(?:diteruskan|terusan)|begin forwarded message)\s*-{0,}|^begin forwarded message:|^mulai pesan (?:yang )?diteruskan:/i;

/** Outlook and the web mails that follow it put a header above the quote, in the language of the program. */
const FROM_LINE = /^\*{0,2}(?:dari|from|pengirim|von|de|van)\s*:\*{0,2}\s*\S/i;
const OTHER_LINE =
  /^\*{0,2}(terkirim|dikirim|tanggal|waktu|sent|date|gesendet|envoyé|enviado|kepada|ke|untuk|to|an|para|à|cc|tembusan|subjek|perihal|judul|hal|subject|betreff|objet|asunto)\s*:\*{0,2}/i;

const DEVICES =
  'iphone|ipad|ipod|hp|ponsel|handphone|telepon|perangkat|smartphone|tablet|yahoo|gmail|outlook|hotmail|android|samsung|galaxy|xiaomi|redmi|poco|oppo|vivo|realme|infinix|itel|huawei|windows|blackberry|mail|surel|email|aplikasi|my |mi |mobile|mobil|proton|telkomsel';
const DEVICE_LINE = new RegExp(
  `^(?:dikirim|terkirim|dikirimkan|diposkan|sent|kirim|envoyé|enviado|gesendet|verzonden|verstuurd)\\s+(?:dari|dengan|melalui|lewat|menggunakan|from|via|using|with|depuis|de|desde|von|vanaf)\\s+(?:(?:mon|mi|meinem|mijn|the|my)\\s+)?(?:${DEVICES}).{0,80}$`,
  'iu',
);
const OUTLOOK_LINE =
  /^(?:get outlook for|dapatkan outlook untuk|unduh outlook|download outlook|télécharger outlook)\b.{0,120}$/i;

/** Lines that a signature after a bare `--` may have; the exact `-- ` (RFC 3676, 4.3) takes all that follows. */
const LONGEST_SIGNATURE_LINES = 5;

/**
 * What the person wrote: quoted mails and signatures taken out. Line by line and in linear time. In doubt a line
 * stays: too much shown is a nuisance, too little is a lost complaint.
 */
export function visibleText(full: string, context: QuoteContext): string {
  // The separator of signatures ends in a space.
  const lines = full.split('\n').map((line) => (line.length < 10 && /^-- +$/.test(line) ? '-- ' : line.trimEnd()));
  const handedOn = lines.findIndex((line) => FORWARDED.test(line.slice(0, LONGEST_HEADING)));
  const own = context.forward ? lines : dropQuotes(handedOn === -1 ? lines : lines.slice(0, handedOn), context.reply);
  const rest = context.forward || handedOn === -1 ? [] : lines.slice(handedOn);
  const visible = tidyLines([
    ...(context.forward ? own : dropSignature(own)),
    ...(rest.length > 0 ? ['', ...rest] : []),
  ]);
  if (visible !== '' || context.reply) return visible;
  return tidyLines(lines);
}

function dropQuotes(lines: readonly string[], reply: boolean): string[] {
  const kept: string[] = [];
  let quotesAreSure = reply;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const heading = attributionLength(lines, at);
    if (heading > 0) {
      const next = nextFilled(lines, at + heading);
      // Without signs before its lines, all the rest is the quote.
      if (next === undefined || !isQuoted(lines[next] ?? '')) {
        // In a mail that answers nothing, "Pada 3 November kami menulis:" is the complaint itself.
        if (reply) return kept;
      } else {
        quotesAreSure = true;
        at += heading - 1;
        continue;
      }
    }
    // So are "Dari:", "Kepada:" and "Perihal:" of a letter.
    if (reply && isOldHeader(lines, at)) return dropRule(kept);
    if (isQuoted(line) && quotesAreSure) continue;
    kept.push(line);
  }
  return kept;
}

/** How many lines the words above a quote take; 0 where there are none at `at`. */
function attributionLength(lines: readonly string[], at: number): number {
  const first = (lines[at] ?? '').trim().replace(/^>\s?/, '');
  if (first === '' || first.length > LONGEST_HEADING) return 0;
  if (ATTRIBUTION_NAME_FIRST.test(first)) return 1;
  if (!ATTRIBUTION_START.test(first)) return 0;
  let joined = '';
  for (let count = 1; count <= 4 && at + count <= lines.length; count += 1) {
    const piece = (lines[at + count - 1] ?? '').trim().replace(/^>\s?/, '');
    if (piece === '' && count > 1) return 0;
    joined = `${joined} ${piece}`.trim();
    if (joined.length > LONGEST_HEADING) return 0;
    // A sentence such as "Pada rapat itu ia menulis:" has neither a number nor an address.
    if (/\d|@/.test(joined) && ATTRIBUTION.test(joined)) return count;
  }
  return 0;
}

/** A line of dashes with words, or at least three lines of a mail's header. */
function isOldHeader(lines: readonly string[], at: number): boolean {
  const line = (lines[at] ?? '').trim();
  if (line === '' || line.length > LONGEST_HEADING) return false;
  if (SEPARATOR.test(line)) return true;
  if (!FROM_LINE.test(line)) return false;
  const names = new Set<string>();
  for (const next of lines.slice(at + 1, at + 8)) {
    const name = OTHER_LINE.exec(next.trim().slice(0, LONGEST_HEADING))?.[1]?.toLowerCase();
    if (name !== undefined) names.add(name);
  }
  return names.size >= 2;
}

/** The rule that Outlook draws above its header. */
function dropRule(kept: readonly string[]): string[] {
  const last = kept.findLastIndex((line) => line.trim() !== '');
  return last >= 0 && /^[_\-=*]{5,}$/.test((kept[last] ?? '').trim()) ? kept.slice(0, last) : [...kept];
}

function isQuoted(line: string): boolean {
  return /^\s{0,3}>/.test(line) && !/^\s*>+\s*from\b/i.test(line);
}

function dropSignature(lines: readonly string[]): string[] {
  let end = lines.length;
  let above = 0;
  let below = lines.filter((line) => line.trim() !== '').length;
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue;
    below -= 1;
    if (above > 0 && (line === '-- ' || (/^-{2,3}$/.test(line) && below <= LONGEST_SIGNATURE_LINES))) {
      end = at;
      break;
    }
    above += 1;
  }
  const kept = lines.slice(0, end);
  for (;;) {
    const last = kept.findLastIndex((line) => line.trim() !== '');
    const text = (kept[last] ?? '').trim();
    if (last < 0 || text.length > LONGEST_HEADING) return kept;
    if (!DEVICE_LINE.test(text) && !OUTLOOK_LINE.test(text)) return kept;
    kept.length = last;
  }
}

function nextFilled(lines: readonly string[], from: number): number | undefined {
  for (let at = from; at < lines.length; at += 1) if ((lines[at] ?? '').trim() !== '') return at;
  return undefined;
}

/** A text without spaces at the ends of lines and without more than two empty lines in a row. */
export function tidyText(text: string): string {
  return tidyLines(text.split('\n'));
}

function tidyLines(lines: readonly string[]): string {
  const out: string[] = [];
  for (const line of lines) {
    const bare = line.trimEnd();
    if (bare === '' && out.at(-1) === '' && out.at(-2) === '') continue;
    out.push(bare);
  }
  return out.join('\n').trim();
}
