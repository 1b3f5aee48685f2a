import { join } from 'node:path';
import type { ChannelConfig } from '../settings/gateway-config.js';
import { SANDBOX_DEFAULTS } from '../settings/sandbox-defaults.js';
import type { Settings } from '../settings/settings.js';
import { systemClock, type Clock } from '../observability/clock.js';
import type { Tenant } from '../tenants/tenant.js';
import { AgencySystems } from './agency/agency-systems.js';
import { AndroidStandIn } from './android/android-stand-in.js';
import type { GatewayAddress } from './gateway-client.js';
import { CloudApiPhone, MessengerPhone } from './graph/graph-phones.js';
import { GraphStandIn } from './graph/graph-stand-in.js';
import { MailStandIn } from './mail/mail-stand-in.js';
import { manualStandIns } from './manual/manual-stand-in.js';
import { MessageLog } from './message-log.js';
import { Phone } from './phone.js';
import { ServiceWindow } from './service-window.js';
import { HttpSmsStandIn } from './sms-http/http-sms-stand-in.js';
import { SmppStandIn } from './smpp/smpp-stand-in.js';
import type { StandIn } from './stand-in.js';
import { TelegramStandIn } from './telegram/telegram-stand-in.js';
import { TwilioPhone, TwilioWhatsappPhone } from './twilio/twilio-phone.js';
import { TwilioStandIn } from './twilio/twilio-stand-in.js';
import { WebFormStandIn } from './web/web-form-stand-in.js';

/** Messages kept for the phone; enough for any afternoon's trying. */
const KEPT_MESSAGES = 20_000;

export interface StandInsOptions {
  /** With `dataDir` the windows of chats outlive the process, as the gateway's own knowledge does. */
  settings: Pick<Settings, 'production' | 'env'> & Partial<Pick<Settings, 'dataDir'>>;
  /** A line for each stand-in that listens. */
  log?: { info(fields: object, message: string): void };
  /** Listen on the ports of SANDBOX_DEFAULTS instead of free ones: for roles in processes of their own. */
  fixedPorts?: boolean;
  /** Milliseconds between a message's states; 250 where absent. */
  receiptDelayMs?: number;
  /** By which agencies' systems tell whether what they get is of now; the machine's where absent. */
  clock?: Clock;
}

/** The providers' far ends of the sandbox, running in this process. */
export interface StandIns {
  /** Where they listen, by name: `extraEnv` of the configuration. */
  readonly env: Readonly<Record<string, string>>;
  readonly phone: Phone;
  /** Agencies' own systems. */
  readonly agencies: AgencySystems;
  /** Tells them the channels and tenants; called before the gateway connects to any of them. */
  prepare(channels: readonly ChannelConfig[], tenants?: readonly Tenant[]): void;
  /** Tells them where the gateway listens and which channels it has; before that nobody can write to it. */
  connect(gateway: GatewayAddress, channels: readonly ChannelConfig[]): void;
  stop(): Promise<void>;
}

/**
 * Starts every stand-in on the loopback.
 * @throws Error in production, which has real providers and whose secrets these are not.
 */
export async function startStandIns(options: StandInsOptions): Promise<StandIns> {
  if (options.settings.production) throw new Error('the sandbox does not start in production: set KENTONGAN_SANDBOX=0');
  const value = (name: string): string => options.settings.env[name] || (SANDBOX_DEFAULTS[name] ?? '');
  const port = (name: string): number => (options.fixedPorts ? portOf(SANDBOX_DEFAULTS[name] ?? '') : 0);
  const { receiptDelayMs } = options;
  const messages = new MessageLog(KEPT_MESSAGES);
  const { dataDir } = options.settings;
  const window = new ServiceWindow(dataDir === undefined ? undefined : join(dataDir, 'sandbox', 'windows'));
  const meta = new GraphStandIn({ log: messages, window, port: port('WA_API_BASE'), receiptDelayMs });
  const twilio = new TwilioStandIn({
    accountSid: value('TWILIO_ACCOUNT_SID'),
    authToken: value('TWILIO_AUTH_TOKEN'),
    port: port('TWILIO_API_BASE'),
    log: messages,
    window,
    receiptDelayMs,
  });
  const standIns: StandIn[] = [
    new TwilioPhone(twilio),
    new TwilioWhatsappPhone(twilio),
    new HttpSmsStandIn(messages, { port: port('SMS_HTTP_API_BASE'), receiptDelayMs }),
    new CloudApiPhone(meta),
    new MessengerPhone(meta),
    new TelegramStandIn({ log: messages, window, port: port('TELEGRAM_API_BASE') }),
    new AndroidStandIn({ log: messages, port: port('SMS_TANAHBUMBU_URL'), receiptDelayMs }),
    new WebFormStandIn(messages),
    ...manualStandIns(messages),
    new SmppStandIn(messages, { port: port('SMPP_PORT'), receiptDelayMs }),
    new MailStandIn(messages, { imap: port('EMAIL_IMAP_PORT'), smtp: port('EMAIL_SMTP_PORT') }),
  ];
  const agencies = new AgencySystems({ clock: options.clock ?? systemClock, port: port('WEBHOOK_BADUNG_PUPR_URL') });
  const phone = new Phone(messages, standIns);
  const stop = async (): Promise<void> => {
    await Promise.all([...standIns, agencies].map((standIn) => standIn.stop()));
  };
  try {
    await Promise.all([...standIns, agencies].map((standIn) => standIn.start()));
  } catch (error) {
    await stop();
    throw error;
  }
  const prepare: StandIns['prepare'] = (channels, tenants) => {
    if (tenants) agencies.prepare(tenants);
    phone.setChannels(channels);
    for (const standIn of standIns) standIn.prepare?.(channels);
  };
  const env = Object.assign({}, ...[...standIns, agencies].map((standIn) => standIn.env)) as Record<string, string>;
  options.log?.info({ standIns: standIns.map(({ provider }) => provider), ...env }, 'sandbox stand-ins listen');
  return {
    env: Object.freeze(env),
    phone,
    agencies,
    stop,
    prepare,
    connect(gateway, channels) {
      prepare(channels);
      for (const standIn of standIns) standIn.connect(gateway, channels);
    },
  };
}

/** Of a URL, or as it stands. */
function portOf(value: string): number {
  return Number(/^\d+$/.test(value) ? value : new URL(value).port);
}
