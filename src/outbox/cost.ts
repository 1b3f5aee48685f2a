import type { ChannelCost } from '../messaging/ports.js';
import { segmentsOf } from './sms-text.js';

/** What a send comes to, counted before it leaves. */
export interface SendCost {
  /** SMS segments; absent where the channel does not count in them. */
  segments?: number;
  /** In the channel's currency; absent where it has no price for this. */
  cost?: number;
  currency?: string;
}

/**
 * Segments and price of what leaves now. Pure.
 * @param segments as the provider counted them, where it said so: it is what is billed
 */
export function costOf(
  { text, template, segmented }: { text: string; template: boolean; segmented: boolean },
  prices: ChannelCost | undefined,
  segments = segmented ? segmentsOf(text) : undefined,
): SendCost {
  const counted = segments === undefined ? {} : { segments };
  if (!prices) return counted;
  const { currency, perSegment, perMessage, perTemplate } = prices;
  if (template) return perTemplate === undefined ? counted : { ...counted, cost: perTemplate, currency };
  if (perMessage === undefined && (perSegment === undefined || segments === undefined)) return counted;
  return { ...counted, cost: (perMessage ?? 0) + (perSegment ?? 0) * (segments ?? 0), currency };
}
