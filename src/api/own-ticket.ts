import { createParamDecorator, Inject, Injectable, type ExecutionContext, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { ApiKey } from './api-keys.js';
import { requireCaller } from './caller.js';
import { TicketReader } from './ticket-reader.js';

/** The ticket that a request's address names; it is of an office that the caller may act for. */
export interface AskedTicket {
  number: string;
  tenant: string;
}

interface Named {
  number: string;
  caller: ApiKey;
}

@Injectable()
class OwnTicketPipe implements PipeTransform<Named, Promise<AskedTicket>> {
  constructor(@Inject(TicketReader) private readonly tickets: TicketReader) {}

  async transform({ number, caller }: Named): Promise<AskedTicket> {
    return { number, ...(await this.tickets.assertOwn(number, caller)) };
  }
}

const TicketNamed = createParamDecorator((_data: unknown, context: ExecutionContext): Named => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return { number: (request.params as { number: string }).number, caller: requireCaller(request) };
});

/** The ticket `:number`, an `AskedTicket`. @throws Problem 404 where there is none, or another office's */
export const OwnTicket = (): ParameterDecorator => TicketNamed(OwnTicketPipe);

/** Describes `:number`. */
export const ApiTicketNumber = (): MethodDecorator & ClassDecorator =>
  ApiParam({ name: 'number', type: String, example: 'BDG-000012' });
