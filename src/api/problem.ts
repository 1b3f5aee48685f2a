import { HttpException } from '@nestjs/common';

/** What is wrong with one field of a request. */
export interface FieldProblem {
  /** `reporter.phone`, `attachments[0].base64` */
  field: string;
  /** Kebab- or camel-case; its words are in the locale files. */
  code: string;
  params?: Readonly<Record<string, string | number>>;
}

export interface ProblemDetails {
  /** Names the text under `api.problems`. */
  code: string;
  params?: Readonly<Record<string, string | number>>;
  errors?: readonly FieldProblem[];
  /** Further members of the answer. */
  more?: Readonly<Record<string, unknown>>;
  headers?: Readonly<Record<string, string>>;
}

/** An answer that says no, as RFC 9457 words it; `ProblemFilter` writes it in the caller's language. */
export class Problem extends HttpException {
  constructor(
    status: number,
    readonly details: ProblemDetails,
  ) {
    super(details.code, status);
  }
}
