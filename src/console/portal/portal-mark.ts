import type { PortalMark } from './portal-lists.js';

const FORM = /^(-?\d{1,15}|-)\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** For an address: milliseconds since the epoch (`-`: no deadline) and the row's id. */
export function writePortalMark({ at, id }: PortalMark): string {
  return `${at === null ? '-' : String(at.getTime())}.${id}`;
}

/** Undefined: it is none, and the list begins where it begins. */
export function readPortalMark(text: string | undefined): PortalMark | undefined {
  const [, at = '', id = ''] = FORM.exec(text ?? '') ?? [];
  if (id === '') return undefined;
  return { at: at === '-' ? null : new Date(Number(at)), id };
}
