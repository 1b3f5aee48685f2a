import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  HttpStatus,
  Inject,
  Post,
  Query,
  Res,
  UseGuards,
  UsePipes,
} from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { EntryInput } from '../manual/entry-input.js';
import { ManualDesk } from '../manual/manual-desk.js';
import { OfficeFiles } from '../manual/office-files.js';
import { Answers } from '../replies/answer.service.js';
import { ApiGuard } from './api.guard.js';
import type { ApiKey } from './api-keys.js';
import { actorOf, Caller, NeedsScope } from './caller.js';
import { OnceCall } from './dispatching/done-once.js';
import { EntryDto } from './entry.dto.js';
import { ApiTicketNumber, OwnTicket, type AskedTicket } from './own-ticket.js';
import { Problem, type FieldProblem } from './problem.js';
import { PUBLIC_URL } from './public-url.js';
import { filesOf, nonceOf } from './request-parts.js';
import type { Call } from './requests-once.js';
import { AnswerDto, TicketsQuery } from './requests.dto.js';
import { AnswerAccepted, EntryAnswer, TicketAnswer, TicketPage } from './responses.dto.js';
import { TicketReader } from './ticket-reader.js';
import { TicketLists } from './work/ticket-lists.js';
import { apiValidation } from './validation.js';

/** How long a clerk waits for the number, in milliseconds; the tracking code is there anyway. */
const WAIT_MS = 5_000;

@ApiTags('tickets')
@ApiBearerAuth()
@Controller('api/v1/tickets')
@UseGuards(ApiGuard)
@UsePipes(apiValidation)
export class TicketsController {
  constructor(
    @Inject(ManualDesk) private readonly desk: ManualDesk,
    @Inject(Answers) private readonly answers: Answers,
    @Inject(OfficeFiles) private readonly files: OfficeFiles,
    @Inject(TicketReader) private readonly tickets: TicketReader,
    @Inject(TicketLists) private readonly lists: TicketLists,
    @Inject(PUBLIC_URL) private readonly publicUrl: string,
  ) {}

  @Post()
  @NeedsScope('tickets:write')
  @ApiOperation({ summary: 'Mencatat laporan yang datang lewat meja, telepon, surat, media sosial atau sistem lain.' })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'Isi yang sama dengan kunci yang sama hanya dicatat sekali.',
  })
  @ApiResponse({ status: 201, type: EntryAnswer, description: 'Tercatat; nomornya ada.' })
  @ApiResponse({ status: 200, type: EntryAnswer, description: 'Sudah pernah dicatat, atau ditambahkan ke aduan.' })
  @ApiResponse({ status: 202, type: EntryAnswer, description: 'Tercatat; nomornya menyusul.' })
  async enterTicket(
    @Body() entry: EntryDto,
    @Headers('idempotency-key') key: string | undefined,
    @Caller() caller: ApiKey,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EntryAnswer> {
    const input = inputOf(entry, key, caller);
    const receipt = await this.desk.take(input, WAIT_MS);
    void reply.status(statusOf(receipt));
    const trackingUrl = receipt.trackingCode === null ? null : `${this.publicUrl}/${receipt.tenant}/lacak`;
    return { ...receipt, trackingUrl };
  }

  @Get()
  @NeedsScope('tickets:read')
  @ApiOperation({
    summary: 'Aduan, yang terbaru dahulu, atau yang dicari; tanpa identitas. Halaman kosong dengan `next` berarti: cari terus.',
  })
  @ApiOkResponse({ type: TicketPage })
  async listTickets(@Query() query: TicketsQuery, @Caller() caller: ApiKey): Promise<TicketPage> {
    this.lists.assertNamesNobody(query, caller);
    return this.lists.page(query, caller);
  } // prettier-ignore

  /** Addresses land in proxies' logs, bodies don't (promise 10). */
  @Post('search')
  @HttpCode(HttpStatus.OK)
  @NeedsScope('tickets:read')
  @ApiOperation({
    summary: 'Mencari seperti GET, dengan isian di dalam badan permintaan: untuk nomor atau surel seseorang hanya begini.',
  })
  @ApiOkResponse({ type: TicketPage })
  async searchTickets(@Body() query: TicketsQuery, @Caller() caller: ApiKey): Promise<TicketPage> {
    return this.lists.page(query, caller);
  } // prettier-ignore

  @Get(':number')
  @NeedsScope('tickets:read')
  @ApiOperation({
    summary: 'Satu aduan dengan percakapannya; pelapornya hanya dengan hak identities:read, dan itu dicatat.',
  })
  @ApiTicketNumber()
  @ApiOkResponse({ type: TicketAnswer })
  async getTicket(@OwnTicket() { number }: AskedTicket, @Caller() caller: ApiKey): Promise<TicketAnswer> {
    const looker = caller.scopes.includes('identities:read') ? actorOf(caller) : undefined;
    const found = await this.tickets.show(number, looker);
    if (!found) throw new Problem(404, { code: 'ticket-unknown' });
    return found;
  }

  @Post(':number/answers')
  @NeedsScope('answers:write')
  @ApiOperation({ summary: 'Menjawab pelapor, dengan cara yang dipilihnya.' })
  @ApiTicketNumber()
  @ApiHeader({ name: 'Idempotency-Key', required: false })
  @ApiResponse({ status: HttpStatus.CREATED, type: AnswerAccepted })
  @ApiResponse({ status: HttpStatus.OK, type: AnswerAccepted, description: 'Sudah pernah dikirim dengan kunci ini.' })
  async answerTicket(
    @OwnTicket() { number }: AskedTicket,
    @Body() { text, attachments: given = [] }: AnswerDto,
    @OnceCall() { caller, nonce }: Call,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AnswerAccepted> {
    const errors: FieldProblem[] = [];
    const files = filesOf(given, errors);
    if (errors.length > 0) throw new Problem(422, { code: 'invalid', errors });
    const attachments = await this.files.keep(files);
    const options = { by: actorOf(caller), attachments, ...(nonce !== undefined && { nonce }) };
    const answered = await this.answers.answer(number, text, options);
    void reply.status(answered.repeated ? HttpStatus.OK : HttpStatus.CREATED);
    return answered;
  }
}

function statusOf({ repeated, state }: { repeated: boolean; state: string }): number {
  if (state === 'pending') return HttpStatus.ACCEPTED;
  return repeated || state !== 'ticket' ? HttpStatus.OK : HttpStatus.CREATED;
}

/** A key of one office writes for that one, on shared channels too. */
function inputOf(entry: EntryDto, key: string | undefined, caller: ApiKey): EntryInput {
  const errors: FieldProblem[] = [];
  const header = nonceOf(key);
  if (header !== undefined && entry.nonce !== undefined && header !== entry.nonce)
    errors.push({ field: 'nonce', code: 'form' });
  const attachments = filesOf(entry.attachments ?? [], errors);
  if (caller.tenant !== null && entry.tenant !== undefined && entry.tenant !== caller.tenant)
    errors.push({ field: 'tenant', code: 'notOfChannel' });
  if (errors.length > 0) throw new Problem(422, { code: 'invalid', errors });
  const nonce = header ?? entry.nonce;
  const tenant = caller.tenant ?? entry.tenant;
  return Object.assign({}, entry, {
    attachments,
    // Two programs that count from 1 are not each other's repeats.
    ...(nonce !== undefined && { nonce: `${caller.id}:${nonce}` }),
    ...(tenant !== undefined && { tenant }),
  });
}
