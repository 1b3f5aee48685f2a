import { applyDecorators, HttpStatus } from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { ApiKey } from '../api-keys.js';
import { nonceOf } from '../request-parts.js';
import type { Answered, Call } from '../requests-once.js';

/** Describes a route that does a thing once under one `Idempotency-Key`. */
export function DoneOnce(type: new () => object): MethodDecorator {
  return applyDecorators(
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: 'Permintaan yang sama dengan kunci yang sama hanya dikerjakan sekali; diingat 30 hari.',
    }),
    ApiResponse({ status: HttpStatus.CREATED, type }),
    ApiResponse({ status: HttpStatus.OK, type, description: 'Sudah pernah dikerjakan dengan kunci ini.' }),
  );
}

/** @throws Problem 422 for a key that is none */
export function callOf(caller: ApiKey, key: string | undefined): Call {
  const nonce = nonceOf(key);
  return { caller, ...(nonce !== undefined && { nonce }) };
}

/** 201 the first time, 200 with the same answer after that. */
export function told<T>(reply: FastifyReply, { answer, repeated }: Answered<T>): T {
  void reply.status(repeated ? HttpStatus.OK : HttpStatus.CREATED);
  return answer;
}
