import { randomUUID } from 'node:crypto';
import { Controller, Get, Inject, NotFoundException, Param, Post, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { actorOfUser } from '../../accounts/console-user.js';
import type { StaffMember } from '../../agencies/staff-directory.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { textField } from '../frame/form-body.js';
import { Needs } from '../frame/needs.js';
import { visitOf, type Visit } from '../frame/visit.js';
import { OFFICER_FIELDS, officerValues, type OfficerValues } from './officer-form.js';
import { OfficersDesk } from './officers-desk.js';
import { fieldErrors, type EditContext } from './pages/edit-context.js';
import { OfficerFormPage, OfficerRow, OFFICERS_PATH, OfficersPage } from './pages/officers-page.js';
import { SettingsContext } from './settings-context.js';

const NEW = 'baru';

/** The people of the office and of its agencies: who is told, by which means. Addresses are shown when asked for. */
@ApiExcludeController()
@Controller(OFFICERS_PATH.slice(1))
@UseGuards(ConsoleGuard)
export class OfficersController {
  constructor(
    @Inject(OfficersDesk) private readonly desk: OfficersDesk,
    @Inject(SettingsContext) private readonly context: SettingsContext,
  ) {}

  @Get()
  @Needs('settings:read')
  async list(@Res() reply: FastifyReply): Promise<void> {
    const visit = visitOf(reply);
    await this.sendList(visit, await this.context.of(visit.request, visit.user));
  }

  @Get(':pejabat')
  @Needs('settings:manage')
  async form(@Param('pejabat') id: string, @Res() reply: FastifyReply): Promise<void> {
    const visit = visitOf(reply);
    const context = await this.context.of(visit.request, visit.user);
    const member = await this.known(context, id);
    await this.sendForm(visit, context, member, member ? officerValues(member) : {});
  }

  @Post(':pejabat')
  @Needs('settings:manage')
  async change(@Param('pejabat') id: string, @Res() reply: FastifyReply): Promise<void> {
    const visit = visitOf(reply);
    const { request, user } = visit;
    const context = await this.context.of(request, user);
    const member = await this.known(context, id);
    const step = textField(request, 'langkah');
    if (step === 'simpan' || !member) return this.save(visit, context, member);
    if (step === 'alamat') return this.show(visit, context, member);
    const { words, tenant } = context;
    if (step === 'uji') {
      const sent = await this.desk.test(tenant, member, textField(request, 'nonce').slice(0, 64));
      const unreached = { kind: 'warning', text: words('settings.officers.unreached') } as const;
      return this.context.redirect(reply, OFFICERS_PATH, sent ? words('settings.officers.tried') : unreached);
    }
    if (step !== 'akhiri') throw new NotFoundException('there is no such step');
    await this.desk.end(member.id);
    await this.context.redirect(reply, OFFICERS_PATH, words('settings.officers.ended'));
  }

  /** @returns undefined for somebody new @throws NotFoundException for whom this office does not have */
  private async known({ tenant }: EditContext, id: string): Promise<StaffMember | undefined> {
    if (id === NEW) return undefined;
    const member = await this.desk.find(tenant, id);
    if (!member) throw new NotFoundException('there is no such person');
    return member;
  }

  private async save(visit: Visit, context: EditContext, member?: StaffMember): Promise<void> {
    const { words, tenant } = context;
    const values: OfficerValues = Object.fromEntries(OFFICER_FIELDS.map((name) => [name, textField(visit.request, name)])); // prettier-ignore
    const wrong = await this.desk.save(tenant, values, member);
    if (wrong.length > 0) return this.sendForm(visit, context, member, values, fieldErrors(words, wrong));
    await this.context.redirect(visit.reply, OFFICERS_PATH, words('settings.officers.saved'));
  }

  private async show(visit: Visit, context: EditContext, { id }: StaffMember): Promise<void> {
    const { request, reply, user } = visit;
    const member = await this.desk.look(context.tenant, id, actorOfUser(user));
    if (!member) throw new NotFoundException('there is no such person');
    if (request.headers['hx-request'] === undefined) return this.sendList(visit, context, id);
    await this.context.fragment(reply, OfficerRow({ ...context, members: [], member, nonce: randomUUID(), shown: id }));
  }

  private async sendList({ request, reply, user }: Visit, context: EditContext, shown?: string): Promise<void> {
    const members = await this.desk.list(context.tenant);
    const body = OfficersPage({ ...context, members, nonce: randomUUID(), ...(shown !== undefined && { shown }) });
    await this.context.send(request, reply, { user, title: context.words('settings.part.pejabat'), body });
  }

  private async sendForm(
    { request, reply, user }: Visit,
    context: EditContext,
    member: StaffMember | undefined,
    values: OfficerValues,
    errors: ReturnType<typeof fieldErrors> = [],
  ): Promise<void> {
    const title = member?.name ?? context.words('settings.officers.add');
    const body = OfficerFormPage({ ...context, values, errors, ...(member && { member }) });
    await this.context.send(request, reply, { user, title, body, status: errors.length > 0 ? 422 : 200 });
  }
}
