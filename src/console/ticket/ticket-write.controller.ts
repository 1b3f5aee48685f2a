import { Controller, Inject, Post, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { UploadBudget, withSubmission } from '../../public/submission.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { ConsoleSender } from '../frame/console-sender.js';
import { Csrf } from '../frame/csrf.js';
import { textField } from '../frame/form-body.js';
import { Needs, WhileTyping } from '../frame/needs.js';
import { Measure } from './pages/measure.js';
import { measureOf } from './rules/measure.js';
import { TicketPages } from './read/ticket-pages.js';
import { TicketForms } from './ticket-forms.js';
import { TICKET_PARTS, type TicketConsoleParts } from './ticket-parts.js';

/** What is written on a ticket's page: to its citizen, to colleagues. */
@Controller('console/aduan/:number')
@UseGuards(ConsoleGuard)
export class TicketWriteController {
  private readonly budget = new UploadBudget();

  constructor(
    @Inject(TicketForms) private readonly forms: TicketForms,
    @Inject(ConsoleSender) private readonly pages: ConsoleSender,
    @Inject(TicketPages) private readonly tickets: TicketPages,
    @Inject(Csrf) private readonly csrf: Csrf,
    @Inject(TICKET_PARTS) private readonly parts: TicketConsoleParts,
  ) {}

  @Post('jawab')
  @Needs('tickets:answer')
  async answer(@Res() reply: FastifyReply): Promise<void> {
    const at = await this.forms.at(reply);
    const { uploads: limits, answers, files: office } = this.parts;
    await withSubmission(at.request, { limits, budget: this.budget, keepFiles: true }, async ({ fields, files, fileCount, busy }) => {
      // The guard lets multipart forms pass by the browser's word; their own token is in the body.
      if (at.request.isMultipart()) this.csrf.check(at.user, fields);
      const { teks: text = '', nonce = '' } = fields;
      const tooLarge = busy || files.length < fileCount || files.some(({ bytes }) => !bytes);
      await this.forms.run(at, {
        form: 'answer',
        values: { teks: text, nonce },
        work: async (by) => {
          if (tooLarge) throw this.forms.filesLost(busy);
          const attachments = await office.keep(files.map(({ filename, bytes }) => ({ filename, bytes: bytes ?? Buffer.alloc(0) })));
          const { task, repeated } = await answers.answer(at.number, text, { by, nonce: `console:${nonce}`, attachments });
          return { key: repeated ? 'answerRepeated' : task === null ? 'answered' : `answered-${task}` };
        },
      });
    });
  } // prettier-ignore

  @Post('tanya')
  @Needs('tickets:answer')
  async ask(@Res() reply: FastifyReply): Promise<void> {
    const at = await this.forms.at(reply);
    const values = { teks: textField(at.request, 'teks'), nonce: textField(at.request, 'nonce') };
    await this.forms.run(at, {
      form: 'ask',
      values,
      work: async (by) => {
        const asker = { actor: { kind: 'operator', by }, nonce: `console:${values.nonce}` } as const;
        await this.parts.questions.ask(at.number, values.teks, asker);
        return { key: 'asked' };
      },
    });
  }

  @Post('lanjutkan')
  @Needs('tickets:answer')
  async resume(@Res() reply: FastifyReply): Promise<void> {
    const at = await this.forms.at(reply);
    await this.forms.run(at, {
      form: 'resume',
      values: {},
      work: async (by) => {
        await this.parts.actions.apply({ number: at.number }, 'resume', { kind: 'operator', by });
        return { key: 'resumed' };
      },
    });
  }

  @Post('catatan')
  @Needs('tickets:note')
  async note(@Res() reply: FastifyReply): Promise<void> {
    const at = await this.forms.at(reply);
    const values = { teks: textField(at.request, 'teks'), nonce: textField(at.request, 'nonce') };
    await this.forms.run(at, {
      form: 'note',
      values,
      work: async (by) => {
        await this.parts.notes.add(at.number, values.teks, { by, nonce: values.nonce });
        return { key: 'noted' };
      },
    });
  }

  /** How long, how dear, and what the citizen reads of what is being typed: nothing is kept. */
  @Post('ukuran')
  @Needs('tickets:answer')
  @WhileTyping()
  async measure(@Res() reply: FastifyReply): Promise<void> {
    const at = await this.forms.at(reply);
    const found = await this.tickets.way(at.tenant, at.number);
    const words = this.pages.words(at.request, at.user);
    const measured = found && measureOf(this.parts.composer, at.tenant, found, textField(at.request, 'teks'));
    await this.pages.fragment(reply, Measure({ words, measured }));
  }
}
