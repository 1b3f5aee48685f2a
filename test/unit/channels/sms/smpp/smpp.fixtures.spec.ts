import 'reflect-metadata';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validateSync } from 'class-validator';
import { smppProvider } from '../../../../../src/channels/sms/smpp/smpp.provider.js';
import type { InboundEvent } from '../../../../../src/messaging/inbound-event.js';
import { AT, smppSettings } from './smpp.samples.js';

/** Written by another implementation of SMPP, the package `smpp`. */
const FIXTURES = join(__dirname, '../../../../fixtures/smpp');
const EXPECTED: Readonly<Record<string, Partial<InboundEvent>>> = {
  'message-gsm.hex': { type: 'message', text: 'TANAHBUMBU jembatan {retak} €', to: ['1708'] },
  'message-gsm.pdu': { type: 'message', text: 'TANAHBUMBU jembatan {retak} €' },
  'message-ucs2.hex': { type: 'message', text: 'Banjir “besar” 🌊 di pasar' },
  'message-latin1.hex': { type: 'message', text: 'Jl. Café rusak' },
  'message-payload.hex': { type: 'message', text: 'Jalan rusak. '.repeat(30) },
  'message-three-parts-out-of-order.hex': { type: 'message', text: 'Lampu jalan di Desa Suka mati sejak Senin' },
  'message-part-missing.hex': { type: 'message', text: 'Lampu jalan  [bagian 2/3 tidak diterima] sejak Senin' },
  'message-sar.hex': { type: 'message', text: 'Sampah menumpuk' },
  'receipt-text.hex': { type: 'receipt', providerId: 'a1', state: 'delivered' },
  'receipt-parameters.hex': { type: 'receipt', providerId: 'a2', state: 'failed' },
};

describe('recorded PDUs', () => {
  const { raw } = smppProvider.create({ id: 'sms-smsc', settings: smppSettings() });

  it.each(readdirSync(FIXTURES))('%s', async (name) => {
    const reading = raw?.read(readFileSync(join(FIXTURES, name)), AT);
    if (name.startsWith('malformed')) {
      await expect(reading).rejects.toMatchObject({ code: 'malformed-payload', field: 'command_length' });
      return;
    }
    const { events } = (await reading) ?? { events: [] };
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject(EXPECTED[name] ?? { type: 'not expected' });
  });
});

describe('settings', () => {
  const wrong = (over: object): string[] => validateSync(smppSettings(over)).map(({ property }) => property);

  it('are few, and a port may come from the environment', () => {
    expect(wrong({})).toEqual([]);
    expect(smppSettings({ port: '2776' }).port).toBe(2776);
  });

  it.each([
    [{ host: 'smpp://smsc.example.id:2775' }, 'host'],
    [{ port: 70_000 }, 'port'],
    [{ systemId: 'a'.repeat(16) }, 'systemId'],
    [{ longMessages: 'udh' }, 'longMessages'],
    [{ charset: 'GSM' }, 'charset'],
    [{ windowSize: 0 }, 'windowSize'],
    [{ errors: [{ status: 'busy', outcome: 'retry' }] }, 'errors'],
  ])('refuse %j', (over, property) => {
    expect(wrong(over)).toEqual([property]);
  });
});
