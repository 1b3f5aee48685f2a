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
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiGuard } from '../api.guard.js';
import type { ApiKey } from '../api-keys.js';
import { Caller, NeedsScope } from '../caller.js';
import { DoneOnce, OnceCall } from '../dispatching/done-once.js';
import type { Answered, Call } from '../requests-once.js';
import { apiValidation } from '../validation.js';
import { OfficeQuery } from '../work/work.dto.js';
import { CheckAnswer, CheckDto, RestoreDto, RevisionParams, RevisionsAnswer, RevisionsQuery, SaveDto, SavedAnswer, SettingsAnswer } from './settings.dto.js'; // prettier-ignore
import { SettingsWork } from './settings-work.js';

/** What an office edits of itself: agencies, categories, routing, reply texts. */
@ApiTags('settings')
@ApiBearerAuth()
@Controller('api/v1/settings')
@UseGuards(ApiGuard)
@UsePipes(apiValidation)
export class SettingsController {
  constructor(@Inject(SettingsWork) private readonly work: SettingsWork) {}

  @Get()
  @NeedsScope('settings:read')
  @ApiOperation({ summary: 'Pengaturan yang berlaku, dan nomor perubahannya.' })
  @ApiOkResponse({ type: SettingsAnswer })
  getSettings(@Query() { tenant }: OfficeQuery, @Caller() caller: ApiKey): SettingsAnswer {
    return this.work.read(this.work.office(caller, tenant));
  }

  @Get('revisions')
  @NeedsScope('settings:read')
  @ApiOperation({ summary: 'Riwayat perubahan, yang terbaru dahulu.' })
  @ApiOkResponse({ type: RevisionsAnswer })
  async listRevisions(
    @Query() { tenant, ...page }: RevisionsQuery,
    @Caller() caller: ApiKey,
  ): Promise<RevisionsAnswer> {
    return this.work.history(this.work.office(caller, tenant), page);
  }

  @Post('check')
  @HttpCode(HttpStatus.OK)
  @NeedsScope('settings:read')
  @ApiOperation({ summary: 'Memeriksa sebuah perubahan dan mencobanya pada aduan terbaru; tidak ada yang disimpan.' })
  @ApiOkResponse({ type: CheckAnswer })
  async checkSettings(
    @Query() { tenant }: OfficeQuery,
    @Body() { edits }: CheckDto,
    @Caller() caller: ApiKey,
  ): Promise<CheckAnswer> {
    return this.work.check(this.work.office(caller, tenant), edits);
  }

  @Post('revisions')
  @NeedsScope('settings:write')
  @ApiOperation({ summary: 'Menyimpan sebuah perubahan; berlaku seketika.' })
  @DoneOnce(SavedAnswer)
  async saveSettings(
    @Query() { tenant }: OfficeQuery,
    @Body() { edits, ...wish }: SaveDto,
    @OnceCall() call: Call,
  ): Promise<Answered<SavedAnswer>> {
    const office = this.work.office(call.caller, tenant);
    return this.work.save(office, edits, wish, call);
  }

  @Post('revisions/:number/restore')
  @NeedsScope('settings:write')
  @ApiOperation({ summary: 'Mengembalikan pengaturan seperti pada sebuah perubahan; 0: seperti di berkas.' })
  @DoneOnce(SavedAnswer)
  async restoreSettings(
    @Param() { number }: RevisionParams,
    @Query() { tenant }: OfficeQuery,
    @Body() { base, note }: RestoreDto,
    @OnceCall() call: Call,
  ): Promise<Answered<SavedAnswer>> {
    const office = this.work.office(call.caller, tenant);
    const wish = { base, ...(note !== undefined && { note }) };
    return this.work.restore(office, number, wish, call);
  }
}
