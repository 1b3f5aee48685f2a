import type { Tenant } from '../../tenants/tenant.js';

/** Digits that a number is padded to when shown: `TBU-000123`. */
const DIGITS = 6;

export function formatTicketNumber(prefix: string, sequence: number | bigint): string {
  return `${prefix}-${String(sequence).padStart(DIGITS, '0')}`;
}

/**
 * Words before a bare number that make it a ticket's: `STATUS 123`, `aduan no. 123`, `#123`. `no. 123` does so
 * at the start only, since elsewhere it is a house; `laporan 3 hari lalu` counts days.
 */
const NAMED =
  /(?:(?:^|\s)(?:status|cek|tambah|tambahan|aduan|laporan|tiket)[\s.:#]*(?:(?:nomor|no)[\s.:#]*)?|^(?:nomor|no)[\s.:#]*|(?:^|\s)#)0*(\d{1,9})(?![\p{L}\p{N}]|\s*(?:menit|jam|hari|minggu|bulan|tahun|kali|orang|warga)\b)/iu;

/**
 * The ticket number that a text names, if any: with its prefix anywhere (`TBU-000123`, `tbu 123`), or
 * bare behind a word that says what it is. A bare number alone is a house number or a price.
 * @param word what the text says of its ticket, with the number in it (`BELUM 123`, `BATAL 123`)
 */
export function findTicketNumber(
  text: string,
  tenants: readonly Tenant[],
  word?: { digits?: string },
): { tenant: Tenant; number: string } | undefined {
  for (const tenant of tenants) {
    const prefixed = new RegExp(
      `(?<![\\p{L}\\p{N}])${tenant.ticketPrefix}[-–\\s.]?0*(\\d{1,9})(?![\\p{L}\\p{N}])`,
      'iu',
    ).exec(text);
    if (prefixed?.[1]) return { tenant, number: formatTicketNumber(tenant.ticketPrefix, BigInt(prefixed[1])) };
  }
  const only = tenants.length === 1 ? tenants[0] : undefined;
  const bare = word?.digits ?? NAMED.exec(text.slice(0, 60))?.[1];
  return only && bare !== undefined
    ? { tenant: only, number: formatTicketNumber(only.ticketPrefix, BigInt(bare)) }
    : undefined;
}
