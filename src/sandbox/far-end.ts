import { parseArgs } from 'node:util';
import { SANDBOX_DEFAULTS } from '../settings/sandbox-defaults.js';
import { TwilioStandIn } from './twilio/twilio-stand-in.js';

/**
 * Twilio's far end as a process of its own, for drills and benchmarks that kill the gateway:
 *
 *     node dist/sandbox/far-end.js --port 0 --gateway http://127.0.0.1:3000
 *
 * Prints one line of JSON once it listens: {"port": ..., "pid": ..., "apiBase": ..., "accountSid": ..., "authToken": ...}.
 */
async function main(): Promise<void> {
  const { TWILIO_ACCOUNT_SID = '', TWILIO_AUTH_TOKEN = '' } = SANDBOX_DEFAULTS;
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      gateway: { type: 'string', default: 'http://127.0.0.1:3000' },
      'public-url': { type: 'string' },
      'account-sid': { type: 'string', default: TWILIO_ACCOUNT_SID },
      'auth-token': { type: 'string', default: TWILIO_AUTH_TOKEN },
      sender: { type: 'string', multiple: true },
      'no-receipts': { type: 'boolean', default: false },
      'receipt-delay': { type: 'string', default: '250' },
    },
  });
  const standIn = new TwilioStandIn({
    accountSid: values['account-sid'],
    authToken: values['auth-token'],
    port: Number(values.port),
    senders: values.sender,
    receipts: !values['no-receipts'],
    receiptDelayMs: Number(values['receipt-delay']),
  });
  standIn.connect({ localUrl: values.gateway, publicUrl: values['public-url'] ?? values.gateway });
  const port = await standIn.start();
  const line = {
    port,
    pid: process.pid,
    apiBase: standIn.apiBase,
    accountSid: values['account-sid'],
    authToken: values['auth-token'],
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
  const stop = (): void => {
    void standIn.stop().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`far end: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
