import { SegmentedMessage } from 'sms-segments-calculator';
import type smpp from 'smpp';

/** 3GPP TS 23.040, 9.2.3.24.1 and .8: concatenated messages with an 8-bit and a 16-bit reference. */
const CONCAT_8 = 0x00;
const CONCAT_16 = 0x08;
const UCS2 = 0x08;

/** One deliver_sm's share of a citizen's text, as the network would cut it. */
export interface DeliverPart {
  data_coding: number;
  esm_class: number;
  short_message: Buffer;
}

/**
 * A text in the default alphabet, a code an octet, or in UCS-2; the parts of a long one joined by a user data
 * header. Cut by a package, not by the gateway's own code: the two shall not share a mistake.
 * @param reference of the message, 0 to 255
 */
export function partsOf(text: string, reference: number): DeliverPart[] {
  const { segments, encodingName } = new SegmentedMessage(text);
  const wide = encodingName === 'UCS-2';
  return segments.map((segment, index) => {
    // The package counts a header among the characters, and its type says nothing of either.
    const characters: Iterable<{ codeUnits?: number[] }> = segment;
    const units = [...characters].flatMap(({ codeUnits = [] }) => codeUnits);
    const octets = Buffer.from(wide ? units.flatMap((unit) => [unit >> 8, unit & 0xff]) : units);
    const header = [5, CONCAT_8, 3, reference & 0xff, segments.length, index + 1];
    const long = segments.length > 1;
    return {
      data_coding: wide ? UCS2 : 0,
      esm_class: long ? 0x40 : 0,
      short_message: long ? Buffer.concat([Buffer.from(header), octets]) : octets,
    };
  });
}

/** What a submit_sm holds. */
export interface SubmitPart {
  text: string;
  /** Where it belongs to a longer message. */
  of?: { reference: number; total: number; number: number };
}

/** The text as the package reads it, and the place of a part by UDH or by SAR parameters. */
export function readSubmit(pdu: smpp.Pdu): SubmitPart {
  const payload =
    typeof pdu.message_payload === 'object' && 'message' in pdu.message_payload ? pdu.message_payload : undefined;
  const inside = pdu.short_message?.message;
  const message = inside !== undefined && inside.length > 0 ? inside : (payload?.message ?? '');
  const text = typeof message === 'string' ? message : message.toString('latin1');
  const joined = (pdu.short_message?.udh ?? []).find(([kind]) => kind === CONCAT_8 || kind === CONCAT_16);
  if (joined) {
    const wide = joined[0] === CONCAT_16;
    const [total = 1, number = 1] = joined.subarray(wide ? 4 : 3);
    return { text, of: { reference: wide ? joined.readUInt16BE(2) : (joined[2] ?? 0), total, number } };
  }
  const { sar_msg_ref_num: reference, sar_total_segments: total, sar_segment_seqnum: number } = pdu;
  return reference === undefined || total === undefined || number === undefined
    ? { text }
    : { text, of: { reference, total, number } };
}

/** Joins the parts of long messages: a telephone shows a message once all of it is there. */
export class PartsCollector {
  private readonly waiting = new Map<string, Map<number, string>>();

  /** @returns the whole text with its number of parts, or undefined while one is missing. */
  add(key: string, { text, of }: SubmitPart): { text: string; parts: number } | undefined {
    if (!of) return { text, parts: 1 };
    const message = `${key}:${of.reference}:${of.total}`;
    const parts = this.waiting.get(message) ?? new Map<number, string>();
    this.waiting.set(message, parts.set(of.number, text));
    if (parts.size < of.total) return undefined;
    this.waiting.delete(message);
    const ordered = [...parts].sort(([one], [other]) => one - other);
    return { text: ordered.map(([, part]) => part).join(''), parts: of.total };
  }
}
