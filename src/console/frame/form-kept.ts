import { ConflictException, UnauthorizedException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { fromElsewhere } from '../../public/same-origin.js';
import { UploadBudget, withSubmission } from '../../public/submission.js';

type Fields = Readonly<Record<string, unknown>>;

/** A form of an office that the user no longer looks at: nothing was done. */
export class OtherOffice extends ConflictException {
  /** @param office whose page the form is on @param fields as they were posted */
  constructor(
    readonly office: string,
    readonly fields: Fields,
  ) {
    super('the form is from a page of another office');
  }
}

/** A form with words in it, from somebody whose session has ended: nothing was done. */
export class SessionLost extends UnauthorizedException {
  constructor(readonly fields: Fields) {
    super('the session has ended');
  }
}

/** One field of a form that was not taken. */
export interface Typed {
  name: string;
  text: string;
}

/** Filled in by the page itself, or never to be shown. */
const NOT_TYPED = /^_|^(?:nonce|kembali|versi|token|formToken)$|sandi|kode/i;
/** Chosen from a list, and sent as codes that say nothing to who chose. */
const CHOSEN = new Set('alasan dasar dokumen-jenis hal identitas induk instansi jawab jenis juga kadar kanal kategori kepada koordinator langkah lokasi peran perilaku pesan petugas sistem tadi tempat tingkat tujuan'.split(' ')); // prettier-ignore
/** Ids and keys: nobody types so many letters without a space. */
const NO_WORDS = /^[\w-]{22,}$/;

/**
 * What somebody typed, to be shown on the page that says why it was not taken. Pure.
 * @returns nothing where there are no words among it: what was a click only is clicked again
 */
export function typedIn(fields: Fields): Typed[] {
  const typed = Object.entries(fields).flatMap(([field, value]) =>
    [value].flat().flatMap((each): Typed[] => {
      const name = field.replace('[]', '');
      const text = typeof each === 'string' ? each.replaceAll('\r\n', '\n').trim() : '';
      const left = text === '' || NOT_TYPED.test(name) || CHOSEN.has(name) || NO_WORDS.test(text);
      return left ? [] : [{ name, text }];
    }),
  );
  return typed.some(({ text }) => /\s|@|\d{6}/.test(text)) ? typed : [];
}

/** The fields of a form whose sender has no session; none for what another site sends. Files are read past. */
export async function lostFields(request: FastifyRequest): Promise<Fields> {
  if (request.method !== 'POST' || fromElsewhere(request)) return {};
  if (!request.isMultipart()) return Object(request.body) as Fields;
  const limits = { photoBytes: 0, photosPerReport: 0 };
  return withSubmission(
    request,
    { limits, budget: new UploadBudget(0), keepFiles: false },
    async ({ fields }) => fields,
  );
}
