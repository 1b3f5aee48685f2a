import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every variable that the file names, in the form that its setting asks for. */
export const CHANNEL_VARIABLES: Readonly<Record<string, string>> = Object.fromEntries(
  [...readFileSync(join(__dirname, '../../config/gateway.yaml'), 'utf8').matchAll(/\$\{([A-Z][A-Z0-9_]+)\}/g)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'NAME')
    .map((name) => {
      if (name === 'TWILIO_ACCOUNT_SID') return [name, `AC${'0'.repeat(32)}`];
      if (name === 'SMSC_ADDRESS') return [name, '1708'];
      if (name.endsWith('_SYSTEM_ID')) return [name, 'diskominfo'];
      if (name.endsWith('_HOST')) return [name, 'host.example.id'];
      if (name.endsWith('_URL')) return [name, 'http://192.0.2.1:8080'];
      if (name.endsWith('_ID')) return [name, '1'.repeat(15)];
      if (name.endsWith('_BOT_TOKEN')) return [name, `1234567:${'t'.repeat(35)}`];
      return [name, 's'.repeat(32)];
    }),
);
