import { randomUUID } from 'node:crypto';
import { MANUAL_WAYS } from '../../channels/manual/manual-ways.js';
import { errorCode } from '../../messaging/errors.js';
import type { ChannelConfig } from '../../settings/gateway-config.js';
import { GatewayClient, type GatewayAddress, type GatewayAnswer } from '../gateway-client.js';
import type { MessageLog } from '../message-log.js';
import type { CitizenMessage, CitizenResult } from '../stand-in.js';

/** How often the clerk looks at the list of tasks, in milliseconds; only while somebody waits for an answer. */
const LOOK_MS = 500;
const KEPT_OF_ANSWER = 2_000;
/** Who the invented citizen says to be. */
const REPORTER = {
  name: 'Warga Uji',
  postalAddress: 'Jalan Contoh 1',
  document: { type: 'ktp', number: '0000000000000000' },
};

interface Waiting {
  citizen: string;
  channelId: string;
  provider: string;
}

/** A clerk at every desk: types what citizens say into the API, and calls, writes or copies what is answered. */
export class Clerk {
  private readonly gateway = new GatewayClient(4);
  /** Who hears of a ticket, by its number. */
  private readonly waiting = new Map<string, Waiting>();
  private key: string | undefined;
  private tenants: string[] = [];
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(private readonly log: MessageLog) {}

  connect(address: GatewayAddress, channels: readonly ChannelConfig[]): void {
    this.key = address.apiKey;
    this.tenants = [...new Set(channels.flatMap(({ tenant }) => tenant ?? []))];
    this.gateway.connect(address);
  }

  /** Why nobody can type. */
  problem(): string | undefined {
    return this.key === undefined ? 'the clerk has no API key' : undefined;
  }

  async send(channel: ChannelConfig, sent: CitizenMessage): Promise<CitizenResult> {
    const id = randomUUID();
    const message = this.log.add({
      id,
      provider: channel.provider,
      direction: 'in',
      citizen: sent.from,
      ours: channel.address ?? channel.id,
      channelId: channel.id,
      text: sent.text,
      at: Date.now(),
      state: 'sent',
      media: sent.media.map((media, index) => ({ ...media, id: `${id}-${String(index)}` })),
    });
    const entry = this.entryOf(channel, sent, id);
    const taken = await Promise.all(
      Array.from({ length: sent.times }, () => this.call('POST', '/api/v1/tickets', entry, id)),
    );
    const good = taken.find(({ status }) => status >= 200 && status < 300);
    this.log.setState(message, good ? 'received' : 'failed', Date.now());
    const { number, say = [] } = (good?.json ?? {}) as { number?: string; say?: string[] };
    const waiting = { citizen: sent.from, channelId: channel.id, provider: channel.provider };
    for (const text of say) this.tell(waiting, text);
    if (typeof number === 'string') this.waitFor(number, waiting);
    return {
      id,
      answers: taken.map(({ status, contentType, body, error }) => ({
        status,
        contentType,
        body,
        ...(error && { error }),
      })),
    };
  }

  /** Every desk's; the first call counts. */
  async stop(): Promise<void> {
    if (this.stopped) return;
    this.stopped = true;
    clearTimeout(this.timer);
    this.waiting.clear();
    await this.gateway.close();
  }

  private entryOf(channel: ChannelConfig, { from, text, media }: CitizenMessage, id: string): object {
    const way = MANUAL_WAYS[channel.provider];
    const number = /\b[A-Z]{2,4}-\d{6}\b/.exec(text)?.[0];
    const reference = channel.provider === 'social-media' ? `https://x.com/warga/status/${id}` : id.toUpperCase();
    return {
      channelId: channel.id,
      // On a channel of several offices the clerk sees whose it is: "BADUNG jalan rusak".
      tenant: channel.tenant ?? this.tenants.find((slug) => text.toLowerCase().replace(/[\s-]/g, '').startsWith(slug.replace('-', ''))) ?? this.tenants[0],
      text,
      reporter: { ...REPORTER, phone: from },
      place: { landmark: 'dekat balai desa' },
      ...(way?.reference && { reference }),
      ...(number !== undefined && { followUpTo: number }),
      attachments: media.map(({ bytes, filename }) => ({ filename, base64: bytes.toString('base64') })),
    }; // prettier-ignore
  }

  private waitFor(number: string, waiting: Waiting): void {
    this.waiting.set(number, waiting);
    if (this.timer === undefined) this.lookLater();
  }

  private lookLater(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => void this.work().finally(() => this.lookLater()), LOOK_MS);
    this.timer.unref();
  }

  /** Carries out what is on the list for the citizens of this sandbox, and leaves the rest to people. */
  private async work(): Promise<void> {
    const { json } = await this.call('GET', '/api/v1/tasks?limit=200');
    const { tasks = [] } = (json ?? {}) as { tasks?: { id: string; number: string }[] };
    for (const { id, number } of tasks) {
      const waiting = this.waiting.get(number);
      if (!waiting) continue;
      const shown = (await this.call('GET', `/api/v1/tasks/${id}`)).json as { text?: string } | undefined;
      if (shown?.text === undefined) continue;
      const done = await this.call('POST', `/api/v1/tasks/${id}/done`, {});
      if (done.status === 200) this.tell(waiting, shown.text, id);
    }
  }

  private tell({ citizen, channelId, provider }: Waiting, text: string, id: string = randomUUID()): void {
    this.log.add({
      id,
      provider,
      direction: 'out',
      citizen,
      ours: channelId,
      channelId,
      text,
      at: Date.now(),
      state: 'delivered',
    });
  }

  private async call(
    method: 'GET' | 'POST',
    path: string,
    body?: object,
    idempotencyKey?: string,
  ): Promise<GatewayAnswer & { json?: unknown }> {
    const headers = {
      authorization: `Bearer ${this.key ?? ''}`,
      accept: 'application/json',
      ...(body && { 'content-type': 'application/json' }),
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    };
    try {
      const answer = await this.gateway.exchange(
        method,
        this.gateway.publicUrl(path),
        headers,
        body && JSON.stringify(body),
      );
      const contentType = answer.headers['content-type'] ?? '';
      const json = contentType.includes('json') ? (JSON.parse(answer.body) as unknown) : undefined;
      return { status: answer.status, contentType, body: answer.body.slice(0, KEPT_OF_ANSWER), json };
    } catch (error) {
      return { status: 0, contentType: '', body: '', error: errorCode(error) };
    }
  }
}
