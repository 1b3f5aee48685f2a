import { Body, Controller, Get, Inject, Param, Post, Query, UseGuards, UsePipes } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiGuard } from '../api.guard.js';
import type { ApiKey } from '../api-keys.js';
import { Caller, NeedsScope } from '../caller.js';
import { DoneOnce, OnceCall } from '../dispatching/done-once.js';
import type { Answered, Call } from '../requests-once.js';
import { apiValidation } from '../validation.js';
import { HandOverDto, OwnerlessDone, OwnerlessIgnoreDto, OwnerlessPage, OwnerlessParams, OwnerlessQuery } from './ownerless.dto.js'; // prettier-ignore
import { OwnerlessWork } from './ownerless-work.js';

/** What came to a shared number and names no office: for programs of whoever works for all of them. */
@ApiTags('central')
@ApiBearerAuth()
@Controller('api/v1/ownerless')
@UseGuards(ApiGuard)
@UsePipes(apiValidation)
export class ApiOwnerlessController {
  constructor(@Inject(OwnerlessWork) private readonly work: OwnerlessWork) {}

  @Get()
  @NeedsScope('triage:central')
  @ApiOperation({ summary: 'Pesan yang tidak menyebut instansi, yang terbaru dahulu; hanya bagi kunci semua instansi.' })
  @ApiOkResponse({ type: OwnerlessPage })
  async listOwnerless(@Query() { limit }: OwnerlessQuery, @Caller() caller: ApiKey): Promise<OwnerlessPage> {
    return this.work.list(caller, limit);
  } // prettier-ignore

  @Post(':message/hand-over')
  @NeedsScope('triage:central')
  @ApiOperation({ summary: 'Menyerahkan pesan kepada sebuah instansi, seolah-olah dikirim ke sana.' })
  @DoneOnce(OwnerlessDone)
  async handOverOwnerless(
    @Param() { message }: OwnerlessParams,
    @Body() { tenant }: HandOverDto,
    @OnceCall() call: Call,
  ): Promise<Answered<OwnerlessDone>> {
    return this.work.handOver(message, tenant, call);
  }

  @Post(':message/ignore')
  @NeedsScope('triage:central')
  @ApiOperation({ summary: 'Menyatakan bahwa pesan itu tidak perlu menjadi aduan; aslinya tetap tersimpan.' })
  @DoneOnce(OwnerlessDone)
  async ignoreOwnerless(
    @Param() { message }: OwnerlessParams,
    @Body() { reason }: OwnerlessIgnoreDto,
    @OnceCall() call: Call,
  ): Promise<Answered<OwnerlessDone>> {
    return this.work.ignore(message, reason, call);
  }
}
