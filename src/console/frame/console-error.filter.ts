import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ConsoleUser } from '../../accounts/console-user.js';
import { Sessions } from '../../accounts/sessions.js';
import { errorCode } from '../../messaging/errors.js';
import { LOGGER, type Logger } from '../../observability/logger.js';
import { statusOf } from '../../public/page-error.filter.js';
import { TENANTS, type TenantRegistry } from '../../tenants/tenant-registry.js';
import { ConsoleRedirect } from './console-redirect.js';
import { ConsoleSender } from './console-sender.js';
import { BareDocument, ErrorDocument, ErrorPart, type Trouble } from './error-page.js';
import { OtherOffice, SessionLost, typedIn } from './form-kept.js';
import { KeptPart } from './kept-part.js';
import { userOf } from './needs.js';
import { cameFrom, inOffice, returnPath, signInPath } from './return-path.js';
import { sessionToken } from './session-cookie.js';
import { themeOf } from './theme.js';

/** What goes wrong below /console, as a page that says what happened and what to do next. */
@Catch()
export class ConsoleErrorFilter implements ExceptionFilter {
  constructor(
    @Inject(ConsoleSender) private readonly pages: ConsoleSender,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(TENANTS) private readonly tenants: TenantRegistry,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    if (error instanceof ConsoleRedirect) {
      if (!reply.sent) await this.elsewhere(request, reply, error.path);
      return;
    }
    const status = statusOf(error);
    if (status >= 500)
      this.logger.error({ route: request.routeOptions.url, status, error: errorCode(error) }, 'a request failed');
    // The answer is under way: nothing can be added to it.
    if (reply.sent) return;
    if (error instanceof SessionLost) await this.lost(request, reply, error);
    else if (error instanceof OtherOffice) await this.otherOffice(request, reply, error);
    else await this.show(request, reply, status);
  }

  private async lost(request: FastifyRequest, reply: FastifyReply, { fields }: SessionLost): Promise<void> {
    const words = this.pages.guestWords(request);
    if (request.headers['hx-request'] !== undefined) return this.short(reply, words('error.session.title'), 401);
    const back = signInPath(returnPath(cameFrom(request)));
    const body = KeptPart({ words, trouble: 'session', typed: typedIn(fields), back });
    const title = words('error.session.title');
    await this.pages.bare(reply, BareDocument({ words, title, theme: themeOf(request), children: body }), 401);
  }

  private async otherOffice(request: FastifyRequest, reply: FastifyReply, { office, fields }: OtherOffice): Promise<void> {
    const user = userOf(request);
    if (!user) return;
    const words = this.pages.words(request, user);
    const params = {
      form: this.tenants.bySlug(office)?.name ?? office,
      now: this.pages.tenantOf(request, user).name,
    };
    if (request.headers['hx-request'] !== undefined) return this.short(reply, words('error.office.short', params), 409);
    const body = KeptPart({ words, trouble: 'office', params, typed: typedIn(fields), back: inOffice(returnPath(cameFrom(request)), office) });
    await this.pages.page(request, reply, { user, title: words('error.office.title'), active: null, body, status: 409 });
  } // prettier-ignore

  /** htmx has no page to put; console.js says the words. */
  private async short(reply: FastifyReply, text: string, status: number): Promise<void> {
    await reply.status(status).header('content-type', 'text/plain; charset=utf-8').send(text);
  }

  private async elsewhere(request: FastifyRequest, reply: FastifyReply, path: string): Promise<void> {
    // A feed that was cut off has nobody to show a page to.
    if (request.headers.accept === 'text/event-stream') await reply.status(401).send();
    else await this.pages.redirect(reply, path);
  }

  private async show(request: FastifyRequest, reply: FastifyReply, status: number): Promise<void> {
    const trouble = troubleOf(status);
    const user = await this.reader(request);
    const words = user ? this.pages.words(request, user) : this.pages.guestWords(request);
    if (request.headers['hx-request'] !== undefined) return this.short(reply, words(`error.${trouble}.short`), status);
    const title = words(`error.${trouble}.title`);
    const bare = (): Promise<void> =>
      this.pages.bare(reply, ErrorDocument({ words, trouble, title, theme: themeOf(request) }), status);
    if (!user) return bare();
    const page = { user, title, active: null, body: ErrorPart({ words, trouble }), status };
    // The frame counts by the database, which may be what is in trouble.
    await this.pages.page(request, reply, page).catch(bare);
  }

  /** Addresses that lead nowhere have no guard that asked who reads. */
  private async reader(request: FastifyRequest): Promise<ConsoleUser | undefined> {
    const found = userOf(request) ?? (await this.signedIn(request));
    // The guard does the same; the frame's own forms are of this office, too.
    if (found?.tenant === null) found.office = this.pages.tenantOf(request, found).slug;
    return found && (found.tenant === null || this.tenants.bySlug(found.tenant)) ? found : undefined;
  }

  private async signedIn(request: FastifyRequest): Promise<ConsoleUser | undefined> {
    const signedIn = await this.sessions.find(sessionToken(request)).catch(() => undefined);
    return signedIn?.owes === undefined ? signedIn?.user : undefined;
  }
}

function troubleOf(status: number): Trouble {
  if (status === 403) return 'forbidden';
  if (status === 404) return 'missing';
  if (status === 413) return 'large';
  return status < 500 ? 'refused' : 'ours';
}
