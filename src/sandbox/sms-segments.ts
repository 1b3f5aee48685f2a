import { SegmentedMessage } from 'sms-segments-calculator';

/** Characters of the GSM 03.38 basic set that take one septet each; what most messages are made of. */
const GSM_BASIC = /^[\n\r !"#$%&'()*+,\-./0-9:;<=>?@A-Z_a-z]*$/;

/** SMS segments; the calculator is asked only for what plain counting can't tell, as it costs 100 times more. */
export function segmentsOf(text: string): number {
  if (GSM_BASIC.test(text)) return text.length <= 160 ? 1 : Math.ceil(text.length / 153);
  return new SegmentedMessage(text).segmentsCount;
}
