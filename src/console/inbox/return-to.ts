import type { FastifyRequest } from 'fastify';
import { cameFrom, consolePath } from '../frame/return-path.js';

/** A page of the console, and none elsewhere: what a form or a browser says it came from; what is no address is passed over. */
export function returnTo(request: FastifyRequest, otherwise: string): string {
  const { kembali } = Object(request.body) as Record<string, unknown>;
  return consolePath(kembali) ?? cameFrom(request) ?? otherwise;
}
