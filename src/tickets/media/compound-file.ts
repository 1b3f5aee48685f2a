import type { FileKind } from './file-kind.js';

/** Names of streams, which say what a Compound File Binary is ([MS-CFB] 2.6; names are UTF-16LE). */
const DOCUMENTS: readonly [stream: string, contentType: string][] = [
  ['WordDocument', 'application/msword'],
  ['Workbook', 'application/vnd.ms-excel'],
  ['Book', 'application/vnd.ms-excel'],
  ['PowerPoint Document', 'application/vnd.ms-powerpoint'],
];
const MACROS = ['_VBA_PROJECT', '_VBA_PROJECT_CUR', 'Macros', 'VBA'];
/** The root's class id in an installer package (.msi), {000C1084-0000-0000-C000-000000000046}. */
const INSTALLER = Buffer.from('84100c0000000000c000000000000046', 'hex');

/** What a file of the old Office kind is: only documents without macros are taken. */
export function compoundKind(bytes: Buffer): FileKind {
  const holds = (name: string): boolean => bytes.includes(Buffer.from(`${name}\0`, 'utf16le'));
  const unknown = { contentType: 'application/x-cfb', family: 'unknown' } as const;
  if (bytes.includes(INSTALLER)) return { ...unknown, family: 'executable', quarantine: 'executable' };
  // A document with a password on it: what is inside can't be seen.
  if (holds('EncryptedPackage')) return { ...unknown, family: 'office', quarantine: 'encrypted' };
  if (holds('__properties_version1.0')) return { contentType: 'application/vnd.ms-outlook', family: 'mail' };
  const contentType = DOCUMENTS.find(([stream]) => holds(stream))?.[1];
  if (contentType === undefined) return { ...unknown, quarantine: 'unknown-type' };
  return MACROS.some(holds)
    ? { contentType, family: 'office', quarantine: 'macros' }
    : { contentType, family: 'office' };
}
