import type smpp from 'smpp';
import { SmppSettings } from '../../channels/sms/smpp/smpp.settings.js';
import { smsAddress } from '../../channels/sms/phone.js';
import type { ChannelConfig } from '../../settings/gateway-config.js';
import { Faults } from '../faults.js';
import type { GatewayAnswer } from '../gateway-client.js';
import type { LoggedMessage, MessageLog, MessageState } from '../message-log.js';
import { ReceiptPlayer } from '../receipt-player.js';
import type { Carries, CitizenMessage, CitizenResult, StandIn } from '../stand-in.js';
import { PartsCollector, partsOf, readSubmit } from './parts.js';
import { ESME, Smsc } from './smsc.js';

/** esm_class of a deliver_sm that is a delivery receipt (SMPP 3.4, 5.2.12). */
const RECEIPT = 0x04;
/** message_state (5.2.28). */
const STATE = { delivered: 2, undelivered: 5 } as const;
/** Absent subscriber, as GSM networks report it. */
const UNDELIVERED = 27;
const RETRIES = 6;

interface Served {
  channel: ChannelConfig;
  settings: SmppSettings;
}

/** An operator's SMSC for every enabled channel with provider `smpp`; an account is known by its system id. */
export class SmppStandIn implements StandIn {
  readonly provider = 'smpp';
  readonly carries: Carries = { address: 'phone', longestText: 1600, parts: [] };
  readonly faults = new Faults();
  private readonly receipts: ReceiptPlayer;
  private readonly collector = new PartsCollector();
  private smsc: Smsc | undefined;
  private served: Served[] = [];
  private known: () => void = () => undefined;
  private readonly ready = new Promise<void>((resolve) => (this.known = resolve));
  private serial = 0;

  constructor(
    private readonly log: MessageLog,
    private readonly options: { port?: number; receiptDelayMs?: number; retryDelayMs?: number } = {},
  ) {
    const { receiptDelayMs = 250, retryDelayMs = 1000 } = options;
    this.receipts = new ReceiptPlayer(
      { receipts: true, receiptDelayMs, retries: RETRIES, retryDelayMs },
      this.faults,
      log,
      UNDELIVERED,
      (message, state, errorCode) => this.report(message, state, errorCode),
    );
  }

  get env(): Readonly<Record<string, string>> {
    const port = String(this.smsc?.port);
    return { SMPP_HOST: '127.0.0.1', SMPP_PORT: port, SMSC_HOST: '127.0.0.1', SMSC_PORT: port };
  }

  async start(): Promise<void> {
    this.smsc = await Smsc.open(this.options.port ?? 0, {
      ready: this.ready,
      password: (systemId) => this.served.find(({ settings }) => settings.systemId === systemId)?.settings.password,
      submit: (pdu, systemId, session) => this.take(pdu, systemId, session),
    });
  }

  prepare(channels: readonly ChannelConfig[]): void {
    this.served = channels.flatMap((channel) => {
      const { enabled, settings } = channel;
      return enabled && settings instanceof SmppSettings && this.isOurs(settings) ? [{ channel, settings }] : [];
    });
    this.known();
  }

  connect(): void {
    // The gateway comes to the SMSC; there is nothing to call.
  }

  problem({ id, address, settings }: ChannelConfig): string | undefined {
    if (!(settings instanceof SmppSettings)) return 'its settings were not read';
    if (address === undefined) return 'it has no address';
    return this.served.some(({ channel }) => channel.id === id) ? undefined : 'its SMSC is another one';
  }

  /** Part after part, each answered before the next one goes; the message counts as taken when all of them were. */
  async send(channel: ChannelConfig, sent: CitizenMessage): Promise<CitizenResult> {
    const { systemId } = channel.settings as SmppSettings;
    this.serial += 1;
    const parts = partsOf(sent.text, this.serial);
    const message = this.log.add({
      id: this.nextId(),
      provider: this.provider,
      direction: 'in',
      citizen: sent.from,
      ours: channel.address ?? '',
      channelId: channel.id,
      text: sent.text,
      segments: parts.length,
      at: Date.now(),
      state: 'sent',
    });
    const answers: GatewayAnswer[] = [];
    for (let time = 0; time < sent.times; time += 1) {
      const statuses: (number | undefined)[] = [];
      for (const part of parts) {
        const session = await this.smsc?.sessionOf(systemId);
        const from = addressFields('source', sent.from);
        const to = addressFields('dest', message.ours);
        statuses.push(session && (await this.smsc?.deliver(session, { ...from, ...to, ...part })));
      }
      const refused = statuses.findIndex((status) => status !== ESME.ok);
      answers.push(answerOf(refused < 0 ? ESME.ok : statuses[refused]));
    }
    const taken = answers.some(({ status }) => status === 200);
    this.log.setState(message, taken ? 'received' : 'failed', Date.now());
    return { id: message.id, answers };
  }

  async stop(): Promise<void> {
    this.receipts.stop();
    await this.smsc?.close();
  }

  /** A submit_sm of the gateway's. */
  private take(pdu: smpp.Pdu, systemId: string, session: smpp.Session): void {
    const fault = this.faults.nextSend();
    if (fault?.kind === 'answer') {
      session.send(pdu.response({ command_status: fault.code ?? ESME.throttled }));
      return;
    }
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'reset') return session.destroy();
    const citizen = smsAddress(pdu.destination_addr ?? '')?.address.value;
    if (citizen === undefined) {
      session.send(pdu.response({ command_status: ESME.invalidDestination }));
      return;
    }
    const id = this.nextId();
    const whole = this.collector.add(`${systemId}:${citizen}`, readSubmit(pdu));
    if (fault?.kind === 'reset-after-accept') session.destroy();
    if (fault === undefined) session.send(pdu.response({ message_id: id }));
    if (whole === undefined) return;
    const message = this.log.add({
      id,
      provider: this.provider,
      direction: 'out',
      citizen,
      ours: pdu.source_addr ?? '',
      channelId: this.served.find(({ settings }) => settings.systemId === systemId)?.channel.id,
      text: whole.text,
      segments: whole.parts,
      at: Date.now(),
      state: 'queued',
      callback: (pdu.registered_delivery ?? 0) % 2 === 1 ? systemId : undefined,
      reference: pdu.user_message_reference?.toString(),
    });
    this.receipts.follow(message);
  }

  /** A delivery receipt, with its optional parameters, what the client called the message among them, and the text of SMPP 3.4, appendix B. */
  private async report(
    message: LoggedMessage,
    state: MessageState,
    errorCode: number | undefined,
  ): Promise<GatewayAnswer | null> {
    if (message.callback === undefined || (state !== 'delivered' && state !== 'undelivered')) return null;
    const session = await this.smsc?.sessionOf(message.callback);
    if (!session) return answerOf(undefined);
    const word = state === 'delivered' ? 'DELIVRD' : 'UNDELIV';
    const [submitted, done] = [message.at, Date.now()].map((at) => receiptTime(at));
    const error = String(errorCode ?? 0).padStart(3, '0');
    const text = `id:${message.id} sub:001 dlvrd:00${state === 'delivered' ? '1' : '0'} submit date:${submitted} done date:${done} stat:${word} err:${error} text:`;
    const status = await this.smsc?.deliver(session, {
      ...addressFields('source', message.citizen),
      ...addressFields('dest', message.ours),
      esm_class: RECEIPT,
      data_coding: 0,
      short_message: Buffer.from(text, 'latin1'),
      receipted_message_id: message.id,
      message_state: STATE[state],
      ...(message.reference === undefined ? {} : { user_message_reference: Number(message.reference) }),
    });
    return answerOf(status);
  }

  private isOurs({ host, port, tls }: SmppSettings): boolean {
    return (host === '127.0.0.1' || host === 'localhost') && port === this.smsc?.port && !tls;
  }

  /** Of the form that most SMSCs have: hexadecimal, with leading zeros. */
  private nextId(): string {
    this.serial += 1;
    return `${Date.now().toString(16)}${this.serial.toString(16).padStart(5, '0')}`.padStart(16, '0');
  }
}

/** Numbers go international and without plus, short codes as they are (SMPP 3.4, 5.2.5). */
function addressFields(end: 'source' | 'dest', address: string): smpp.Fields {
  const international = address.startsWith('+');
  const [ton, npi] = international ? [1, 1] : [3, 0];
  const value = address.replace(/^\+/, '');
  return end === 'source'
    ? { source_addr: value, source_addr_ton: ton, source_addr_npi: npi }
    : { destination_addr: value, dest_addr_ton: ton, dest_addr_npi: npi };
}

/** `status` as over HTTP, so that callers need not know the protocol: 0 where no answer came. */
function answerOf(status: number | undefined): GatewayAnswer {
  if (status === ESME.ok) return { status: 200, contentType: '', body: '' };
  if (status === undefined) return { status: 0, contentType: '', body: '', error: 'no-answer' };
  return { status: 503, contentType: '', body: `command_status 0x${status.toString(16)}` };
}

/** YYMMDDhhmm. */
function receiptTime(at: number): string {
  return new Date(at).toISOString().replace(/\D/g, '').slice(2, 12);
}
