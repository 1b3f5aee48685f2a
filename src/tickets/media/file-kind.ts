export type FileFamily =
  'image' | 'audio' | 'video' | 'pdf' | 'office' | 'text' | 'mail' | 'contact' | 'archive' | 'executable' | 'unknown';

/** Why a file is kept where nobody opens it. */
export type QuarantineReason =
  'archive' | 'executable' | 'script' | 'markup' | 'macros' | 'encrypted' | 'empty' | 'unknown-type';

export interface FileKind {
  /** By content. */
  contentType: string;
  family: FileFamily;
  quarantine?: QuarantineReason;
}
