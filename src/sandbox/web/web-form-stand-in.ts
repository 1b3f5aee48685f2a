import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { Challenge } from 'altcha-lib/types';
import { FormData } from 'undici';
import { errorCode } from '../../messaging/errors.js';
import type { ChannelConfig } from '../../settings/gateway-config.js';
import { GatewayClient, type GatewayAddress, type GatewayAnswer } from '../gateway-client.js';
import type { MessageLog } from '../message-log.js';
import type { Carries, CitizenMessage, CitizenResult, StandIn } from '../stand-in.js';
import { readComplaints, readReportPage, type ReportPage } from './report-page.js';

/** Who the invented citizen says to be, where the office asks. */
const NAME = 'Warga Uji';
const LANDMARK = 'dekat balai desa';

/**
 * The citizen's browser: opens the public form, does the work that its script would do, and sends it.
 * Answers come by SMS where the form offers that, else they stand on the tracking page.
 */
export class WebFormStandIn implements StandIn {
  readonly provider = 'form';
  readonly carries: Carries = {
    address: 'phone',
    longestText: 1600,
    parts: [],
    files: { most: 10, bytes: 5 * 1024 * 1024 },
  };
  readonly env = {};
  private readonly gateway = new GatewayClient(4);

  constructor(private readonly log: MessageLog) {}

  async start(): Promise<void> {
    await Promise.resolve(); // the pages are the gateway's own; there is nothing to listen for
  }

  connect(address: GatewayAddress): void {
    this.gateway.connect(address);
  }

  problem({ tenant }: ChannelConfig): string | undefined {
    return tenant === undefined ? 'it belongs to no tenant' : undefined;
  }

  async send(channel: ChannelConfig, sent: CitizenMessage): Promise<CitizenResult> {
    const url = this.gateway.publicUrl(`/${channel.tenant ?? ''}/lapor`);
    const opened = await this.open(url);
    if (!('page' in opened)) return { id: '', answers: [opened.answer] };
    const { page } = opened;
    const id = page.token.split('.')[0] ?? page.token;
    const message = this.log.add({
      id,
      provider: this.provider,
      direction: 'in',
      citizen: sent.from,
      ours: channel.tenant ?? '',
      channelId: channel.id,
      text: sent.text,
      at: Date.now(),
      state: 'sent',
      media: sent.media.map((media, index) => ({ ...media, id: `${id}-${index}` })),
    });
    const work = await solve(page.challenge);
    const answers = await Promise.all(
      Array.from({ length: sent.times }, () => this.submit(url, filledForm(page, work, sent))),
    );
    const taken = answers.some(({ status }) => status >= 200 && status < 300);
    this.log.setState(message, taken ? 'received' : 'failed', Date.now());
    return { id, answers };
  }

  async stop(): Promise<void> {
    await this.gateway.close();
  }

  private async open(url: string): Promise<{ page: ReportPage } | { answer: GatewayAnswer }> {
    try {
      const { status, body } = await this.gateway.exchange('GET', url, { accept: 'text/html' });
      const page = status === 200 ? readReportPage(body) : null;
      return page
        ? { page }
        : {
            answer: {
              status: status === 200 ? 0 : status,
              contentType: 'text/html',
              body: '',
              error: 'no-report-form',
            },
          };
    } catch (error) {
      return { answer: unanswered(error) };
    }
  }

  /** A redirect to the page with the ticket is the form's yes. */
  private async submit(url: string, form: FormData): Promise<GatewayAnswer> {
    try {
      const { status, body } = await this.gateway.exchange('POST', url, { accept: 'text/html' }, form);
      if (status === 302 || status === 303) return { status: 200, contentType: 'text/html', body: '' };
      return { status: status < 300 ? 422 : status, contentType: 'text/plain', body: readComplaints(body).join('\n') };
    } catch (error) {
      return unanswered(error);
    }
  }
}

function filledForm(page: ReportPage, work: string, { from, text, media }: CitizenMessage): FormData {
  const form = new FormData();
  const fields = {
    token: page.token,
    work,
    what: text,
    landmark: LANDMARK,
    identity: 'named',
    name: NAME,
    phone: from,
    replyBy: page.replyWays.includes('sms') ? 'sms' : 'page',
  };
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const { bytes, contentType, filename } of media) {
    form.append('photos', new Blob([new Uint8Array(bytes)], { type: contentType }), filename ?? 'foto');
  }
  return form;
}

/** What the form's script puts into the field `work`. */
async function solve(json: string): Promise<string> {
  const challenge = JSON.parse(json) as Challenge;
  const solution = await solveChallenge({ challenge, deriveKey });
  return Buffer.from(JSON.stringify({ challenge, solution }), 'utf8').toString('base64');
}

function unanswered(error: unknown): GatewayAnswer {
  return { status: 0, contentType: '', body: '', error: errorCode(error) };
}
