import { Body, Controller, Get, Inject, Param, Post, Query, Res, UseGuards, UsePipes } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { sendPhoto } from '../../public/photo.controller.js';
import { ApiGuard } from '../api.guard.js';
import type { ApiKey } from '../api-keys.js';
import { Caller, NeedsScope } from '../caller.js';
import { Problem, type FieldProblem } from '../problem.js';
import { filesOf } from '../request-parts.js';
import type { Answered, Call } from '../requests-once.js';
import { apiValidation } from '../validation.js';
import {
  DispatchAnswer,
  DispatchPage,
  DispatchStanding,
  DraftDropped,
  QuestionAsked,
  ResponseTaken,
} from './answers.dto.js';
import { BINARY } from '../binary.js';
import { DoneOnce, OnceCall } from './done-once.js';
import { DispatchActs } from './dispatch-acts.js';
import { DispatchesQuery, DispatchParams, DispatchPhotoParams, DraftParams, QuestionDto, ResponseDto, ReturnDto, SubmitDraftDto, UnitDto } from './dispatch.dto.js'; // prettier-ignore
import { DispatchReader } from './dispatch-reader.js';

/** Tickets in agencies' hands: for agencies' own systems, and for programs of their office. */
@ApiTags('dispatches')
@ApiBearerAuth()
@Controller('api/v1/dispatches')
@UseGuards(ApiGuard)
@UsePipes(apiValidation)
export class DispatchesController {
  constructor(
    @Inject(DispatchReader) private readonly reader: DispatchReader,
    @Inject(DispatchActs) private readonly acts: DispatchActs,
  ) {}

  @Get()
  @NeedsScope('dispatches:read')
  @ApiOperation({ summary: 'Disposisi, yang terbaru dahulu; kunci sebuah instansi hanya melihat miliknya.' })
  @ApiOkResponse({ type: DispatchPage })
  async listDispatches(@Query() query: DispatchesQuery, @Caller() caller: ApiKey): Promise<DispatchPage> {
    return this.reader.page(query, caller);
  }

  @Get(':id')
  @NeedsScope('dispatches:read')
  @ApiOperation({
    summary: 'Aduan sebagaimana instansi boleh melihatnya, tanpa pelapornya, dan tanggapan instansi itu.',
  })
  @ApiOkResponse({ type: DispatchAnswer })
  async getDispatch(@Param() { id }: DispatchParams, @Caller() caller: ApiKey): Promise<DispatchAnswer> {
    return this.reader.show(id, caller);
  }

  @Get(':id/photos/:photo')
  @NeedsScope('dispatches:read')
  @ApiOperation({ summary: 'Satu foto, tanpa metadatanya.' })
  @ApiProduces('image/jpeg')
  @ApiOkResponse(BINARY)
  async getDispatchPhoto(
    @Param() { id, photo: photoId }: DispatchPhotoParams,
    @Caller() caller: ApiKey,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const photo = await this.reader.photo(id, photoId, caller);
    await sendPhoto(reply, async () => photo);
  }

  @Post(':id/accept')
  @NeedsScope('responses:write')
  @ApiOperation({ summary: 'Instansi menerima aduan untuk dikerjakan.' })
  @DoneOnce(DispatchStanding)
  async acceptDispatch(@Param() { id }: DispatchParams, @OnceCall() call: Call): Promise<Answered<DispatchStanding>> {
    return this.acts.accept(id, call);
  }

  @Post(':id/unit')
  @NeedsScope('responses:write')
  @ApiOperation({ summary: 'Instansi memberikan aduan kepada salah satu bidangnya; pejabatnya diberi tahu.' })
  @DoneOnce(DispatchStanding)
  async assignUnit(
    @Param() { id }: DispatchParams,
    @Body() { unit }: UnitDto,
    @OnceCall() call: Call,
  ): Promise<Answered<DispatchStanding>> {
    return this.acts.assign(id, unit, call);
  }

  @Post(':id/return')
  @NeedsScope('responses:write')
  @ApiOperation({ summary: 'Instansi mengembalikan aduan yang bukan kewenangannya.' })
  @DoneOnce(DispatchStanding)
  async returnDispatch(
    @Param() { id }: DispatchParams,
    @Body() { reason, to, words }: ReturnDto,
    @OnceCall() call: Call,
  ): Promise<Answered<DispatchStanding>> {
    const request = { reason, ...(to !== undefined && { to }), ...(words !== undefined && { words }) };
    return this.acts.returnIt(id, request, call);
  }

  @Post(':id/questions')
  @NeedsScope('responses:write')
  @ApiOperation({ summary: 'Menanyakan sesuatu kepada pelapor; batas waktu berhenti sampai ia menjawab.' })
  @DoneOnce(QuestionAsked)
  async askReporterForAgency(
    @Param() { id }: DispatchParams,
    @Body() { text }: QuestionDto,
    @OnceCall() call: Call,
  ): Promise<Answered<QuestionAsked>> {
    return this.acts.ask(id, text, call);
  }

  @Post(':id/responses')
  @NeedsScope('responses:write')
  @ApiOperation({ summary: 'Tanggapan instansi: kepada admin, atau langsung kepada pelapor bila tidak diperiksa.' })
  @DoneOnce(ResponseTaken)
  async respondToDispatch(
    @Param() { id }: DispatchParams,
    @Body() { text, interim = false, attachments = [] }: ResponseDto,
    @OnceCall() call: Call,
  ): Promise<Answered<ResponseTaken>> {
    const errors: FieldProblem[] = [];
    const files = filesOf(attachments, errors).map((file, index) => {
      const role = attachments[index]?.role;
      return role === undefined ? file : { ...file, role };
    });
    if (errors.length > 0) throw new Problem(422, { code: 'invalid', errors });
    return this.acts.respond(id, { text, interim, files }, call);
  }

  @Post(':id/responses/:response/submit')
  @NeedsScope('responses:write')
  @ApiOperation({ summary: 'Mengajukan tanggapan yang baru disimpan sebagai draf.' })
  @DoneOnce(ResponseTaken)
  async submitDraft(
    @Param() draft: DraftParams,
    @Body() { text }: SubmitDraftDto,
    @OnceCall() call: Call,
  ): Promise<Answered<ResponseTaken>> {
    return this.acts.submitDraft(draft, text, call);
  }

  @Post(':id/responses/:response/drop')
  @NeedsScope('responses:write')
  @ApiOperation({ summary: 'Menghapus draf yang tidak diperlukan.' })
  @DoneOnce(DraftDropped)
  async dropDraft(@Param() draft: DraftParams, @OnceCall() call: Call): Promise<Answered<DraftDropped>> {
    return this.acts.dropDraft(draft, call);
  }
}
