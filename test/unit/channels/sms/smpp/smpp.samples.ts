import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { COMMAND, encodePdu, type Pdu } from '../../../../../src/channels/sms/smpp/pdu.js';
import { writeSm, type ShortMessage } from '../../../../../src/channels/sms/smpp/sm.js';
import { SmppSettings } from '../../../../../src/channels/sms/smpp/smpp.settings.js';

export const AT = new Date('2026-11-21T08:00:00Z');

/** As class-transformer makes it of the YAML. */
export function smppSettings(over: object = {}): SmppSettings {
  return plainToInstance(SmppSettings, { host: '127.0.0.1', systemId: 'kentongan', password: 'rahasia-smsc', ...over });
}

type Written = Partial<Omit<ShortMessage, 'payload'>> & { text?: Buffer | string; inPayload?: boolean };

/** A message from a citizen to the short code, as an SMSC hands it over. */
export function deliverSm(over: Written = {}): Pdu {
  const { text = 'halo', ...fields } = over;
  const body = writeSm({
    source: { ton: 1, npi: 1, value: '6281100000001' },
    destination: { ton: 3, npi: 0, value: '1708' },
    esmClass: 0,
    registeredDelivery: 0,
    dataCoding: 0,
    ...fields,
    payload: typeof text === 'string' ? Buffer.from(text, 'latin1') : text,
  });
  return { command: COMMAND.deliverSm, status: 0, sequence: 7, body };
}

export const bytesOf = (...pdus: Pdu[]): Buffer => Buffer.concat(pdus.map((pdu) => encodePdu(pdu)));
