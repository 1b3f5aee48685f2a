/**
 * How mail programs announce what they quote, in the languages of the programs in use here. Every pattern is asked of
 * one line of at most `LONGEST_HEADING` characters, which keeps all of them linear in practice.
 */

export const LONGEST_HEADING = 400;

const WROTE =
  'menulis|menulis sbb|menuliskan|tulis|wrote|writes|wrote the following|a écrit|schrieb|escribió|schreef|escreveu|ha scritto|skrev|skriver|kirjoitti|napisał\\(a\\)|pisze|napsal\\(a\\)|написал\\(а\\)|написал|пишет|yazdı|đã viết|写道|寫道|さんは書きました|님이 작성';
const STARTS = 'Pada|On|At|Tanggal|Le|Am|El|Op|Em|Il|Den|Dne|W dniu|Vào|在|于|於';

/** "Pada Sel, 3 Nov 2026 pukul 10.15 Budi <budi@...> menulis:"; it may be folded over lines. */
export const ATTRIBUTION = new RegExp(`^(?:${STARTS})\\b.{5,${String(LONGEST_HEADING)}}(?:${WROTE})\\s*[:：]?$`, 'iu');
export const ATTRIBUTION_START = new RegExp(`^(?:${STARTS})\\b`, 'iu');
/** "Budi <budi@...> menulis pada ...:" */
export const ATTRIBUTION_NAME_FIRST = new RegExp(
  `^.{0,120}<[^<>\\s]{3,200}@[^<>\\s]{3,200}>.{0,20}(?:${WROTE})\\b.{0,80}[:：]$`,
  'iu',
);
/** What announces a quote only where one follows: "Budi menulis:", "* Budi (budi@...) [261103 10:15]:". */
export const ANNOUNCEMENT = new RegExp(
  `(?:^|\\s)(?:${WROTE})\\s{0,3}(?:pada .{0,60}|on .{0,60}|:)?[:：]?$|^[*\\s]{0,3}.{1,120}[(<][^()<>\\s]{2,120}@[^()<>\\s]{2,120}[)>].{0,60}[:：]$`,
  'iu',
);

/** A rule with words, below which everything is an older mail. */
export const SEPARATOR =
  /^[\s*_>-]{0,3}(?:-{2,}|={2,}|_{2,})\s*(?:original (?:message|e-?mail)|reply message|pesan (?:asli|awal|sebelumnya|semula)|(?:e-?mail|surel|surat) (?:asli|sebelumnya)|ursprüngliche nachricht|original-nachricht|message d'origine|message original|mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht|исходное сообщение|原始邮件|原始郵件|元のメッセージ|원본 메시지)\s*(?:-{2,}|={2,}|_{2,})?\s*$|^.{0,20}(?:(?:type|write) your reply|reply|balas(?:an)?)\b.{0,30}\b(?:above|di ?atas) (?:this line|(?:baris|garis) ini)/i;

/** The line above a mail that is handed on. */
export const FORWARDED =
  /^\s*-{2,}\s*(?:forwarded (?:message|mail|by)|pesan (?:yang )?(?:diteruskan|terusan)|(?:e-?mail|surel) (?:yang )?diteruskan|weitergeleitete nachricht|message transféré|mensaje reenviado|mensagem encaminhada|messaggio inoltrato|doorgestuurd bericht|转发邮件|轉寄郵件)|^\s*(?:begin forwarded message|(?:mulai|awal) (?:dari )?pesan (?:yang )?(?:diteruskan|terusan))\s*:/i;

/** Outlook and the web mails that follow it put a header above the quote, in the language of the program. */
export const FROM_LINE =
  /^\*{0,2}(?:dari|from|pengirim|von|de|van|da|mittente|fra|från|od|kimden|от|发件人|寄件者|差出人|보낸 사람)\s*[:：]\*{0,2}\s*\S/i;
export const OTHER_LINE =
  /^\*{0,2}(terkirim|dikirim|tanggal|waktu|hari|sent|date|gesendet|datum|envoyé|enviado|enviada em|inviato|data|sendt|skickat|verzonden|wysłano|gönderilme|дата|отправлено|发送时间|寄件日期|送信日時|보낸 날짜|kepada|ke|untuk|to|an|para|à|a|til|till|aan|do|kime|кому|收件人|收件者|宛先|받는 사람|cc|tembusan|subjek|perihal|judul|hal|subject|betreff|objet|asunto|assunto|oggetto|emne|ämne|onderwerp|temat|konu|тема|主题|主旨|件名|제목)\s*[:：]\*{0,2}/i;

/** Subjects of answers and of mails handed on; the first prefix counts. */
const TAG = '(?:\\[[^\\]]{1,60}\\]\\s*)?';
export const REPLY_SUBJECT = new RegExp(
  `^\\s*${TAG}(?:re|res|rif|balas|balasan|bls|tanggapan|aw|sv|vs|antw|odp|ynt|ответ|回复|回覆|答复|답장)\\s*(?:\\[\\d+\\]|\\(\\d+\\))?\\s*[:：]`,
  'i',
);
export const FORWARD_SUBJECT = new RegExp(
  `^\\s*${TAG}\\[?(?:fwd?|tr|trs|teruskan|terusan|diteruskan|wg|rv|enc|doorst|转发|轉寄)\\s*(?:\\[\\d+\\])?\\s*[:：]`,
  'i',
);
