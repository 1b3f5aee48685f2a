import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { actorOfUser, may } from '../../accounts/console-user.js';
import { permissionsOf } from '../../accounts/permissions.js';
import { newId } from '../../database/new-id.js';
import { placeWords } from '../../dispatch/agency-view.js';
import { agencyName } from '../../tenants/names.js';
import { answerText } from '../../dispatch/answer-text.js';
import { formatDue } from '../../tenants/format-date.js';
import type { Tenant } from '../../tenants/tenant.js';
import { workCalendar } from '../../tenants/working-time.js';
import { ConsoleSender } from '../frame/console-sender.js';
import { queryField } from '../frame/form-body.js';
import { visitOf, type Visit } from '../frame/visit.js';
import { Presences } from '../live/presences.js';
import type { FilledForm } from './pages/page-props.js';
import { TicketPage, type WholePageProps } from './pages/ticket-page.js';
import { readNames } from './read/names.js';
import type { TicketView } from './read/ticket-view.js';
import { TicketPages } from './read/ticket-pages.js';
import { answerTexts } from './rules/answer-texts.js';
import { nextActions } from './rules/next-actions.js';
import { TICKET_PARTS, type TicketConsoleParts } from './ticket-parts.js';
import { ticketShortcuts } from './words/shortcuts.js';

/** A visit to the ticket that its address names. */
export interface AtTicket extends Visit {
  tenant: Tenant;
  number: string;
}

export type PageExtras = Pick<WholePageProps, 'filled' | 'shownReporter' | 'openedTask'>;

/** Manual providers whose reports have a name of their own (overruling/references.ts). */
const NAMED_SYSTEMS: readonly string[] = ['outside-system', 'social-media'];

/** Puts the ticket's page together for one reader, and sends it. */
@Injectable()
export class TicketDesk {
  constructor(
    @Inject(ConsoleSender) private readonly pages: ConsoleSender,
    @Inject(TicketPages) private readonly tickets: TicketPages,
    @Inject(TICKET_PARTS) private readonly parts: TicketConsoleParts,
  ) {}

  /** Nobody has looked whether there is such a ticket. */
  at(reply: FastifyReply): AtTicket {
    const visit = visitOf(reply);
    const { number } = visit.request.params as { number: string };
    return { ...visit, tenant: this.pages.tenantOf(visit.request, visit.user), number: number.toUpperCase() };
  }

  /**
   * @param withhold what says who reported is left out, whoever reads
   * @throws NotFoundException for another office's ticket as for none
   */
  async props(at: AtTicket, extras: PageExtras = {}, withhold = !may(at.user, 'identities:read')): Promise<WholePageProps> {
    const { request, user, tenant, number } = at;
    const before = queryField(request, 'sebelum');
    const view = await this.tickets.read(tenant, number, {
      withhold,
      ...(before !== undefined && { before }),
    });
    if (!view) throw new NotFoundException('no such ticket');
    const { channels, holidays } = this.parts;
    const { head, facts } = view;
    return {
      words: this.pages.words(request, user),
      tenant,
      user,
      view,
      names: view.names,
      channels,
      calendar: workCalendar(tenant, holidays),
      actions: nextActions({ ...head, responsesWaiting: facts.waiting.length, dispatches: facts.dispatches }, permissionsOf(user.role)),
      nonce: newId(),
      csrf: this.pages.csrf(user),
      waitingAnswer: waitingAnswer(tenant, view),
      answerTexts: this.texts(tenant, view),
      chosenText: queryField(request, 'teks'),
      systems: channels.all().filter((each) => NAMED_SYSTEMS.includes(each.provider) && (each.tenant ?? tenant.slug) === tenant.slug),
      ...extras,
    };
  } // prettier-ignore

  /** The whole page. */
  async send(at: AtTicket, extras: PageExtras = {}, status = 200): Promise<void> {
    const props = await this.props(at, extras);
    const { words, view, actions } = props;
    await this.pages.page(at.request, at.reply, {
      user: at.user,
      title: words('ticket.title', { number: view.head.number }),
      active: 'tickets',
      body: TicketPage(props),
      status,
      scripts: ['ticket.js', 'live.js'],
      shortcuts: ticketShortcuts(words, actions),
    });
  }

  /** A form that was refused, as it was filled in. */
  async refuse(at: AtTicket, filled: FilledForm, status = 422): Promise<void> {
    await this.send(at, { filled }, status);
  }

  /** A preview that there is none of: the form comes back and says why. */
  async noPreview(
    at: AtTicket,
    values: Readonly<Record<string, string>>,
    why: 'agency-unknown' | 'time-malformed',
  ): Promise<void> {
    const words = this.pages.words(at.request, at.user);
    await this.refuse(at, { form: 'dispatch', values, errors: [words(`ticket.refused.${why}`)] });
  }

  /** Who else has the ticket open. */
  async present({ tenant, number, user }: AtTicket): Promise<{ count: number; names: string[] }> {
    const { database, vault } = this.parts;
    const ids = await new Presences(this.parts).at(tenant.slug, number, user.id);
    if (!may(user, 'tickets:assign')) return { count: ids.length, names: [] };
    const known = await readNames(database, vault, ids.map((id) => actorOfUser({ id }))); // prettier-ignore
    return { count: ids.length, names: [...known.values()] };
  }

  private texts(tenant: Tenant, { head, place }: TicketView): WholePageProps['answerTexts'] {
    const category = tenant.categories.find(({ slug }) => slug === head.category)?.name;
    const where = placeWords(place);
    const budget = { amount: head.amount, unit: head.unitOfBudget };
    return answerTexts(this.parts.locales, tenant, {
      number: head.number,
      tenant: tenant.name,
      agency: head.agency === null ? tenant.name : agencyName(tenant, head.agency),
      category: category?.toLowerCase() ?? '…',
      place: where === '' ? '…' : where,
      due: formatDue(head.dueAt, budget, tenant.zone, tenant.locale),
    });
  }
}

/** What agencies said and nobody has checked, as it would go out: the leading one's words first. */
function waitingAnswer(tenant: Tenant, { facts: { waiting } }: TicketView): string {
  const slugs = [...new Set(waiting.map(({ agency }) => agency))];
  return answerText(
    slugs.map((slug) => ({
      agency: agencyName(tenant, slug),
      texts: waiting.filter(({ agency }) => agency === slug).map(({ text }) => text),
    })),
  );
}
