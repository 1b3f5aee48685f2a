import { randomUUID } from 'node:crypto';
import { Controller, Get, Inject, NotFoundException, Param, Post, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { isReplyKey } from '../../tenants/reply-texts.js';
import { ConsoleGuard } from '../frame/console.guard.js';
import { textField } from '../frame/form-body.js';
import { Needs, WhileTyping } from '../frame/needs.js';
import { visitOf, type Visit } from '../frame/visit.js';
import { readOpenValues, readValues, type FormValues } from './edit/item-editor.js';
import { UNIT_FIELD } from './edit/agency-editor.js';
import { fieldErrors, type EditContext } from './pages/edit-context.js';
import { EditPage, partPath, RefusedPage, ReviewPage, type ItemPageProps } from './pages/edit-page.js';
import { ListPage } from './pages/list-page.js';
import { Previews, TextAside } from './pages/text-aside.js';
import { partOf, savingOf, SettingsContext } from './settings-context.js';
import { SettingsDesk, type Part, type Saved } from './settings-desk.js';
import { TextPreviews } from './text-previews.js';

/** Of something new, in place of its id. */
const NEW = 'baru';

/** A visit to the thing that its address names. */
interface Asked extends Visit {
  part: Part;
  /** Null: something new. */
  item: string | null;
}

/** Agencies, categories, rules and reply texts: each has a list, a form, a look at what would change, and its end. */
@ApiExcludeController()
@Controller('console/pengaturan')
@UseGuards(ConsoleGuard)
export class SettingsItemsController {
  constructor(
    @Inject(SettingsDesk) private readonly desk: SettingsDesk,
    @Inject(SettingsContext) private readonly context: SettingsContext,
    @Inject(TextPreviews) private readonly previews: TextPreviews,
  ) {}

  @Get(':bagian')
  @Needs('settings:read')
  async list(@Param('bagian') bagian: string, @Res() reply: FastifyReply): Promise<void> {
    const { request, user } = visitOf(reply);
    const part = partOf(bagian);
    const context = await this.context.of(request, user);
    const title = context.words(`settings.part.${part}`);
    await this.context.send(request, reply, { user, title, body: ListPage({ ...context, part }) });
  }

  @Get(':bagian/:item')
  @Needs('settings:read')
  async form(@Param('bagian') bagian: string, @Param('item') item: string, @Res() reply: FastifyReply): Promise<void> {
    const asked = askedOf(reply, bagian, item);
    const context = await this.known(asked);
    const values = this.desk.editor(asked.part, context.tenant).values(context.tenant, asked.item);
    await this.sendForm(asked, context, { values, base: this.desk.revisions.state(context.tenant.slug).newest });
  }

  @Post('teks/:item/pratinjau')
  @Needs('settings:manage')
  @WhileTyping()
  async preview(@Param('item') item: string, @Res() reply: FastifyReply): Promise<void> {
    const { request, user } = visitOf(reply);
    const context = await this.context.of(request, user);
    if (!isReplyKey(item)) throw new NotFoundException('there is no such text');
    const values = readValues(request, this.desk.editor('teks', context.tenant));
    const previews = this.previews.of(context, item, values);
    await this.context.fragment(reply, Previews({ words: context.words, previews }));
  }

  @Post(':bagian/:item')
  @Needs('settings:manage')
  async change(
    @Param('bagian') bagian: string,
    @Param('item') item: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const asked = askedOf(reply, bagian, item);
    const context = await this.known(asked);
    const step = textField(asked.request, 'langkah');
    if (step === 'akhiri' || step === 'simpan-akhir') await this.end(asked, context, step === 'simpan-akhir');
    else await this.edit(asked, context, step);
  }

  /** @throws NotFoundException for what this office has none of */
  private async known({ request, user, part, item }: Asked): Promise<EditContext> {
    const context = await this.context.of(request, user);
    const editor = this.desk.editor(part, context.tenant);
    const there = item === null ? part !== 'teks' : editor.title(context.tenant, item) !== undefined;
    if (!there) throw new NotFoundException('there is nothing of this name');
    return context;
  }

  private async edit(asked: Asked, context: EditContext, step: string): Promise<void> {
    const { request, user, part, item } = asked;
    const { words, tenant } = context;
    const editor = this.desk.editor(part, tenant);
    const values = { ...readValues(request, editor), ...(part === 'instansi' && readOpenValues(request, UNIT_FIELD)) };
    const saving = savingOf(request, user);
    if (step === 'simpan' && (await this.desk.revisions.hasSaved(tenant.slug, saving.nonce)))
      return this.context.redirect(asked.reply, partPath(part), words('settings.saved'));
    if (step === 'ubah') return this.sendForm(asked, context, { values, base: saving.base });
    const judged = await this.desk.judge(tenant, editor, item, values);
    if (!judged.ok)
      return this.sendForm(asked, context, { values, base: saving.base, errors: fieldErrors(words, judged.wrong) });
    if (step !== 'simpan') {
      const title = words('settings.lookAt', { title: this.titleOf(context, part, item) });
      const body = ReviewPage({
        ...context,
        title,
        values,
        action: partPath(part, item),
        step: 'simpan',
        review: judged.review,
        base: saving.base,
        nonce: randomUUID(),
        back: { words: words('settings.goOn') },
      });
      return this.context.send(request, asked.reply, { user, title, body });
    }
    const saved = await this.desk.save(tenant, judged.edits, saving);
    await this.afterSave(asked, context, saved, values);
  }

  private async afterSave(asked: Asked, context: EditContext, saved: Saved, values: FormValues): Promise<void> {
    const { words, tenant } = context;
    if (saved.outcome === 'wrong')
      return this.sendForm(asked, context, {
        values,
        base: this.desk.revisions.state(tenant.slug).newest,
        errors: fieldErrors(words, saved.wrong),
      });
    if (saved.outcome === 'conflict') {
      // What others saved holds by now: the form goes on upon that.
      const fresh = await this.context.of(asked.request, asked.user);
      return this.sendForm(asked, fresh, { values, base: saved.newest, since: saved.since, status: 409 });
    }
    await this.context.redirect(asked.reply, partPath(asked.part), words('settings.saved'));
  }

  private async end(asked: Asked, context: EditContext, sure: boolean): Promise<void> {
    const { request, reply, user, part, item } = asked;
    const { words, tenant } = context;
    const editor = this.desk.editor(part, tenant);
    if (item === null || !editor.retire) throw new NotFoundException('this has no end');
    const title = words('settings.endOf', { title: this.titleOf(context, part, item) });
    const saving = savingOf(request, user);
    const judged = await this.desk.judgeRetiring(tenant, editor, item);
    const back = partPath(part, item);
    if (!judged.ok) {
      const body = RefusedPage({ words, title, errors: fieldErrors(words, judged.wrong), back });
      return this.context.send(request, reply, { user, title, body, status: 422 });
    }
    const saved = sure ? await this.desk.save(tenant, judged.edits, saving) : undefined;
    if (saved?.outcome === 'saved' || saved?.outcome === 'unchanged')
      return this.context.redirect(reply, partPath(part), words('settings.ended'));
    // Somebody saved meanwhile: what would change is looked at anew.
    const base = this.desk.revisions.state(tenant.slug).newest;
    const body = ReviewPage({
      ...context,
      title,
      values: {},
      action: back,
      step: 'simpan-akhir',
      review: judged.review,
      base,
      nonce: randomUUID(),
      back: { words: words('settings.back'), path: back },
      ...(judged.use && judged.use.officers > 0 && { children: words('settings.officersLeft', { count: judged.use.officers }) }),
    }); // prettier-ignore
    await this.context.send(request, reply, { user, title, body, status: saved ? 409 : 200 });
  }

  private async sendForm(
    { request, reply, user, part, item }: Asked,
    context: EditContext,
    form: Pick<ItemPageProps, 'values' | 'base' | 'since'> & { errors?: ItemPageProps['errors']; status?: number },
  ): Promise<void> {
    const { errors = [], status = errors.length > 0 ? 422 : 200, ...shown } = form;
    const title = this.titleOf(context, part, item);
    const ends = this.desk.editor(part, context.tenant).retire !== undefined;
    const aside =
      part === 'teks' && item !== null && isReplyKey(item)
        ? TextAside({
            words: context.words,
            previews: this.previews.of(context, item, form.values),
            path: `${partPath(part, item)}/pratinjau`,
          })
        : undefined;
    const body = EditPage({ ...context, ...shown, errors, part, item, title, ends, ...(aside && { aside }) });
    await this.context.send(request, reply, { user, title, body, status });
  }

  private titleOf({ words, tenant }: EditContext, part: Part, item: string | null): string {
    if (item === null) return words(`settings.add.${part}`);
    if (part === 'teks') return words(`settings.text.${item}`);
    const title = this.desk.editor(part, tenant).title(tenant, item) ?? item;
    return part === 'aturan' ? words('settings.ruleTitle', { id: title }) : title;
  }
}

/** @throws NotFoundException for an address that names no part */
function askedOf(reply: FastifyReply, part: string, item: string): Asked {
  return { ...visitOf(reply), part: partOf(part), item: item === NEW ? null : item };
}
