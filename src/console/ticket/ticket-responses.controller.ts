import { Controller, Inject, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ConsoleUser } from '../../accounts/console-user.js';
import { CodedError } from '../../messaging/errors.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { textField } from '../frame/form-body.js';
import { CurrentUser, Needs } from '../frame/needs.js';
import type { AtTicket } from './ticket-desk.js';
import { TicketForms } from './ticket-forms.js';
import { TICKET_PARTS, type TicketConsoleParts } from './ticket-parts.js';

const OWN_RESPONSE = `
  SELECT 1 FROM response r JOIN ticket t ON t.id = r.ticket_id WHERE r.id = $1 AND t.number = $2 AND t.tenant = $3`;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

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
  async forward(
    @Param('number') number: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentUser() user: ConsoleUser,
  ): Promise<void> {
    const at = await this.forms.at(request, reply, user, number);
    const values = { teks: textField(request, 'teks') };
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
  async sendBack(
    @Param('number') number: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentUser() user: ConsoleUser,
  ): Promise<void> {
    const at = await this.forms.at(request, reply, user, number);
    const values = { teks: textField(request, 'teks'), instansi: textField(request, 'instansi') };
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
  async submitDraft(
    @Param('number') number: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentUser() user: ConsoleUser,
  ): Promise<void> {
    const at = await this.forms.at(request, reply, user, number);
    const values = { draf: textField(request, 'draf'), teks: textField(request, 'teks') };
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
  async dropDraft(
    @Param('number') number: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentUser() user: ConsoleUser,
  ): Promise<void> {
    const at = await this.forms.at(request, reply, user, number);
    const values = { draf: textField(request, 'draf') };
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

  private async assertOwn({ number, tenant }: AtTicket, id: string): Promise<void> {
    const own = UUID.test(id) && (await this.parts.database.query(OWN_RESPONSE, [id, number, tenant.slug])).length > 0;
    if (!own) throw new CodedError('response-unknown', 'the ticket has no such response', false);
  }
}
