import type { FastifyRequest } from 'fastify';

/** A field of a posted form as text, without spaces around it; empty where it is missing. */
export function textField(request: FastifyRequest, name: string): string {
  const value = rawField(request, name);
  return typeof value === 'string' ? value.trim() : '';
}

/** As it was typed, spaces included: passwords. */
export function exactField(request: FastifyRequest, name: string): string {
  const value = rawField(request, name);
  return typeof value === 'string' ? value : '';
}

/** What was chosen among several: the form names such fields `name[]`. */
export function listField(request: FastifyRequest, name: string): string[] {
  const value = rawField(request, `${name}[]`);
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

/** A parameter of the address; undefined where it is missing, empty or given twice. */
export function queryField({ query }: FastifyRequest, name: string): string | undefined {
  const value = (Object(query) as Record<string, unknown>)[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function rawField(request: FastifyRequest, name: string): unknown {
  return (Object(request.body) as Record<string, unknown>)[name];
}
