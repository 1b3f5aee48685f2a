import { Controller, Get, Header, Inject, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { renderToString } from 'preact-render-to-string';
import { ReplyTasks } from '../../manual/reply-tasks.js';
import { FileLinks } from '../../outbox/file-links.js';
import { CLOCK, type Clock } from '../../observability/clock.js';
import { TEXTS, type Locales } from '../../tenants/locales.js';
import { TENANTS, type TenantRegistry } from '../../tenants/tenant-registry.js';
import { Problem } from '../problem.js';
import { LetterLinks } from './letter-links.js';
import { LetterPage } from './letter-page.js';

/** Letters by their signed link: whoever prints has a browser and no key. Each look is recorded. */
@ApiExcludeController()
@Controller('api/v1/letters')
export class LettersController {
  constructor(
    @Inject(ReplyTasks) private readonly tasks: ReplyTasks,
    @Inject(LetterLinks) private readonly links: LetterLinks,
    @Inject(FileLinks) private readonly fileLinks: FileLinks,
    @Inject(TENANTS) private readonly tenants: TenantRegistry,
    @Inject(TEXTS) private readonly texts: Locales,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(':token')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('cache-control', 'no-store')
  async show(@Param('token') token: string): Promise<string> {
    const link = this.links.read(token);
    if (!link) throw new Problem(403, { code: 'link-invalid' });
    const known = await this.tasks.find(link.taskId);
    if (known?.method !== 'letter') throw new Problem(404, { code: 'not-a-letter' });
    const task = await this.tasks.show(link.taskId, link.actor, 'letter');
    const tenant = task && this.tenants.bySlug(task.tenant);
    if (!task || !tenant) throw new Problem(404, { code: 'task-unknown' });
    const { texts, fileLinks } = this;
    const filePath = (id: string): string => fileLinks.path(id);
    return `<!doctype html>${renderToString(LetterPage({ tenant, task, texts, filePath, date: this.clock.now() }))}`;
  }
}
