import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { actorOfUser } from '../../accounts/console-user.js';
import { EntryRefused } from '../../manual/entry-input.js';
import { CodedError } from '../../messaging/errors.js';
import { TEXTS, type Locales, type TextParams } from '../../tenants/locales.js';
import { ConsoleSender } from '../frame/console-sender.js';
import type { ConsoleWords } from '../frame/console-words.js';
import type { TicketForm } from './pages/page-props.js';
import { TicketPages } from './read/ticket-pages.js';
import { TicketDesk, type AtTicket } from './ticket-desk.js';

/** What was done, for the line above the page that follows; `key` below `console.ticket.done`. */
export interface Done {
  key: string;
  params?: TextParams;
  /** The page that follows, where it is another one. */
  path?: string;
}

export interface FormWork {
  form: TicketForm;
  /** As typed, for the form that is refused. */
  values: Readonly<Record<string, string>>;
  /** @param by as timelines name who does it @throws CodedError, EntryRefused: shown in words */
  work: (by: string) => Promise<Done>;
}

/** Takes the page's forms: does what they ask for and shows the page again, or says in words why it was not done. */
@Injectable()
export class TicketForms {
  constructor(
    @Inject(ConsoleSender) private readonly pages: ConsoleSender,
    @Inject(TicketPages) private readonly tickets: TicketPages,
    @Inject(TicketDesk) private readonly desk: TicketDesk,
    @Inject(TEXTS) private readonly locales: Locales,
  ) {}

  /** @throws NotFoundException for another office's ticket as for none */
  async at(reply: FastifyReply): Promise<AtTicket> {
    const at = this.desk.at(reply);
    if (!(await this.tickets.has(at.tenant, at.number))) throw new NotFoundException('no such ticket');
    return at;
  }

  /** Files that could not be taken: the process holds too many, or one of them is too large. */
  filesLost(busy: boolean): CodedError {
    return busy
      ? new CodedError('uploads-busy', 'too many uploads at once', true)
      : new CodedError('upload-too-large', 'a file is too large, or there are too many', false);
  }

  async run(at: AtTicket, { form, values, work }: FormWork): Promise<void> {
    const words = this.pages.words(at.request, at.user);
    try {
      const { key, params, path } = await work(actorOfUser(at.user));
      const page = path ?? `/console/aduan/${at.number}`;
      await this.pages.redirect(at.reply, page, words(`ticket.done.${key}`, params));
    } catch (error) {
      const errors = errorTexts(words, this.locales, error);
      if (!errors) throw error;
      await this.desk.refuse(at, { form, values, errors });
    }
  }
}

/** What the page says of an error; undefined: it is a fault of ours. */
export function errorTexts(words: ConsoleWords, locales: Locales, error: unknown): string[] | undefined {
  if (error instanceof EntryRefused)
    return error.errors.map(({ code, params = {} }) =>
      words.has(`ticket.refused.file.${code}`)
        ? words(`ticket.refused.file.${code}`, inMegabytes(params))
        : locales.translate(words.locale, `entry.errors.${code}`, params),
    );
  if (!(error instanceof CodedError) || !words.has(`ticket.refused.${error.code}`)) return undefined;
  return [words(`ticket.refused.${error.code}`)];
}

/** Limits are bytes; people read megabytes. */
function inMegabytes(params: TextParams): TextParams {
  const max = Number(params['max']);
  return { ...params, max: Math.max(1, Math.floor(max / 1_048_576)) };
}
