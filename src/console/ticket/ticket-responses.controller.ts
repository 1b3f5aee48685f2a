import { Controller, Inject, Post, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CodedError } from '../../messaging/errors.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { textField } from '../frame/form-body.js';
import { Needs } from '../frame/needs.js';
import { ownRow } from './own-row.js';
import type { AtTicket } from './ticket-desk.js';
import { TicketForms } from './ticket-forms.js';
import { TICKET_PARTS, type TicketConsoleParts } from './ticket-parts.js';

const OWN_RESPONSE = `
  SELECT 1 FROM response r JOIN ticket t ON t.id = r.ticket_id WHERE r.id = $1 AND t.number = $2 AND t.tenant = $3`;

/** What the office does with what agencies say: checks it, and sees to what they only kept. */
@Controller('console/aduan/:number')
@UseGuards(ConsoleGuard)
export class TicketResponsesController {
  constructor(
    @Inject(TicketForms) private readonly forms: TicketForms,
    @Inject(TICKET_PARTS) private readonly parts: TicketConsoleParts,
  ) {}

  @Post('teruskan')
  @Needs('responses:check')
  async forward(@Res() reply: FastifyReply): Promise<void> {
    const at = await this.forms.at(reply);
    const values = { teks: textField(at.request, 'teks') };
    await this.forms.run(at, {
      form: 'forward',
      values,
      work: async (by) => {
        await this.parts.checks.forward(at.number, by, values.teks);
        return { key: 'forwarded' };
      },
    });
  }

  @Post('kembalikan')
  @Needs('responses:check')
  async sendBack(@Res() reply: FastifyReply): Promise<void> {
    const at = await this.forms.at(reply);
    const values = { teks: textField(at.request, 'teks'), instansi: textField(at.request, 'instansi') };
    await this.forms.run(at, {
      form: 'send-back',
      values,
      work: async (by) => {
        const of = values.instansi === '' ? {} : { agency: values.instansi };
        await this.parts.checks.sendBack(at.number, values.teks, by, of);
        return { key: 'sentBack' };
      },
    });
  }

  @Post('ajukan-draf')
  @Needs('responses:check')
  async submitDraft(@Res() reply: FastifyReply): Promise<void> {
    const at = await this.forms.at(reply);
    const values = { draf: textField(at.request, 'draf'), teks: textField(at.request, 'teks') };
    await this.forms.run(at, {
      form: 'submit-draft',
      values,
      work: async (by) => {
        await this.assertOwn(at, values.draf);
        const said = { actor: { kind: 'operator', by }, text: values.teks } as const;
        const { state } = await this.parts.drafts.submitDraft(values.draf, said);
        return { key: state === 'used' ? 'draftAnswered' : 'draftSubmitted' };
      },
    });
  }

  @Post('hapus-draf')
  @Needs('responses:check')
  async dropDraft(@Res() reply: FastifyReply): Promise<void> {
    const at = await this.forms.at(reply);
    const values = { draf: textField(at.request, 'draf') };
    await this.forms.run(at, {
      form: 'drop-draft',
      values,
      work: async (by) => {
        await this.assertOwn(at, values.draf);
        await this.parts.drafts.dropDraft(values.draf, { kind: 'operator', by });
        return { key: 'draftDropped' };
      },
    });
  }

  private async assertOwn(at: AtTicket, id: string): Promise<void> {
    if (!(await ownRow(this.parts.database, OWN_RESPONSE, id, at)))
      throw new CodedError('response-unknown', 'the ticket has no such response', false);
  }
}
