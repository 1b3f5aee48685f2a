import { BadRequestException, Body, Controller, Get, Header, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { checkFault } from '../faults.js';
import { AgencySystems, type AgencyEvent } from './agency-systems.js';

/** What agencies' own systems were told, and how to make them fail. Kept stable: docs/sandbox.md. */
@Controller('sandbox/api')
export class AgencySystemsController {
  constructor(@Inject(AgencySystems) private readonly systems: AgencySystems) {}

  @Get('agency-events')
  @Header('cache-control', 'no-store')
  events(
    @Query('tenant') tenant: unknown,
    @Query('agency') agency: unknown,
    @Query('number') number: unknown,
  ): AgencyEvent[] {
    return this.systems.events({ ...text('tenant', tenant), ...text('agency', agency), ...text('number', number) });
  }

  /** One or several, as docs/sandbox.md has them: `{kind: 'answer', status: 410}` ends it. */
  @Post('agency-faults')
  @HttpCode(204)
  fail(@Body() body: unknown): void {
    const given: unknown[] = Array.isArray(body) ? body : [body];
    try {
      given.map(checkFault).forEach((fault) => this.systems.faults.add(fault));
    } catch (error) {
      const expected = error instanceof Error ? error.message : 'a fault';
      throw new BadRequestException({ statusCode: 400, error: 'Bad Request', errors: [{ field: 'kind', expected }] });
    }
  }
}

function text(name: string, value: unknown): Record<string, string> {
  return typeof value === 'string' && value !== '' ? { [name]: value } : {};
}
