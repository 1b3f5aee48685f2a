import { Controller, Inject, Post, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { dispatchSeveral } from '../../dispatch/dispatch-several.js';
import { CodedError } from '../../messaging/errors.js';
import { ARCHIVE_REASONS, isTold } from '../../replies/archive-reasons.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { listField, textField } from '../frame/form-body.js';
import { Needs } from '../frame/needs.js';
import { dispatchForm } from './dispatch-fields.js';
import { ownRow } from './own-row.js';
import { localTime } from './rules/local-time.js';
import { targetOf } from './rules/dispatch-targets.js';
import { TicketForms } from './ticket-forms.js';
import { TICKET_PARTS, type TicketConsoleParts } from './ticket-parts.js';

const DISPATCH_OF = `
  SELECT 1 FROM dispatch d JOIN ticket t ON t.id = d.ticket_id WHERE d.id = $1 AND t.number = $2 AND t.tenant = $3`;

/** Where a ticket goes: to agencies and back, and how it ends. */
@Controller('console/aduan/:number')
@UseGuards(ConsoleGuard)
export class TicketRouteController {
  constructor(
    @Inject(TicketForms) private readonly forms: TicketForms,
    @Inject(TICKET_PARTS) private readonly parts: TicketConsoleParts,
  ) {}

  /** The one that was chosen leads, unless others do already; further ones work beside it. */
  @Post('disposisi')
  @Needs('tickets:dispatch')
  async dispatch(@Res() reply: FastifyReply): Promise<void> {
    const at = await this.forms.at(reply);
    const values = dispatchForm(at.request);
    const also = listField(at.request, 'juga');
    await this.forms.run(at, {
      form: 'dispatch',
      values,
      work: async (by) => {
        const target = targetOf(at.tenant, values.kepada);
        if (!target) throw new CodedError('agency-unknown', 'no agency was chosen', false);
        const dueAt = values.batas === '' ? undefined : localTime(values.batas, at.tenant.zone);
        const common = { note: values.catatan, actor: { kind: 'operator', by } as const, ...(dueAt && { dueAt }) };
        const first = { agency: target.agency, ...(target.unit !== null && { unit: target.unit }), ...(values.koordinator === '1' && { lead: true }) };
        const others = also.filter((agency) => agency !== target.agency).map((agency) => ({ ...common, agency }));
        const made = await this.parts.actions.transaction((tx) =>
          dispatchSeveral(tx, this.parts, at.number, [{ ...common, ...first }, ...others]),
        );
        if (made.length > 1) return { key: 'dispatchedTo', params: { count: made.length } };
        return { key: made.every(({ repeated }) => repeated) ? 'dispatchedBefore' : 'dispatched' };
      },
    });
  } // prettier-ignore

  @Post('tarik')
  @Needs('tickets:dispatch')
  async withdraw(@Res() reply: FastifyReply): Promise<void> {
    const at = await this.forms.at(reply);
    const id = textField(at.request, 'disposisi');
    await this.forms.run(at, {
      form: 'withdraw',
      values: { disposisi: id },
      work: async (by) => {
        const { database, dispatches } = this.parts;
        if (!(await ownRow(database, DISPATCH_OF, id, at)))
          throw new CodedError('dispatch-unknown', 'the ticket has no such dispatch', false);
        await dispatches.withdraw(id, { kind: 'operator', by });
        return { key: 'withdrawn' };
      },
    });
  }

  @Post('arsip')
  @Needs('tickets:end')
  async archive(@Res() reply: FastifyReply): Promise<void> {
    const at = await this.forms.at(reply);
    const values = { alasan: textField(at.request, 'alasan'), teks: textField(at.request, 'teks') };
    await this.forms.run(at, {
      form: 'archive',
      values,
      work: async (by) => {
        const reason = ARCHIVE_REASONS.find((each) => each === values.alasan);
        if (!reason) throw new CodedError('reason-missing', 'no reason was chosen', false);
        const text = values.teks === '' ? {} : { text: values.teks };
        await this.parts.endings.archive(at.number, { reason, ...text, actor: { kind: 'operator', by } });
        return { key: isTold(reason) ? 'archived' : 'archivedUntold' };
      },
    });
  }

  @Post('tutup')
  @Needs('tickets:end')
  async close(@Res() reply: FastifyReply): Promise<void> {
    const at = await this.forms.at(reply);
    await this.forms.run(at, {
      form: 'close',
      values: {},
      work: async (by) => {
        await this.parts.endings.close(at.number, { kind: 'operator', by });
        return { key: 'closed' };
      },
    });
  }

  @Post('buka-lagi')
  @Needs('tickets:end')
  async reopen(@Res() reply: FastifyReply): Promise<void> {
    const at = await this.forms.at(reply);
    await this.forms.run(at, {
      form: 'reopen',
      values: {},
      work: async (by) => {
        await this.parts.endings.reopen(at.number, { kind: 'operator', by });
        return { key: 'reopened' };
      },
    });
  }
}
