import { Controller, Get, Inject, Query, UseGuards, UsePipes } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiGuard } from '../api.guard.js';
import type { ApiKey } from '../api-keys.js';
import { Caller, NeedsScope } from '../caller.js';
import { apiValidation } from '../validation.js';
import { TicketLists } from './ticket-lists.js';
import { officeOf, TicketWork } from './ticket-work.js';
import { InboxAnswer, InboxQuery, OfficeQuery, PeopleAnswer } from './work.dto.js';

/** What waits in an office, and who may take it. */
@ApiTags('work')
@ApiBearerAuth()
@Controller('api/v1')
@UseGuards(ApiGuard)
@UsePipes(apiValidation)
export class InboxController {
  constructor(
    @Inject(TicketLists) private readonly lists: TicketLists,
    @Inject(TicketWork) private readonly work: TicketWork,
  ) {}

  @Get('inbox')
  @NeedsScope('tickets:read')
  @ApiOperation({ summary: 'Yang perlu ditangani di sebuah instansi, yang paling mendesak dahulu; tanpa identitas.' })
  @ApiOkResponse({ type: InboxAnswer })
  async getInbox(@Query() { tenant, shown }: InboxQuery, @Caller() caller: ApiKey): Promise<InboxAnswer> {
    const office = officeOf(caller, tenant);
    return office === undefined ? { groups: [] } : this.lists.inbox(office, shown);
  }

  @Get('people')
  @NeedsScope('tickets:assign')
  @ApiOperation({ summary: 'Petugas yang dapat memegang aduan sebuah instansi.' })
  @ApiOkResponse({ type: PeopleAnswer })
  async listPeople(@Query() { tenant }: OfficeQuery, @Caller() caller: ApiKey): Promise<PeopleAnswer> {
    return { people: await this.work.people(caller, tenant) };
  }
}
