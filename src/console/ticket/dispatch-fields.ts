import type { FastifyRequest } from 'fastify';
import { listField, textField } from '../frame/form-body.js';

const FIELDS = ['kepada', 'catatan', 'batas', 'koordinator'] as const;

/** The form that hands a ticket on, as it was filled in; `juga`: the agencies beside the first, in one text. */
export type DispatchFields = Record<(typeof FIELDS)[number] | 'juga', string>;

export function dispatchForm(request: FastifyRequest): DispatchFields {
  const fields = Object.fromEntries(FIELDS.map((name) => [name, textField(request, name)]));
  return { ...fields, juga: listField(request, 'juga').join(',') } as DispatchFields;
}
