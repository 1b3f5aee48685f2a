import { applyDecorators, createParamDecorator, HttpStatus, UseInterceptors, type ExecutionContext, type NestInterceptor } from '@nestjs/common'; // prettier-ignore
import { ApiHeader, ApiResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map } from 'rxjs';
import { requireCaller } from '../caller.js';
import { nonceOf } from '../request-parts.js';
import type { Answered, Call } from '../requests-once.js';

/** 201 the first time, 200 with the same answer after that. */
const told: NestInterceptor<Answered<object>, object> = {
  intercept: (context, next) =>
    next.handle().pipe(
      map(({ answer, repeated }) => {
        if (repeated) void context.switchToHttp().getResponse<FastifyReply>().status(HttpStatus.OK);
        return answer;
      }),
    ),
};

/** The header that names a request. */
export const ONCE = {
  name: 'Idempotency-Key',
  required: false,
  description: 'Permintaan yang sama dengan kunci yang sama hanya dikerjakan sekali; diingat 30 hari.',
};

/** A route that does a thing once under one `Idempotency-Key`; its handler takes an `@OnceCall()` and gives `Answered`. */
export function DoneOnce(type: new () => object): MethodDecorator {
  return applyDecorators(
    UseInterceptors(told),
    ApiHeader(ONCE),
    ApiResponse({ status: HttpStatus.CREATED, type }),
    ApiResponse({ status: HttpStatus.OK, type, description: 'Sudah pernah dikerjakan dengan kunci ini.' }),
  );
}

/** Who asks, and under what name. @throws Problem 422 for an `Idempotency-Key` that is none */
export const OnceCall = createParamDecorator((_data: unknown, context: ExecutionContext): Call => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const nonce = nonceOf(request.headers['idempotency-key']?.toString());
  return { caller: requireCaller(request), ...(nonce !== undefined && { nonce }) };
});
