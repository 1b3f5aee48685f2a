import { Controller, Get, Headers, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CLOCK, type Clock } from '../observability/clock.js';
import { PUBLIC_LIMITS, type PublicLimits } from '../public/public-limits.js';
import { UploadBudget, withSubmission, type Submission } from '../public/submission.js';
import { listed, type Format } from './answer.js';
import { Open311Desk, fieldsOf, listedFieldsOf } from './open311-desk.js';
import { Open311Error } from './open311-error.js';
import { RequestReader } from './request-reader.js';
import { readSearch, type RequestSearch } from './request-search.js';
import { RequestTaker, type Taken } from './request-taker.js';

const FORMS = /^(?:application\/x-www-form-urlencoded|multipart\/form-data)\b/i;
const NUMBER = /^[A-Z]{2,4}-\d{1,9}$/;

/** Requests are taken from programs with a key and shown to programs with a key (docs/decisions/open311-privacy.md). */
@Controller('open311/v2')
export class RequestsController {
  private readonly budget = new UploadBudget();

  constructor(
    @Inject(Open311Desk) private readonly desk: Open311Desk,
    @Inject(RequestTaker) private readonly taker: RequestTaker,
    @Inject(RequestReader) private readonly reader: RequestReader,
    @Inject(PUBLIC_LIMITS) private readonly limits: PublicLimits,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post('requests.:format')
  async create(
    @Param('format') ending: string,
    @Query() query: unknown,
    @Headers('idempotency-key') nonce: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const format = this.desk.format(ending);
    const contentType = request.headers['content-type'];
    if (contentType !== undefined && !FORMS.test(contentType)) throw new Open311Error(415, 'media-type');
    const asked = fieldsOf(query);
    // Photos are kept in memory for those alone who have shown a key before they came.
    const early = this.desk.given(request) ?? asked['api_key'];
    if (early === undefined) this.desk.letIn(request);
    const known = early === undefined ? undefined : await this.desk.key(request, asked);
    const options = { limits: this.limits, budget: this.budget, keepFiles: known !== undefined };
    await withSubmission(request, options, async (submission) => {
      const fields = { ...asked, ...submission.fields };
      const { tenant, channel } = this.desk.jurisdiction(fields);
      const key = known ?? (await this.desk.key(request, fields));
      this.desk.assertMay(key, 'open311:write', tenant.slug);
      if (known === undefined && submission.fileCount > 0) throw new Open311Error(400, 'key-first');
      if (submission.busy) throw new Open311Error(503, 'unavailable', { retryAfterSeconds: 30 });
      const files = this.filesOf(submission);
      const taken = await this.taker.take({ tenant, channelId: channel.id, key, fields, files, nonce });
      this.answer(reply, format, taken);
    });
  }

  @Get('requests.:format')
  async list(
    @Param('format') ending: string,
    @Query() query: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const format = this.desk.format(ending);
    const fields = listedFieldsOf(query);
    const { tenant } = this.desk.jurisdiction(fields);
    const key = await this.desk.key(request, fields);
    this.desk.assertMay(key, 'open311:read', tenant.slug);
    const { faults, ...read } = readSearch(fields, this.clock.now());
    if (faults.length > 0 || !('search' in read)) throw new Open311Error(400, faults);
    for (const code of read.search.categories ?? [])
      if (![...tenant.categories, ...tenant.retired.categories].some(({ slug }) => slug === code))
        throw new Open311Error(404, 'service-unknown');
    const requests = await this.reader.list(tenant, read.search, key.scopes.includes('tickets:read'));
    this.desk.send(reply, format, listed('service_requests', 'request', requests));
  }

  @Get('requests/:file')
  async show(
    @Param('file') file: string,
    @Query() query: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { name, format } = this.desk.split(file);
    const fields = fieldsOf(query);
    const { tenant } = this.desk.jurisdiction(fields);
    const key = await this.desk.key(request, fields);
    this.desk.assertMay(key, 'open311:read', tenant.slug);
    if (name === '') throw new Open311Error(400, 'request-missing');
    const number = name.toUpperCase();
    const now = this.clock.now();
    const search: RequestSearch = { numbers: [number], from: now, until: now, limit: 1, offset: 0 };
    const found = NUMBER.test(number)
      ? await this.reader.list(tenant, search, key.scopes.includes('tickets:read'))
      : [];
    if (found.length === 0) throw new Open311Error(404, 'request-unknown');
    this.desk.send(reply, format, listed('service_requests', 'request', found));
  }

  /** Whoever was given a token may ask what became of it: it leads to a number, which opens nothing. */
  @Get('tokens/:file')
  async token(
    @Param('file') file: string,
    @Query() query: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { name, format } = this.desk.split(file);
    this.desk.letIn(request);
    const { tenant } = this.desk.jurisdiction(fieldsOf(query));
    if (name === '') throw new Open311Error(400, 'token-missing');
    const number = await this.taker.numberOf(name, tenant.slug);
    if (number === undefined) throw new Open311Error(404, 'token-unknown');
    this.desk.send(reply, format, listed('service_requests', 'request', [{ service_request_id: number, token: name }]));
  }

  private answer(reply: FastifyReply, format: Format, { repeated, number, token, notice }: Taken): void {
    const answered = number === null ? { token } : { service_request_id: number };
    const request = { ...answered, service_notice: notice, account_id: null };
    this.desk.send(reply, format, listed('service_requests', 'request', [request]), repeated ? 200 : 201);
  }

  /** What was too large has no bytes: the desk says so by its size. */
  private filesOf({ files }: Submission): { filename: string; bytes: Buffer }[] {
    return files.map(({ filename, bytes }) => ({
      filename,
      bytes: bytes ?? Buffer.alloc(this.limits.photoBytes + 1),
    }));
  }
}
