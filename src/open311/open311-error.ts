import { HttpException } from '@nestjs/common';
import type { TextParams } from '../tenants/locales.js';

/** One line of what is answered instead; its words are under `open311.errors` of the locale files, or `entry.errors`. */
export interface Open311Fault {
  key: string;
  params?: TextParams;
  /** The argument that it is about. */
  argument?: string;
}

/** A request that is not served; `Open311ErrorFilter` writes it in the request's format and its caller's language. */
export class Open311Error extends HttpException {
  readonly faults: readonly Open311Fault[];

  constructor(
    status: number,
    fault: string | readonly Open311Fault[],
    readonly more: { params?: TextParams; retryAfterSeconds?: number } = {},
  ) {
    super(typeof fault === 'string' ? fault : 'invalid', status);
    this.faults =
      typeof fault === 'string'
        ? [{ key: `open311.errors.${fault}`, ...(more.params && { params: more.params }) }]
        : fault;
  }
}
