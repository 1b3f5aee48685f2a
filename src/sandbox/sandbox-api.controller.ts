import {
  BadGatewayException,
  BadRequestException,
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Inject,
  Post,
  Query,
} from '@nestjs/common';
import { citizenAddress, EXPECTED_ADDRESS, readAddress } from './citizen-address.js';
import { readCitizenRequest, type FieldError } from './citizen-request.js';
import type { GatewayAnswer } from './gateway-client.js';
import { PHONE } from './sandbox.tokens.js';
import type { Phone, PhoneMessage } from './phone.js';

/** What tests and drills use in place of the page. Kept stable: docs/sandbox.md. */
@Controller('sandbox/api')
export class SandboxApiController {
  constructor(@Inject(PHONE) private readonly phone: Phone) {}

  /** The citizen sends: through the stand-in, the provider's webhook and the real adapter. */
  @Post('messages')
  @HttpCode(202)
  async send(@Body() body: unknown): Promise<{ id: string }> {
    const request = readCitizenRequest(body, this.phone);
    if (!request.ok) throw new BadRequestException({ statusCode: 400, error: 'Bad Request', errors: request.errors });
    const { id, answers } = await this.phone.send(request.channel, request.message);
    const refusal = answers.find((answer) => !isTaken(answer));
    if (refusal) throw new BadGatewayException({ statusCode: 502, error: 'Bad Gateway', id, answered: refusal });
    return { id };
  }

  /** As though a day had passed since the citizen wrote: the provider takes templates only. */
  @Post('windows')
  @HttpCode(204)
  closeWindow(@Body() body: { channelId?: unknown; from?: unknown } | undefined): void {
    const { channelId, from } = body ?? {};
    const channel = typeof channelId === 'string' ? this.phone.channel(channelId) : undefined;
    const address = readAddress('whatsapp', from);
    const errors: FieldError[] = [];
    if (address === undefined) errors.push({ field: 'from', expected: EXPECTED_ADDRESS.whatsapp });
    if (!channel || this.phone.problem(channel) !== undefined || !this.phone.closeWindow(channel, address ?? ''))
      errors.push({ field: 'channelId', expected: 'an enabled channel of WhatsApp or Messenger' });
    if (errors.length > 0) throw new BadRequestException({ statusCode: 400, error: 'Bad Request', errors });
  }

  /** What was said with an address, over all channels, in order. */
  @Get('messages')
  @Header('cache-control', 'no-store')
  messages(@Query('address') address: unknown): PhoneMessage[] {
    const known = citizenAddress(address);
    if (known === undefined) {
      const errors = [{ field: 'address', expected: 'a telephone number such as +6281100000001, or a mailbox' }];
      throw new BadRequestException({ statusCode: 400, error: 'Bad Request', errors });
    }
    return this.phone.conversation(known);
  }
}

function isTaken({ status }: GatewayAnswer): boolean {
  return status >= 200 && status < 300;
}
