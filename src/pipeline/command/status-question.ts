import type { Identity } from '../types.js';

const STATUS = /^(?:status|cek|cek status|cek aduan|status aduan)(?: |$)/;
/** What may stand behind STATUS for it still to be a question: a number, with or without its letters, or words for "my report". */
const STATUS_REST = /^(?:(?:aduan|laporan|tiket|nomor|no|saya|(?:[a-z]{2,4} ?)?\d{1,9})(?: |$))*$/;

/** `STATUS`, `STATUS 123`, `CEK TBU-000123`; but not `status jalan di desa kami rusak` nor `cek air mati`. */
export function isStatusQuestion(identity: Pick<Identity, 'folded'>): boolean {
  const match = STATUS.exec(identity.folded);
  return match !== null && STATUS_REST.test(identity.folded.slice(match[0].length));
}
