import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { actorOfUser, may, type ConsoleUser } from '../../accounts/console-user.js';
import type { EntryFile, EntryRefused } from '../../manual/entry-input.js';
import { CHANNEL_REGISTRY, type ChannelRegistry } from '../../messaging/ports.js';
import { PUBLIC_LIMITS, type PublicLimits } from '../../public/public-limits.js';
import { UploadBudget, withSubmission } from '../../public/submission.js';
import { AreaDirectory } from '../../tenants/areas.js';
import { TEXTS, type Locales } from '../../tenants/locales.js';
import { ConsoleSender } from '../frame/console-sender.js';
import { Csrf } from '../frame/csrf.js';
import type { FieldError } from '../frame/form-parts.js';
import { entryWays, fieldOf, type EntryValues } from './entry-form.js';
import { OpenTickets } from './open-tickets.js';
import { EntryPage } from './pages/entry-page.js';

const MEGABYTE = 1_048_576;

export interface EntrySubmission {
  fields: Readonly<Record<string, string>>;
  files: readonly EntryFile[];
  /** No room for the files just now. */
  busy: boolean;
}

export interface EntryParts {
  areas: AreaDirectory;
  tickets: OpenTickets;
  publicUrl: string;
}
export const ENTRY_PARTS = Symbol('EntryParts');

/** Reads and shows the form of an entry. */
@Injectable()
export class EntryContext {
  private readonly budget = new UploadBudget();

  constructor(
    @Inject(ENTRY_PARTS) private readonly parts: EntryParts,
    @Inject(ConsoleSender) private readonly pages: ConsoleSender,
    @Inject(CHANNEL_REGISTRY) readonly channels: ChannelRegistry,
    @Inject(PUBLIC_LIMITS) private readonly limits: PublicLimits,
    @Inject(TEXTS) private readonly texts: Locales,
    @Inject(Csrf) private readonly csrf: Csrf,
  ) {}

  /** A form with files is read here, so that its token is looked at here. @throws ForbiddenException, OtherOffice */
  async read(
    request: FastifyRequest,
    user: ConsoleUser,
    use: (submission: EntrySubmission) => Promise<void>,
  ): Promise<void> {
    const options = { limits: this.limits, budget: this.budget, keepFiles: true };
    await withSubmission(request, options, async ({ fields, files, busy }) => {
      if (request.isMultipart()) this.csrf.check(user, fields);
      // What was too large or too many has no bytes: the desk says so by its size.
      const given = files.map(({ filename, bytes }) => ({ filename, bytes: bytes ?? this.tooLarge() }));
      await use({ fields, files: given, busy });
    });
  }

  async send(
    request: FastifyRequest,
    reply: FastifyReply,
    user: ConsoleUser,
    { values, errors = [], status = 200 }: { values: EntryValues; errors?: readonly FieldError[]; status?: number },
  ): Promise<void> {
    const tenant = this.pages.tenantOf(request, user);
    const words = this.pages.words(request, user);
    const looksUp = may(user, 'identities:read');
    const typed = { phone: values.telepon ?? '', email: values.surel ?? '' };
    const { photosPerReport: most, photoBytes } = this.limits;
    const body = EntryPage({
      words,
      tenant,
      areas: await this.parts.areas.of(tenant),
      ways: entryWays(tenant.slug, this.channels),
      values,
      errors,
      open: looksUp ? await this.parts.tickets.of(tenant.slug, typed, actorOfUser(user)) : [],
      looksUp,
      csrf: this.pages.csrf(user),
      userId: user.id,
      files: { most, megabytes: Math.floor(photoBytes / MEGABYTE) },
    });
    const title = words('entry.title');
    const shortcuts = [{ keys: 'Ctrl+Enter', text: words('entry.save') }];
    await this.pages.page(request, reply, { user, title, active: 'entry', body, status, scripts: ['entry.js'], shortcuts }); // prettier-ignore
  }

  /** What the desk refused, beside its fields. */
  inWords(request: FastifyRequest, user: ConsoleUser, { errors }: EntryRefused): FieldError[] {
    const words = this.pages.words(request, user);
    return errors.map(({ field, code, params }) => {
      // The desk names a way as the API does.
      const replyBy = params?.['replyBy'];
      const said = replyBy === undefined ? params : { ...params, replyBy: words(`entry.reply.${String(replyBy)}`) };
      return { field: fieldOf(field), text: this.texts.translate(words.locale, `entry.errors.${code}`, said) };
    });
  }

  trackingUrl(tenant: string): string {
    return `${this.parts.publicUrl}/${tenant}/lacak`;
  }

  private tooLarge(): Buffer {
    return Buffer.alloc(this.limits.photoBytes + 1);
  }
}
