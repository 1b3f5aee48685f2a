import { MalformedPayloadError } from '../../../messaging/errors.js';
import { cString, OctetReader, tlv } from './octets.js';
import { COMMAND, type Pdu } from './pdu.js';

/** Optional parameters, SMPP 3.4, 5.3.2. */
export const TLV = {
  receiptedMessageId: 0x001e,
  userMessageReference: 0x0204,
  sarMsgRefNum: 0x020c,
  sarTotalSegments: 0x020e,
  sarSegmentSeqnum: 0x020f,
  networkErrorCode: 0x0423,
  messagePayload: 0x0424,
  messageState: 0x0427,
} as const;

/** esm_class, bit 6: the text begins with a user data header. */
export const UDHI = 0x40;

export interface SmppAddress {
  /** Type of number: 1 international, 2 national, 3 network specific, 5 alphanumeric, 6 abbreviated. */
  ton: number;
  /** Numbering plan: 1 is E.164. */
  npi: number;
  value: string;
}

/** The fields of submit_sm, deliver_sm and data_sm that mean something to us. */
export interface ShortMessage {
  source: SmppAddress;
  destination: SmppAddress;
  esmClass: number;
  /** 1 asks for the final delivery receipt. */
  registeredDelivery: number;
  dataCoding: number;
  /** short_message and message_payload, of which one is empty as a rule; user data header included. */
  payload: Buffer;
  tlvs: ReadonlyMap<number, Buffer>;
}

/** Longest fields of the specification are 21 and 65; room for SMSCs that don't count. */
const LONGEST_TEXT = 128;

export function readSm(pdu: Pdu): ShortMessage {
  if (pdu.command === COMMAND.dataSm) return readDataSm(new OctetReader(pdu.body));
  if (pdu.command === COMMAND.deliverSm || pdu.command === COMMAND.submitSm)
    return readFullSm(new OctetReader(pdu.body));
  throw new MalformedPayloadError('command_id', 'deliver_sm or data_sm');
}

/** The same layout for deliver_sm and submit_sm (4.6.1, 4.4.1). */
function readFullSm(reader: OctetReader): ShortMessage {
  reader.text('service_type', LONGEST_TEXT);
  const source = readAddress(reader, 'source_addr');
  const destination = readAddress(reader, 'destination_addr');
  const esmClass = reader.integer('esm_class');
  reader.integer('protocol_id');
  reader.integer('priority_flag');
  reader.text('schedule_delivery_time', LONGEST_TEXT);
  reader.text('validity_period', LONGEST_TEXT);
  const registeredDelivery = reader.integer('registered_delivery');
  reader.integer('replace_if_present_flag');
  const dataCoding = reader.integer('data_coding');
  reader.integer('sm_default_msg_id');
  const text = reader.octets('short_message', reader.integer('sm_length'));
  const tlvs = reader.tlvs();
  const payload = wholePayload(text, tlvs.get(TLV.messagePayload));
  return { source, destination, esmClass, registeredDelivery, dataCoding, payload, tlvs };
}

/** Only one of the two may be there (4.6.1); where an SMSC uses both, one repeats or begins the other, or goes on after it. */
function wholePayload(text: Buffer, payload: Buffer | undefined): Buffer {
  if (payload === undefined || text.includes(payload)) return text;
  return payload.includes(text) ? payload : Buffer.concat([text, payload]);
}

/** 4.7.1: everything that is long is in message_payload. */
function readDataSm(reader: OctetReader): ShortMessage {
  reader.text('service_type', LONGEST_TEXT);
  const source = readAddress(reader, 'source_addr');
  const destination = readAddress(reader, 'destination_addr');
  const esmClass = reader.integer('esm_class');
  const registeredDelivery = reader.integer('registered_delivery');
  const dataCoding = reader.integer('data_coding');
  const tlvs = reader.tlvs();
  const payload = tlvs.get(TLV.messagePayload) ?? Buffer.alloc(0);
  return { source, destination, esmClass, registeredDelivery, dataCoding, payload, tlvs };
}

function readAddress(reader: OctetReader, field: string): SmppAddress {
  return {
    ton: reader.integer(`${field}_ton`),
    npi: reader.integer(`${field}_npi`),
    value: reader.text(field, LONGEST_TEXT),
  };
}

/** The body of submit_sm, and of deliver_sm. `payload` of more than 254 octets goes into message_payload. */
export function writeSm(
  message: Omit<ShortMessage, 'payload' | 'tlvs'> & {
    payload: Buffer;
    inPayload?: boolean;
    tlvs?: ReadonlyMap<number, Buffer>;
  },
): Buffer {
  const outside = message.inPayload === true || message.payload.length > 254;
  const text = outside ? Buffer.alloc(0) : message.payload;
  const { esmClass, registeredDelivery, dataCoding } = message;
  return Buffer.concat([
    cString(''),
    writeAddress(message.source),
    writeAddress(message.destination),
    // esm_class, protocol_id, priority_flag; no schedule, no validity of our own
    Buffer.from([esmClass, 0, 0]),
    cString(''),
    cString(''),
    // registered_delivery, replace_if_present_flag, data_coding, sm_default_msg_id, sm_length
    Buffer.from([registeredDelivery, 0, dataCoding, 0, text.length]),
    text,
    ...[...(message.tlvs ?? [])].map(([tag, value]) => tlv(tag, value)),
    ...(outside ? [tlv(TLV.messagePayload, message.payload)] : []),
  ]);
}

function writeAddress({ ton, npi, value }: SmppAddress): Buffer {
  return Buffer.concat([Buffer.from([ton, npi]), cString(value)]);
}

/** The message id of submit_sm_resp and the system id of a bind's response: the only field of their bodies. */
export function readFirstText(body: Buffer): string {
  const end = body.indexOf(0);
  return body.toString('latin1', 0, end < 0 ? body.length : end);
}
