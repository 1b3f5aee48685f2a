/** "1,5 MB". */
export function sizeText(locale: string, bytes: number): string {
  const [amount, unit] = bytes < 1_048_576 ? [bytes / 1_024, 'kB'] : [bytes / 1_048_576, 'MB'];
  return `${amount.toLocaleString(locale, { maximumFractionDigits: 1 })} ${unit}`;
}

/** "Rp 700". @param currency ISO 4217 */
export function moneyText(locale: string, amount: number, currency: string): string {
  return amount.toLocaleString(locale === 'id' ? 'id-ID' : 'en-GB', {
    style: 'currency',
    currency,
    maximumFractionDigits: 2,
    minimumFractionDigits: 0,
  });
}
