import {
  Body,
  Controller,
  Get,
  HttpCode,
  HttpStatus,
  Inject,
  Param,
  Post,
  Query,
  UseGuards,
  UsePipes,
} from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ReplyTasks } from '../manual/reply-tasks.js';
import { FileLinks } from '../outbox/file-links.js';
import { ApiGuard } from './api.guard.js';
import type { ApiKey } from './api-keys.js';
import { actorOf, Caller, mayTouch, NeedsScope } from './caller.js';
import { ONCE, OnceCall } from './dispatching/done-once.js';
import { LetterLinks } from './letter/letter-links.js';
import { badMark } from './page-mark.js';
import { Problem } from './problem.js';
import { named, RequestsOnce, type Call } from './requests-once.js';
import { TaskParams, TaskResultDto, TasksQuery } from './requests.dto.js';
import { TaskAnswer, TaskLine, TaskPage } from './responses.dto.js';
import { apiValidation } from './validation.js';

@ApiTags('tasks')
@ApiBearerAuth()
@Controller('api/v1/tasks')
@UseGuards(ApiGuard)
@UsePipes(apiValidation)
export class TasksController {
  constructor(
    @Inject(ReplyTasks) private readonly tasks: ReplyTasks,
    @Inject(LetterLinks) private readonly links: LetterLinks,
    @Inject(FileLinks) private readonly fileLinks: FileLinks,
    @Inject(RequestsOnce) private readonly once: RequestsOnce,
  ) {}

  @Get()
  @NeedsScope('tasks:read')
  @ApiOperation({
    summary: 'Balasan yang disampaikan petugas: telepon, surat, salinan ke sistem asal. Tanpa identitas.',
  })
  @ApiOkResponse({ type: TaskPage })
  async listTasks(@Query() query: TasksQuery, @Caller() caller: ApiKey): Promise<TaskPage> {
    const { limit, after, method, state } = query;
    const office = caller.tenant ?? query.tenant;
    if (query.tenant !== undefined && office !== query.tenant) return { tasks: [], next: null };
    if (after !== undefined && !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(after)) throw badMark();
    const tasks = await this.tasks.list({
      state,
      limit: limit + 1,
      ...(office !== undefined && { tenant: office }),
      ...(method && { method }),
      ...(after !== undefined && { after }),
    });
    return { tasks: tasks.slice(0, limit), next: tasks.length > limit ? (tasks[limit - 1]?.id ?? null) : null };
  }

  @Get(':id')
  @NeedsScope('tasks:write')
  @ApiOperation({
    summary: 'Kepada siapa dan apa yang disampaikan, bagi yang mengerjakannya; dicatat siapa yang melihat.',
  })
  @ApiOkResponse({ type: TaskAnswer })
  async getTask(@Param() { id }: TaskParams, @Caller() caller: ApiKey): Promise<TaskAnswer> {
    await this.assertOwn(id, caller);
    const found = await this.tasks.show(id, actorOf(caller));
    if (!found) throw new Problem(404, { code: 'task-unknown' });
    const { ticketId: _ticketId, openedAt: _openedAt, ...task } = found;
    return {
      ...task,
      files: task.files.map(({ id: fileId, ...file }) => ({ ...file, url: this.fileLinks.look(fileId) })),
      letterUrl: task.method === 'letter' ? this.links.make(id, actorOf(caller)) : null,
    };
  }

  @Post(':id/done')
  @HttpCode(HttpStatus.OK)
  @NeedsScope('tasks:write')
  @ApiOperation({ summary: 'Mencatat hasilnya: selesai, belum terhubung (tetap terbuka), atau dihentikan.' })
  @ApiHeader(ONCE)
  @ApiOkResponse({ type: TaskLine })
  async recordTask(
    @Param() { id }: TaskParams,
    @Body() { result }: TaskResultDto,
    @OnceCall() call: Call,
  ): Promise<TaskLine> {
    await this.assertOwn(id, call.caller);
    const { answer } = await this.once.run(named(call, ['task', id, result]), async (tx) => ({
      value: await this.tasks.recordWithin(tx, id, result, actorOf(call.caller)),
      rings: [],
    }));
    return answer;
  }

  private async assertOwn(id: string, caller: ApiKey): Promise<void> {
    const task = await this.tasks.find(id);
    if (!task || !mayTouch(caller, task.tenant)) throw new Problem(404, { code: 'task-unknown' });
  }
}
