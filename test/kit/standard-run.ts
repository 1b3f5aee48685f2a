import { ApiKeys, type NewApiKey } from '../../src/api/api-keys.js';
import { ticketSweeps } from '../../src/app/ticket-life.js';
import { openReports } from '../../src/app/open-reports.js';
import type { WebhookEvent } from '../../src/dispatch/agency-webhooks.js';
import { DUTY_PATHS, type DutyAction } from '../../src/public/duty/duty-rules.js';
import { parsePeriod } from '../../src/reports/period.js';
import { reportType } from '../../src/reports/report-kinds.js';
import type { AgencyEvent } from '../../src/sandbox/agency/agency-systems.js';
import type { PhoneMessage } from '../../src/sandbox/phone.js';
import type { Tenant } from '../../src/tenants/tenant.js';
import type { PhotoRole } from '../../src/tickets/attachment.entity.js';
import { ApiClient } from './api-client.js';
import { TestGateway } from './gateway.js';
import { TurnedClock } from './turned-clock.js';
import { until } from './wait.js';

/** An event of a ticket's timeline. */
export interface Happened {
  type: string;
  actor: string;
  at: string;
  data: Record<string, unknown>;
}

/**
 * A service standard's procedure from end to end: the whole gateway with a clock that the test turns, citizens and
 * officers at the sandbox's far ends. Turning the clock lets the sweeps look, as they do every few seconds anyway.
 */
export class StandardRun {
  private constructor(
    readonly gateway: TestGateway,
    readonly clock: TurnedClock,
  ) {}

  /** @param start local time of the office, ISO 8601 with its offset; in the past */
  static async start(start: string): Promise<StandardRun> {
    const clock = new TurnedClock(start);
    return new StandardRun(await TestGateway.start({ clock }), clock);
  }

  async stop(): Promise<void> {
    await this.gateway.stop();
  }

  get core(): TestGateway['gateway']['core'] {
    return this.gateway.gateway.core;
  }

  /** Turns the clock, lets every sweep look, and waits until all that follows has gone out. */
  async turnTo(moment: string | Date): Promise<void> {
    this.clock.turnTo(moment);
    await this.look();
  }

  async look(): Promise<void> {
    await this.gateway.quiet();
    for (const source of ticketSweeps(this.core, this.clock)) {
      for (const { queue, id } of await source.due(1_000)) this.core.doorbell.ring(queue, [id]);
    }
    await this.gateway.quiet();
  }

  /** A complaint by a channel, up to its ticket. @returns its number, and what the citizen heard at once */
  async complaint(
    channelId: string,
    from: string,
    text: string,
    more: object = {},
  ): Promise<{ number: string; heard: PhoneMessage }> {
    const before = (await this.told(from)).length;
    const number = await this.opens(() => this.gateway.send(from, text, { channelId, ...more }));
    const heard = await until('an acknowledgement', async () => (await this.told(from))[before]);
    return { number, heard };
  }

  /** What somebody, citizen or officer, has got so far; oldest first. */
  async told(address: string): Promise<PhoneMessage[]> {
    return (await this.gateway.conversation(address)).filter(({ direction }) => direction === 'out');
  }

  /** What somebody got last, once it says what is looked for. */
  async heard(address: string, saying: RegExp): Promise<PhoneMessage> {
    return until(`${String(saying)} for ${address}`, async () =>
      (await this.told(address)).findLast(({ text, subject }) => saying.test(`${subject ?? ''}\n${text}`)),
    );
  }

  async ticket(number: string): Promise<Record<string, unknown> & { id: string; state: string; due_at: Date }> {
    const [row] = await this.core.database.query<Record<string, unknown> & { id: string; state: string; due_at: Date }>(
      'SELECT * FROM ticket WHERE number = $1',
      [number],
    );
    if (!row) throw new Error(`there is no ticket ${number}`);
    return row;
  }

  async state(number: string): Promise<string> {
    return (await this.ticket(number)).state;
  }

  /** The timeline in its order. */
  async timeline(number: string): Promise<Happened[]> {
    const rows = await this.core.database.query<Omit<Happened, 'at'> & { at: Date }>(
      `SELECT e.type, e.actor, e.at, e.data FROM ticket_event e JOIN ticket t ON t.id = e.ticket_id
       WHERE t.number = $1 ORDER BY e.at, e.id`,
      [number],
    );
    return rows.map(({ at, ...event }) => ({ ...event, at: at.toISOString() }));
  }

  /** The last event of a type. */
  async happened(number: string, type: string): Promise<Happened | undefined> {
    return (await this.timeline(number)).findLast((event) => event.type === type);
  }

  /** Turns the clock to when new tickets are told of: some minutes are gathered. */
  async announce(number: string): Promise<void> {
    const { opened_at: openedAt } = await this.ticket(number);
    await this.turnTo(new Date((openedAt as Date).getTime() + 245_000));
  }

  /** Somebody says something that opens no ticket; a mail is fetched a little later than it is sent. */
  async say(channelId: string, from: string, text: string, more: object = {}): Promise<void> {
    const received = await this.count('inbound_message');
    await this.gateway.send(from, text, { channelId, ...more });
    await until('the message', async () => (await this.count('inbound_message')) > received);
    await this.look();
  }

  /** A notice to the one of these officers who got it: a unit's, or else its agency's. */
  async staffNotice(addresses: readonly string[], saying: RegExp): Promise<PhoneMessage & { to: string }> {
    return until(`${String(saying)} for ${addresses.join(' or ')}`, async () => {
      for (const to of addresses) {
        const found = (await this.told(to)).findLast(({ text, subject }) => saying.test(`${subject ?? ''}\n${text}`));
        if (found) return { ...found, to };
      }
      return undefined;
    });
  }

  /** The officer answers a notice from their mailbox. */
  async replyByMail(channelId: string, notice: PhoneMessage & { to: string }, text: string): Promise<void> {
    await this.say(channelId, notice.to, text, { inReplyTo: notice.id, subject: `Re: ${notice.subject ?? ''}` });
  }

  /** The citizen taps the button of the template that asks them to open their window. */
  async tapTemplate(channelId: string, citizen: string): Promise<void> {
    const template = await until('a template', async () =>
      (await this.told(citizen)).findLast(({ buttons }) => buttons !== undefined && buttons.length > 0),
    );
    const answer = await fetch(`${this.gateway.url}/sandbox/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ channelId, from: citizen, text: '', quotes: template.id, button: template.buttons?.[0] }),
    });
    if (answer.status !== 202) throw new Error(`the sandbox answered ${String(answer.status)}`);
    await this.look();
  }

  /** What the citizen said of the answer. */
  async mark(number: string): Promise<{ fixed: boolean | null; mark: number | null } | undefined> {
    const [row] = await this.core.database.query<{ fixed: boolean | null; mark: number | null }>(
      'SELECT f.fixed, f.mark FROM feedback f JOIN ticket t ON t.id = f.ticket_id WHERE t.number = $1 ORDER BY f.round DESC',
      [number],
    );
    return row;
  }

  /** Makes a report and keeps it. */
  async report(tenant: string, kind: string, period: string): Promise<{ figures: unknown; html: string }> {
    const reports = openReports(this.core, this.clock);
    const made = await reports.make({ tenant, type: reportType(kind), period: parsePeriod(period), by: 'cli' });
    if (!made) throw new Error('the report was made before');
    const html = await reports.file(made.id, 'html', tenant);
    const json = await reports.file(made.id, 'json', tenant);
    return { html: html?.bytes.toString('utf8') ?? '', figures: JSON.parse(json?.bytes.toString('utf8') ?? 'null') };
  }

  /** Deadlines of one step, the first round first. */
  async deadlines(
    number: string,
    step: string,
  ): Promise<{ due_at: Date; met_at: Date | null; breached_at: Date | null }[]> {
    return this.core.database.query<{ due_at: Date; met_at: Date | null; breached_at: Date | null }>(
      `SELECT d.due_at, d.met_at, d.breached_at FROM ticket_deadline d JOIN ticket t ON t.id = d.ticket_id
       WHERE t.number = $1 AND d.step = $2 ORDER BY d.round, d.run`,
      [number, step],
    );
  }

  async count(table: string): Promise<number> {
    const [row] = await this.core.database.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
    return row?.n ?? 0;
  }

  /** By which kind of channel the staff were told of a ticket. */
  async staffMessages(number: string, purpose: string): Promise<{ kind: string }[]> {
    return this.core.database.query<{ kind: string }>(
      `SELECT o.kind FROM outbound_message o JOIN ticket t ON t.id = o.ticket_id
       WHERE t.number = $1 AND o.audience = 'staff' AND o.purpose = $2`,
      [number, purpose],
    );
  }

  /** The address by which an agency's first officer is told. */
  async officerOf(tenant: string, agency: string): Promise<string> {
    const { database, staff } = this.core;
    const [member] = await staff.list(database, { tenant, agency, roles: ['officer'] });
    if (!member) throw new Error(`${agency} has nobody`);
    return member.address.value;
  }

  /** A clerk takes down what somebody says at the desk, who wants to be called. */
  async desk(channelId: string, phone: string, text: string): Promise<{ number: string }> {
    return { number: await this.opens(() => this.gateway.send(phone, text, { channelId })) };
  }

  /** The citizen says what they were asked; a closed window opens with that. */
  async citizenAnswers(channelId: string, citizen: string, text: string): Promise<void> {
    const question = (await this.told(citizen)).at(-1);
    await this.gateway.send(citizen, text, { channelId, ...(question && { quotes: question.id }) });
    await this.look();
  }

  /** ISO dates between two days on which the tenant's offices are closed beside week-ends. */
  async closedDays(tenant: string, from: string, until: string): Promise<string[]> {
    const dates = this.core.configuration.holidays.datesFor(this.tenant(tenant).regionCode);
    return [...dates].filter((date) => date >= from && date <= until).sort();
  }

  /**
   * The end of a budget of working days, counted hour by hour and not as the gateway does it: an hour counts where its
   * day is a working day of the office and no holiday.
   */
  async workingDaysFrom(tenant: string, start: string, days: number): Promise<string> {
    let at = Date.parse(start);
    for (let minutes = days * 24 * 60; minutes > 0; at += 60_000) if (this.counts(tenant, at)) minutes -= 1;
    return new Date(at).toISOString();
  }

  async workingHoursBetween(tenant: string, from: Date, until: Date): Promise<number> {
    let minutes = 0;
    for (let at = from.getTime(); at < until.getTime(); at += 60_000) if (this.counts(tenant, at)) minutes += 1;
    return minutes / 60;
  }

  private counts(slug: string, at: number): boolean {
    const tenant = this.tenant(slug);
    const local = new Date(at + { WIB: 7, WITA: 8, WIT: 9 }[tenant.zone] * 3_600_000);
    const weekday = local.getUTCDay() === 0 ? 7 : local.getUTCDay();
    const date = local.toISOString().slice(0, 10);
    return (
      tenant.workingDays.includes(weekday) && !this.core.configuration.holidays.datesFor(tenant.regionCode).has(date)
    );
  }

  private tenant(slug: string): Tenant {
    const tenant = this.core.configuration.tenants.bySlug(slug);
    if (!tenant) throw new Error(`there is no tenant ${slug}`);
    return tenant;
  }

  /** The link of the officer's own in a notice. */
  static linkIn({ text }: PhoneMessage): string {
    const link = /https?:\/\/\S+\/d\/[\w-]+\.[\w-]+/.exec(text)?.[0];
    if (link === undefined) throw new Error('the notice has no link');
    return link;
  }

  /** The same path at the gateway under test: the notice names its public address. */
  local(link: string): string {
    const { pathname, search } = new URL(link);
    return `${this.gateway.url}${pathname}${search}`;
  }

  /** An officer fills a form behind their link, as a browser without script does. @returns the page that follows */
  async officerForm(
    link: string,
    action: DutyAction,
    fields: Readonly<Record<string, string>> = {},
    photos: Readonly<Partial<Record<PhotoRole, Buffer>>> = {},
  ): Promise<string> {
    const page = this.local(link);
    const form = action === 'accept' ? page : `${page}/${DUTY_PATHS[action]}`;
    const token = /name="token" value="([^"]+)"/.exec(await (await fetch(form)).text())?.[1];
    if (token === undefined) throw new Error(`there is no form at ${DUTY_PATHS[action]}`);
    const body = new FormData();
    for (const [name, value] of Object.entries({ ...fields, token })) body.set(name, value);
    for (const [role, bytes] of Object.entries(photos))
      body.set(role, new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }), `${role}.jpg`);
    const answer = await fetch(`${page}/${DUTY_PATHS[action]}`, { method: 'POST', body, redirect: 'manual' });
    if (answer.status !== 303) throw new Error(`the page answered ${String(answer.status)}`);
    await this.look();
    return (await fetch(new URL(answer.headers.get('location') ?? '', this.gateway.url))).text();
  }

  /** A program with a key of its own, of an office or of one of its agencies. */
  async program(key: Omit<NewApiKey, 'name'>): Promise<ApiClient> {
    const { database, keys } = this.core;
    const made = await new ApiKeys({ database, keys, clock: this.clock }).create({ name: 'uji', ...key });
    return new ApiClient(this.gateway.url, made.key);
  }

  /** What an agency's own system was told last of a ticket, once it is told that. */
  async webhook(number: string, type: WebhookEvent): Promise<AgencyEvent> {
    return until(`the webhook ${type}`, async () => {
      const answer = await fetch(`${this.gateway.url}/sandbox/api/agency-events?number=${number}`);
      return ((await answer.json()) as AgencyEvent[]).findLast((event) => event.type === type);
    });
  }

  /** The number of the ticket that a message opens: a mail is fetched a little later than it is sent. */
  private async opens(send: () => Promise<unknown>): Promise<string> {
    const { database } = this.core;
    const known = (await database.query<{ number: string }>('SELECT number FROM ticket')).map(({ number }) => number);
    await send();
    const number = await until('a ticket', async () => {
      const rows = await database.query<{ number: string }>('SELECT number FROM ticket WHERE number <> ALL($1)', [
        known,
      ]);
      return rows[0]?.number;
    });
    await this.gateway.quiet();
    return number;
  }
}
