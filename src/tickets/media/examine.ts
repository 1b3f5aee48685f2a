import { createHash } from 'node:crypto';
import type { FileFamily, FileKind } from './file-kind.js';
import { makeView, type PhotoView } from './photo.js';
import { recognise } from './recognise.js';

export interface FileLimits {
  /** Bytes of a photo, document or other file. */
  attachmentBytes: number;
  /** Bytes of a sound or film. */
  recordingBytes: number;
  attachmentsPerMessage: number;
  /** Bytes of all files of one message. */
  attachmentBytesPerMessage: number;
}

/** What is to become of a file. `reason`: why it is not simply taken, or has no good view; kebab-case. */
export interface Examination extends PhotoView {
  state: 'stored' | 'quarantined' | 'refused';
  contentType: string;
  family: FileFamily;
  /** Bytes. */
  size: number;
  /** Hex. */
  sha256: string;
}

/** First look: what it is and whether it is within the limits. `otherBytes`: of the message's other files. */
export async function examine(
  bytes: Buffer,
  file: { filename?: string; otherBytes: number },
  limits: FileLimits,
): Promise<Examination> {
  const kind = await recognise(bytes, file.filename);
  const facts = {
    contentType: kind.contentType,
    family: kind.family,
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
  if (bytes.length > sizeLimit(kind, limits)) return { ...facts, state: 'refused', reason: 'too-large' };
  if (file.otherBytes + bytes.length > limits.attachmentBytesPerMessage)
    return { ...facts, state: 'refused', reason: 'message-too-large' };
  if (kind.quarantine) return { ...facts, state: 'quarantined', reason: kind.quarantine };
  return { ...facts, state: 'stored' };
}

/** Second look, at a photo that was taken: the view of it, and its place. */
export async function withView(examination: Examination, bytes: Buffer): Promise<Examination> {
  if (examination.state !== 'stored' || examination.family !== 'image') return examination;
  return { ...examination, ...(await makeView(bytes)) };
}

/** The largest file of any kind, in bytes. */
export function largestFile(limits: FileLimits): number {
  return Math.max(limits.attachmentBytes, limits.recordingBytes);
}

function sizeLimit({ family }: FileKind, limits: FileLimits): number {
  return family === 'audio' || family === 'video' ? limits.recordingBytes : limits.attachmentBytes;
}
