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
import { citizenAddress } from './citizen-address.js';
import { readCitizenRequest } from './citizen-request.js';
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
