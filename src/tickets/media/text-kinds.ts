import type { FileKind } from './file-kind.js';

/** More of a text is not looked at. */
const LOOKED_AT = 1_048_576;

/** What a double click on Windows, or a server, would run. */
const SCRIPT_NAME =
  /\.(?:bat|cmd|com|cpl|exe|hta|inf|jar|js|jse|lnk|mjs|msc|msi|php\d?|phtml|pif|ps1|psm1|py|rb|reg|scf|scr|sct|sh|url|vb|vbe|vbs|wsc|wsf|wsh)[\s.]*$/i;
const SCRIPT =
  /^#!|^@echo\s+(?:on|off)\b|<\?php\b|<%@|\b(?:WScript|Shell)\.(?:CreateObject|Shell|Application)\b|\bCreateObject\s*\(\s*"|\bpowershell(?:\.exe)?\s+-|^\[InternetShortcut\]/im;
const MARKUP =
  /<(?:!doctype\s|!entity\s|\?xml\b|html\b|head\b|body\b|svg\b|script\b|iframe\b|object\b|embed\b|math\b|meta\b|style\b|link\b|form\b)/i;
const SIGNED = /^\s*-----BEGIN PGP MESSAGE-----/;
/** Two header fields at least, one of which every mail has (RFC 5322, 3.6). */
const MAIL = /^(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}/;
const MAIL_FIELD = /^(?:from|date|received|return-path|message-id|mime-version):/im;

/** What a file without a signature is. Never throws. */
export function textKind(bytes: Buffer, filename?: string): FileKind {
  const text = readText(bytes.subarray(0, LOOKED_AT));
  if (text === undefined)
    return { contentType: 'application/octet-stream', family: 'unknown', quarantine: 'unknown-type' };
  if ((filename !== undefined && SCRIPT_NAME.test(filename)) || SCRIPT.test(text))
    return { contentType: 'text/plain', family: 'text', quarantine: 'script' };
  const header = MAIL.exec(text.slice(0, 65_536).replaceAll('\r\n', '\n'))?.[0];
  // Markup inside is the mail's own; a mail is handed out as a file, never shown.
  if (header !== undefined && MAIL_FIELD.test(header)) return { contentType: 'message/rfc822', family: 'mail' };
  if (MARKUP.test(text)) return { contentType: 'text/plain', family: 'text', quarantine: 'markup' };
  if (SIGNED.test(text)) return { contentType: 'text/plain', family: 'unknown', quarantine: 'encrypted' };
  if (/^\s*BEGIN:VCARD\s/i.test(text)) return { contentType: 'text/vcard', family: 'contact' };
  if (/^\s*BEGIN:VCALENDAR\s/i.test(text)) return { contentType: 'text/calendar', family: 'contact' };
  return { contentType: 'text/plain', family: 'text' };
}

/** UTF-8 and the single-byte charsets without control characters, or UTF-16 by its mark; undefined for what is no text. */
function readText(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return printable(new TextDecoder('utf-16le').decode(bytes));
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return printable(new TextDecoder('utf-16be').decode(bytes));
  // Tab to carriage return and escape (terminals' colours) are text; the rest below the space is not.
  for (const byte of bytes) if (byte < 0x20 && (byte < 0x09 || byte > 0x0d) && byte !== 0x1b) return undefined;
  return new TextDecoder('utf-8').decode(bytes);
}

/** The text, unless it has characters that none has: what was no text decodes to such. */
function printable(text: string): string | undefined {
  // The last character may have been cut in two.
  return /[\p{Cc}\p{Cn}\ufffd]/u.test(text.slice(0, -1).replace(/\s/g, '')) ? undefined : text;
}
