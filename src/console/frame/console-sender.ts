import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { ConsoleUser } from '../../accounts/console-user.js';
import { KeyRing } from '../../contacts/key-ring.js';
import { readCookie } from '../../public/cookies.js';
import { renderPage } from '../../public/pages/page.js';
import { TEXTS, type Locales } from '../../tenants/locales.js';
import { TENANTS, type TenantRegistry } from '../../tenants/tenant-registry.js';
import { LOCALES, type Tenant } from '../../tenants/tenant.js';
import { consoleWords, type ConsoleWords } from './console-words.js';
import { Csrf } from './csrf.js';
import { setFlash, takeFlash, type Flash } from './flash.js';
import { Layout } from './layout.js';
import type { Shortcut } from './layout-props.js';
import { NavCountList, type Counted } from './nav-counts.js';
import type { NavEntryName } from './navigation.js';
import { tenantOf } from './tenant-choice.js';
import { themeOf } from './theme.js';

export interface ConsolePage {
  user: ConsoleUser;
  /** In the reader's language; also the document's title. */
  title: string;
  /** The entry of the navigation that the page belongs to. */
  active: NavEntryName | null;
  body: VNode;
  /** 200 where absent; 422 for a form with errors. */
  status?: number;
  /** Scripts of src/console/assets beyond the frame's, and `sse.js`. */
  scripts?: readonly string[];
  /** Where there is no script the page comes anew after so long. */
  refreshSeconds?: number | undefined;
  /** Counts of the navigation that the page has made itself. */
  counts?: Counted;
  /** For the list that `?` opens. */
  shortcuts?: readonly Shortcut[];
}

/** Renders the console's pages in the reader's language, inside the frame, and sends them. */
@Injectable()
export class ConsoleSender {
  constructor(
    @Inject(TEXTS) private readonly locales: Locales,
    @Inject(TENANTS) private readonly tenants: TenantRegistry,
    @Inject(Csrf) private readonly csrfTokens: Csrf,
    @Inject(NavCountList) private readonly counts: NavCountList,
    @Inject(KeyRing) private readonly keys: KeyRing,
  ) {}

  /** The texts of a user's language, with times as their office's clock shows them. */
  words(request: FastifyRequest, user: ConsoleUser): ConsoleWords {
    return consoleWords(this.locales, user.locale, this.tenantOf(request, user).zone);
  }

  /** For who has not signed in: the language of the public pages' switch. */
  guestWords(request: FastifyRequest): ConsoleWords {
    const wanted = (Object(request.query) as Record<string, unknown>)['lang'] ?? readCookie(request, 'bahasa');
    const locale = LOCALES.find((each) => each === wanted) ?? 'id';
    return consoleWords(this.locales, locale, this.tenants.all()[0]?.zone ?? 'WIB');
  }

  /** The user's own office; of a central admin the one that they chose on top of the page. */
  tenantOf(request: FastifyRequest, user: ConsoleUser): Tenant {
    return tenantOf(request, user, this.tenants);
  }

  /** For `<Csrf token/>`. */
  csrf(user: ConsoleUser): string {
    return this.csrfTokens.token(user);
  }

  /** A whole page. */
  async page(request: FastifyRequest, reply: FastifyReply, page: ConsolePage): Promise<void> {
    const { user, body, status = 200, counts, ...rest } = page;
    const tenant = this.tenantOf(request, user);
    const document = Layout({
      ...rest,
      user,
      tenant,
      words: this.words(request, user),
      tenants: user.tenant === null ? this.tenants.all() : [],
      url: request.url,
      path: request.url.replace(/\?.*$/, ''),
      csrf: this.csrf(user),
      theme: themeOf(request),
      counts: await this.counts.of(user, tenant, counts),
      flash: takeFlash(request, reply, this.sign),
      children: body,
    });
    await this.html(reply, status, renderPage(document));
  }

  /** A document of its own, without the frame: the sign-in, a print. */
  async bare(reply: FastifyReply, document: VNode, status = 200): Promise<void> {
    await this.html(reply, status, renderPage(document));
  }

  /** What htmx puts in the place of a part. */
  async fragment(reply: FastifyReply, part: VNode, status = 200): Promise<void> {
    await this.html(reply, status, renderToString(part));
  }

  /**
   * To a page, after a post; htmx is told to load it whole.
   * @param path without personal data: it lands in histories and logs
   * @param flash said once on the next page; without personal data, too
   */
  async redirect(reply: FastifyReply, path: string, flash?: string | Flash): Promise<void> {
    if (flash !== undefined) setFlash(reply, flash, this.sign);
    void reply.header('cache-control', 'no-store');
    if (reply.request.headers['hx-request'] === undefined) await reply.status(303).header('location', path).send();
    else await reply.status(204).header('hx-redirect', path).send();
  }

  private async html(reply: FastifyReply, status: number, text: string): Promise<void> {
    await reply
      .status(status)
      .header('content-type', 'text/html; charset=utf-8')
      // Citizens' words and names: for this reader's eyes, and no cache's.
      .header('cache-control', 'no-store')
      .send(text);
  }

  private readonly sign = (text: string): string => this.keys.hmac('console-flash', text).toString('base64url');
}
