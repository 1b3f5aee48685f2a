import { Body, Controller, Inject, Param, Post, UseGuards, UsePipes } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Merging } from '../overruling/merging.js';
import { Overrulings } from '../overruling/overrulings.js';
import { References } from '../overruling/references.js';
import { Undoing } from '../overruling/undoing.js';
import { ApiGuard } from './api.guard.js';
import type { ApiKey } from './api-keys.js';
import { actorOf, Caller, NeedsScope } from './caller.js';
import {
  CategoryDto,
  Classified,
  MergeDto,
  MergedAnswer,
  ReferenceDto,
  ReferenceGivenAnswer,
  RouteDto,
  Routed,
  UndoneAnswer,
} from './overruling.dto.js';
import { TicketReader } from './ticket-reader.js';
import { apiValidation } from './validation.js'; // prettier-ignore

/** A human's word against the machine's, through programs of the office. */
@ApiTags('overruling')
@ApiBearerAuth()
@ApiParam({ name: 'number', example: 'BDG-000012' })
@Controller('api/v1/tickets/:number')
@UseGuards(ApiGuard)
@UsePipes(apiValidation)
export class OverrulingController {
  constructor(
    @Inject(Overrulings) private readonly overrulings: Overrulings,
    @Inject(Merging) private readonly merging: Merging,
    @Inject(Undoing) private readonly undoing: Undoing,
    @Inject(References) private readonly references: References,
    @Inject(TicketReader) private readonly tickets: TicketReader,
  ) {}

  @Post('category')
  @NeedsScope('tickets:manage')
  @ApiOperation({ summary: 'Mengoreksi kategori, kadar atau jenis aduan; batas waktunya ikut.' })
  @ApiCreatedResponse({ type: Classified })
  async recategorise(@Param('number') number: string, @Body() wanted: CategoryDto, @Caller() caller: ApiKey): Promise<Classified> {
    await this.tickets.assertOwn(number, caller);
    return this.overrulings.recategorise(number, wanted, actorOf(caller));
  } // prettier-ignore

  @Post('route')
  @NeedsScope('tickets:manage')
  @ApiOperation({ summary: 'Mengoreksi instansi yang menangani.' })
  @ApiCreatedResponse({ type: Routed })
  async reroute(@Param('number') number: string, @Body() wanted: RouteDto, @Caller() caller: ApiKey): Promise<Routed> {
    await this.tickets.assertOwn(number, caller);
    return this.overrulings.reroute(number, wanted, actorOf(caller));
  }

  @Post('merge')
  @NeedsScope('tickets:manage')
  @ApiOperation({ summary: 'Menggabungkan aduan ke aduan lain; jawaban aduan itu sampai kepada pelapor keduanya.' })
  @ApiCreatedResponse({ type: MergedAnswer })
  async merge(@Param('number') number: string, @Body() { into }: MergeDto, @Caller() caller: ApiKey): Promise<MergedAnswer> {
    await this.tickets.assertOwn(number, caller);
    await this.tickets.assertOwn(into, caller);
    return this.merging.merge(number, into, actorOf(caller));
  } // prettier-ignore

  @Post('unmerge')
  @NeedsScope('tickets:manage')
  @ApiOperation({ summary: 'Melepaskan aduan dari gabungannya.' })
  @ApiCreatedResponse({ type: MergedAnswer })
  async unmerge(@Param('number') number: string, @Caller() caller: ApiKey): Promise<MergedAnswer> {
    await this.tickets.assertOwn(number, caller);
    return this.merging.unmerge(number, actorOf(caller));
  }

  @Post('undo')
  @NeedsScope('tickets:manage')
  @ApiOperation({ summary: 'Membatalkan koreksi yang terakhir.' })
  @ApiCreatedResponse({ type: UndoneAnswer })
  async undo(@Param('number') number: string, @Caller() caller: ApiKey): Promise<UndoneAnswer> {
    await this.tickets.assertOwn(number, caller);
    return this.undoing.undo(number, actorOf(caller));
  }

  @Post('references')
  @NeedsScope('tickets:manage')
  @ApiOperation({ summary: 'Mencatat nomor aduan di sistem lain; jawabannya menjadi tugas untuk disalin ke sana.' })
  @ApiCreatedResponse({ type: ReferenceGivenAnswer })
  async reference(@Param('number') number: string, @Body() { system, reference }: ReferenceDto, @Caller() caller: ApiKey): Promise<ReferenceGivenAnswer> {
    await this.tickets.assertOwn(number, caller);
    return this.references.give(number, system, reference, actorOf(caller));
  } // prettier-ignore
}
