/**
 * How mail servers say, in subjects and in prose, that a mail did not arrive. Collected from the servers that are
 * (or were) in wide use, and their translations; each pattern is anchored or a fixed phrase, so all of them are linear.
 */

const SUBJECTS = [
  '(?:mail|message|e-?mail) (?:delivery|transfer|transport) (?:failed|failures?|failure notice|subsystem|status|system|warning|error|problem|report|notification|delayed)',
  '(?:re: )?delivery (?:status notification|failures?|failed|has failed|notification|problem|report|error|delayed|incomplete)',
  '(?:permanent|temporary|final|automated)? ?(?:mail |e-?mail )?delivery (?:failure|error|problem|status|delayed)',
  '(?:failed|failure|mail failed|mail failure|failed mail)(?: mail| delivery| notice)?(?: to |,|:| notice| delivery|$)',
  'undeliver(?:able|ed)',
  'undelivered mail returned',
  'returned (?:mail|e-?mail|message|to sender)',
  'failure (?:notice|delivery)',
  'mail (?:system|delivery|processing) error',
  'mail error',
  'processing error',
  'warning: (?:message|could not send|\\S+@\\S+)',
  '(?:your )?(?:mail|message|e-?mail)(?: to \\S+)? (?:could not be|was not|not|cannot be|couldn.t be) (?:delivered|sent)',
  'non[- ]?deliver(?:y|able)',
  'nondeliverable',
  'delayed mail',
  'message status - undeliverable',
  '\\[?postmaster\\]? ?(?:e-?mail )?(?:delivery|message)',
  'automatically rejected mail',
  'rejected mail',
  'user unknown',
  'mailbox (?:is )?full',
  'unzustellbar',
  'unzustellbare',
  'fehlgeschlagene zustellung',
  'non remis',
  '[ée]chec (?:de )?(?:la )?(?:remise|livraison|distribution)',
  'no se puede entregar',
  'no entregado',
  'mensaje no entregado',
  'error (?:de|en la) entrega',
  'n[ãa]o (?:é possível entregar|entregue|entregável)',
  'impossibile recapitare',
  'non recapitabile',
  'onbestelbaar',
  'kan niet worden bezorgd',
  'nie można dostarczyć',
  'niedostarcz',
  'недостав',
  'не ?доставлен',
  'ваше сообщение не доставлено',
  'teslim edilemedi',
  '配信(?:不能|エラー|できません)',
  '无法(?:投递|送达|传递)',
  '邮件(?:传输失败|投递失败|无法送达)',
  '系统退信',
  '退信',
  '無法傳遞',
  '배달(?:되지 않음| 실패)',
  'pesan (?:tidak terkirim|gagal terkirim|anda tidak terkirim|tidak tersampaikan|tidak dapat dikirim|ditolak)',
  'tidak (?:terkirim|dapat dikirim(?:kan)?|dapat disampaikan|dapat terkirim|bisa terkirim)',
  '(?:pengiriman|pemberitahuan) (?:pesan |surel |e-?mail )?(?:gagal|status pengiriman|kegagalan)',
  '(?:e-?mail|surel|surat) (?:tidak|gagal) (?:terkirim|dikirim)',
  'gagal (?:mengirim|terkirim|dikirim)',
  'kegagalan pengiriman',
  'status pengiriman',
];

/** At the start of a subject; behind `[...]` as some servers put their name first. */
export const BOUNCE_SUBJECT = new RegExp(
  `^(?:\\[[^\\]]{1,40}\\] ?|\\*{2,}[^*]{1,20}\\*{2,} ?)?(?:${SUBJECTS.join('|')})`,
  'i',
);

const WORDS = [
  'this message was created automatically by (?:the )?mail delivery (?:software|system)',
  'hi\\. this is the (?:qmail-send|deliver) program',
  "i'?m (?:sorry to have to inform you|afraid i (?:wasn't|was not) able to deliver)",
  "(?:could not|couldn't|cannot|can't|can not|was not|wasn't|were not|not) be delivered",
  "(?:was not|wasn't|were not|has not been|have not been|not) (?:been )?delivered",
  '(?:unable|failed|failure|not able) to (?:deliver|relay|send)',
  '(?:could not|cannot|did not|does not|couldn.t) (?:deliver|reach)',
  'deli?e?very (?:to|of|for) .{0,80}(?:failed|has failed|been delayed|aborted|postponed|suspended)',
  'deli?very (?:has )?(?:failed|attempts?|errors?|failures?)',
  'deli?e?very to the following recipients? (?:has |was )?(?:failed|aborted|been delayed)',
  'undeliverable|undelivered',
  'returned (?:mail|because|to (?:the )?sender|to you|without)',
  'has been returned',
  '(?:recipient|sender|address|message|mail|e-?mail) (?:address )?(?:was )?(?:rejected|refused)',
  '(?:user|recipient|mailbox|account|address|addressee|alias|host|domain)(?: name| account| address| \\S+@\\S+)?(?: is| was)? (?:unknown|not found|not known|unavailable|disabled|suspended|inactive|invalid|full|over ?quota|not (?:exist|active|valid|available|listed))',
  "(?:doesn't|does not|do not|don't) exist",
  '(?:no such|unknown|invalid|bad|not a valid|illegal) (?:user|recipient|address|mailbox|host|domain|local user|virtual user)',
  "(?:doesn't|does not) have an? \\S+ account",
  'no valid recipients?',
  'failed (?:recipients?|addresses|permanently)',
  '(?:quota|storage limit|mailbox size)(?: limit)? (?:has been )?exceeded|over (?:the )?(?:its )?quota|mailbox (?:is )?full|out of (?:disk )?space|space not enough',
  'not accepting (?:mail|messages)',
  'address not found',
  'wrong or no longer valid',
  'permanent (?:fatal )?(?:delivery )?errors?',
  'relay(?:ing)? (?:access )?(?:denied|not permitted)',
  'rcpt to:',
  'tidak (?:dapat|bisa) (?:dikirim|disampaikan|terkirim|diterima|ditemukan)',
  'tidak (?:terkirim|sampai) (?:ke|kepada)',
  'alamat (?:e-?mail )?(?:tersebut )?tidak ditemukan',
  'gagal (?:dikirim|terkirim|disampaikan)',
  '(?:kotak (?:surat|masuk)|mailbox) (?:\\S+ )?penuh',
  'не (?:может быть|было|была) достав',
  '无法(?:投递|送达|发送)|不存在|konnte nicht zugestellt|no (?:se )?pudo (?:ser )?entreg|n.a pas pu [êe]tre (?:remis|distribu)',
];

export const BOUNCE_WORDS = new RegExp(WORDS.join('|'), 'i');

/** The server goes on trying. */
export const DELAY_WORDS =
  /(?:has been|is|was|been) (?:delayed|postponed)|delayed \d+ hours|delayed mail|will (?:continue|keep) (?:to )?(?:try|deliver|retry|attempt)|will be (?:retried|attempted)|warning message only|do not need to resend|not yet been delivered|still (?:trying|being retried)|belum (?:terkirim|dapat disampaikan)|akan (?:terus )?(?:mencoba|dicoba) (?:lagi|kembali)|tertunda/i;

/** Below a line such as this stands the mail that came back, or its header. */
export const COPY_LINE =
  /^[\s>*|#=_-]{0,100}(?:this is a copy of (?:the|your) (?:message|mail)|below this line is|original (?:message|mail|email)|returned (?:message|mail)|(?:message|mail) (?:text|headers?|follows|log end)|header of the (?:source|original)|(?:the )?(?:first \d+ lines of )?(?:your |the )?(?:original )?(?:message|mail|headers?) (?:text )?(?:follows|as received)|(?:a )?copy of (?:the|your) (?:original )?(?:message|mail)|old message|(?:unsent|undelivered|original) (?:message|mail)|pesan asli|salinan pesan)/i;
