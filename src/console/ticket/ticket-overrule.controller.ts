import { Controller, Inject, Post, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CodedError } from '../../messaging/errors.js';
import { formatTicketNumber } from '../../pipeline/identify/ticket-number.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { listField, textField } from '../frame/form-body.js';
import { isId } from '../frame/is-id.js';
import { Needs } from '../frame/needs.js';
import { ownRow } from './own-row.js';
import { TicketPages } from './read/ticket-pages.js';
import { targetOf } from './rules/dispatch-targets.js';
import { TicketForms } from './ticket-forms.js';
import { TICKET_PARTS, type TicketConsoleParts } from './ticket-parts.js';

const OWN_PHOTO = `
  SELECT 1 FROM attachment a JOIN ticket t ON t.id = a.ticket_id WHERE a.id = $1 AND t.number = $2 AND t.tenant = $3`;

/** A human's word against the machine's; each is kept beside what it corrects, and can be taken back. */
@Controller('console/aduan/:number')
@UseGuards(ConsoleGuard)
export class TicketOverruleController {
  constructor(
    @Inject(TicketForms) private readonly forms: TicketForms,
    @Inject(TicketPages) private readonly tickets: TicketPages,
    @Inject(TICKET_PARTS) private readonly parts: TicketConsoleParts,
  ) {}

  @Post('kategori')
  @Needs('tickets:overrule')
  async classify(@Res() reply: FastifyReply): Promise<void> {
    const at = await this.forms.at(reply);
    const values = { kategori: textField(at.request, 'kategori'), kadar: textField(at.request, 'kadar'), jenis: textField(at.request, 'jenis') };
    await this.forms.run(at, {
      form: 'classify',
      values,
      work: async (by) => {
        const { kategori: category, kadar: level, jenis: kind } = values;
        const wanted = { ...(category !== '' && { category }), ...(level !== '' && { level }), ...(kind !== '' && { kind }) };
        await this.parts.overruling.overrulings.recategorise(at.number, wanted, by);
        return { key: 'classified' };
      },
    });
  } // prettier-ignore

  @Post('instansi')
  @Needs('tickets:overrule')
  async route(@Res() reply: FastifyReply): Promise<void> {
    const at = await this.forms.at(reply);
    const values = { instansi: textField(at.request, 'instansi') };
    await this.forms.run(at, {
      form: 'route',
      values,
      work: async (by) => {
        const target = targetOf(at.tenant, values.instansi);
        if (!target) throw new CodedError('agency-unknown', 'no agency was chosen', false);
        const { agency, unit } = target;
        await this.parts.overruling.overrulings.reroute(at.number, { agency, ...(unit !== null && { unit }) }, by);
        return { key: 'rerouted' };
      },
    });
  }

  /** The place that a photo brought along. */
  @Post('lokasi')
  @Needs('tickets:overrule')
  async place(@Res() reply: FastifyReply): Promise<void> {
    const at = await this.forms.at(reply);
    const id = textField(at.request, 'berkas');
    await this.forms.run(at, {
      form: 'place',
      values: { berkas: id },
      work: async (by) => {
        const { database, attachments } = this.parts;
        if (!(await ownRow(database, OWN_PHOTO, id, at)))
          throw new CodedError('location-not-offered', 'the ticket has no such photo', false);
        await attachments.acceptLocation(id, by);
        return { key: 'placed' };
      },
    });
  }

  /** Into the one that is named (`ke`), or that one into this (`dari`). */
  @Post('gabung')
  @Needs('tickets:overrule')
  async merge(@Res() reply: FastifyReply): Promise<void> {
    const at = await this.forms.at(reply);
    const values = { ke: textField(at.request, 'ke'), dari: textField(at.request, 'dari') };
    await this.forms.run(at, {
      form: 'merge',
      values,
      work: async (by) => {
        const { merging } = this.parts.overruling;
        const joins = values.dari !== '';
        const other = wholeNumber(joins ? values.dari : values.ke, at.tenant.ticketPrefix);
        // Another office's ticket is answered like one that is not there.
        if (!(await this.tickets.has(at.tenant, other)))
          throw new CodedError('ticket-unknown', 'no such ticket', false);
        const { number, leader } = joins
          ? await merging.merge(other, at.number, by)
          : await merging.merge(at.number, other, by);
        return joins ? { key: 'mergedIn', params: { number } } : { key: 'merged', params: { number: leader } };
      },
    });
  }

  @Post('lepas')
  @Needs('tickets:overrule')
  async unmerge(@Res() reply: FastifyReply): Promise<void> {
    const at = await this.forms.at(reply);
    await this.forms.run(at, {
      form: 'unmerge',
      values: {},
      work: async (by) => {
        const { leader } = await this.parts.overruling.merging.unmerge(at.number, by);
        return { key: 'unmerged', params: { number: leader } };
      },
    });
  }

  @Post('pisah')
  @Needs('tickets:overrule')
  async split(@Res() reply: FastifyReply): Promise<void> {
    const at = await this.forms.at(reply);
    const messages = listField(at.request, 'pesan');
    const values = { pesan: messages.join(','), teks: textField(at.request, 'teks') };
    await this.forms.run(at, {
      form: 'split',
      values,
      work: async (by) => {
        if (!messages.every(isId)) throw new CodedError('split-message-unknown', 'no such message', false);
        const wish = { messages, ...(values.teks !== '' && { text: values.teks }) };
        const { number: made } = await this.parts.overruling.splitting.split(at.number, wish, by);
        return { key: 'split', params: { number: made } };
      },
    });
  }

  @Post('batal')
  @Needs('tickets:overrule')
  async undo(@Res() reply: FastifyReply): Promise<void> {
    const at = await this.forms.at(reply);
    await this.forms.run(at, {
      form: 'undo',
      values: {},
      work: async (by) => {
        const { what } = await this.parts.overruling.undoing.undo(at.number, by);
        return { key: `undone-${what}` };
      },
    });
  }

  @Post('rujukan')
  @Needs('tickets:overrule')
  async reference(@Res() reply: FastifyReply): Promise<void> {
    const at = await this.forms.at(reply);
    const values = { sistem: textField(at.request, 'sistem'), nomor: textField(at.request, 'nomor') };
    await this.forms.run(at, {
      form: 'reference',
      values,
      work: async (by) => {
        const { references } = this.parts.overruling;
        const { task, repeated } = await references.give(at.number, values.sistem, values.nomor, by);
        return { key: repeated ? 'referenceBefore' : task === null ? 'referenced' : 'referencedTask' };
      },
    });
  }
}

/** `123` is this office's, as citizens type it; the width is that of all numbers. */
function wholeNumber(typed: string, prefix: string): string {
  const text = typed.toUpperCase().replace(/\s+/g, '');
  return /^\d{1,12}$/.test(text) ? formatTicketNumber(prefix, Number(text)) : text;
}
