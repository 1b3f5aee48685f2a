import { timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { Webhook } from 'standardwebhooks';
import type { Clock } from '../../observability/clock.js';
import type { Tenant } from '../../tenants/tenant.js';
import { Faults } from '../faults.js';
import { noAnswer } from '../no-answer.js';

/** An event that an agency's system has taken. */
export interface AgencyEvent {
  /** `webhook-id`. */
  id: string;
  tenant: string;
  agency: string;
  type: string;
  /** When it came first, ISO 8601. */
  at: string;
  /** How often it has come: a receiver knows repeats by their id. */
  times: number;
  /** As docs/agency-webhooks.md has it. */
  data: Readonly<Record<string, unknown>>;
}

export interface AgencyEventFilter {
  tenant?: string;
  agency?: string;
  /** The ticket's. */
  number?: string;
}

/** Standard Webhooks: older or newer than this is a replay, or a clock that is wrong. */
const TOLERANCE_MS = 5 * 60_000;
/** Events kept for looking at. */
const KEPT = 1_000;
const PATH = '/:tenant/:agency';
/** Agencies that the shipped configuration tells, and the variable that says where. */
const SHIPPED = { WEBHOOK_BADUNG_PUPR_URL: '/badung/pupr' } as const;

interface Envelope {
  type?: unknown;
  data?: unknown;
}

/**
 * Agencies' own systems: receivers that check signature and time of what they are told, as a careful one does, and keep
 * what they have taken. Each agency with a webhook has one, at `/<tenant>/<agency>`.
 */
export class AgencySystems {
  readonly faults = new Faults();
  private readonly app: FastifyInstance = Fastify({ logger: false, bodyLimit: 1_048_576 });
  private readonly secrets = new Map<string, Webhook>();
  private readonly taken = new Map<string, AgencyEvent>();
  private refused = 0;
  private base = '';

  constructor(private readonly options: { clock: Clock; port?: number }) {
    this.app.removeAllContentTypeParsers();
    this.app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    this.app.post<{ Params: { tenant: string; agency: string }; Body: Buffer | undefined }>(PATH, (request, reply) => {
      const { tenant, agency } = request.params;
      return this.receive(tenant, agency, request, reply);
    });
  }

  /** Where it listens, by the names that the tenants' files use. Known after `start`. */
  get env(): Readonly<Record<string, string>> {
    return Object.fromEntries(Object.entries(SHIPPED).map(([name, path]) => [name, this.base + path]));
  }

  async start(): Promise<void> {
    await this.app.listen({ host: '127.0.0.1', port: this.options.port ?? 0 });
    this.base = `http://127.0.0.1:${String((this.app.server.address() as AddressInfo).port)}`;
  }

  /** Tells it the secrets that it shares with the gateway. */
  prepare(tenants: readonly Tenant[]): void {
    this.secrets.clear();
    for (const { slug, agencies } of tenants)
      for (const { slug: agency, webhook } of agencies)
        if (webhook) this.secrets.set(keyOf(slug, agency), new Webhook(webhook.secret));
  }

  /** Oldest first. */
  events({ tenant, agency, number }: AgencyEventFilter = {}): AgencyEvent[] {
    return [...this.taken.values()].filter(
      (event) =>
        (tenant === undefined || event.tenant === tenant) &&
        (agency === undefined || event.agency === agency) &&
        (number === undefined || event.data['number'] === number),
    );
  }

  /** Deliveries whose signature or time was not right. */
  get refusals(): number {
    return this.refused;
  }

  async stop(): Promise<void> {
    this.app.server.closeAllConnections();
    await this.app.close();
  }

  private receive(
    tenant: string,
    agency: string,
    { body, headers }: FastifyRequest<{ Body: Buffer | undefined }>,
    reply: FastifyReply,
  ): FastifyReply {
    const webhook = this.secrets.get(keyOf(tenant, agency));
    if (!webhook) return reply.code(404).send({ error: 'no such agency' });
    const text = (body ?? Buffer.alloc(0)).toString('utf8');
    const refusal = refusalOf(webhook, text, headers as Record<string, string | undefined>, this.options.clock.now());
    if (refusal !== undefined) {
      this.refused += 1;
      return reply.code(401).send({ error: refusal });
    }
    const fault = this.faults.nextSend();
    const accepts = fault === undefined || fault.kind.endsWith('-after-accept');
    if (accepts) this.keep(tenant, agency, String(headers['webhook-id']), text);
    if (fault && fault.kind !== 'answer') return noAnswer(reply, fault.kind);
    if (fault) return reply.code(fault.status ?? 500).send();
    return reply.code(204).send();
  }

  private keep(tenant: string, agency: string, id: string, text: string): void {
    const known = this.taken.get(id);
    if (known) {
      known.times += 1;
      return;
    }
    const { type, data } = JSON.parse(text) as Envelope;
    const at = this.options.clock.now().toISOString();
    this.taken.set(id, { id, tenant, agency, type: String(type), at, times: 1, data: Object(data) as AgencyEvent['data'] }); // prettier-ignore
    const [oldest] = this.taken.keys();
    if (this.taken.size > KEPT && oldest !== undefined) this.taken.delete(oldest);
  }
}

/**
 * What is wrong with a delivery (Standard Webhooks 1.0): its headers, its time, or its signature, one of several where
 * secrets are being changed. The library's own check reads the machine's clock; ours may be another.
 */
function refusalOf(
  webhook: Webhook,
  text: string,
  headers: Readonly<Record<string, string | undefined>>,
  now: Date,
): string | undefined {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers;
  if (!id || !timestamp || !signatures || !/^\d{1,12}$/.test(timestamp)) return 'headers are missing';
  const sentAt = new Date(Number(timestamp) * 1000);
  if (Math.abs(now.getTime() - sentAt.getTime()) > TOLERANCE_MS) return 'the timestamp is not of now';
  const expected = Buffer.from(webhook.sign(id, sentAt, text));
  const signed = signatures.split(' ').some((given) => {
    const bytes = Buffer.from(given);
    return bytes.length === expected.length && timingSafeEqual(bytes, expected);
  });
  return signed ? undefined : 'no signature matches';
}

function keyOf(tenant: string, agency: string): string {
  return `${tenant}/${agency}`;
}
