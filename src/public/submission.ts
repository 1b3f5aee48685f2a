import type { FastifyRequest } from 'fastify';

export interface UploadLimits {
  /** Bytes of one photo. */
  photoBytes: number;
  photosPerReport: number;
}

export interface UploadedFile {
  /** The form's field that it was chosen in. */
  field: string;
  filename: string;
  /** Absent where it was larger than allowed, one too many, or not wanted. */
  bytes?: Buffer;
}

/** A posted form as it came, unchecked. */
export interface Submission {
  fields: Readonly<Record<string, string>>;
  /** Chosen files, in order; an untouched file field gives none. */
  files: readonly UploadedFile[];
  /** Files that were chosen, kept or not. */
  fileCount: number;
  /** The process holds as many uploads as it can; files were not kept. */
  busy: boolean;
}

/** Characters of one field; longer ones are cut and then refused for their length. */
const FIELD_CHARACTERS = 64 * 1024;
/** Chosen by mistake out of a gallery; what is more than allowed is read past, so that the text after it arrives. */
const MAX_FILES_READ = 100;

/** Bytes of uploads that one process holds at a time, so that many large forms at once cannot exhaust its memory. */
export class UploadBudget {
  private held = 0;

  constructor(private readonly maxBytes = 256 * 1024 * 1024) {}

  reserve(bytes: number): boolean {
    if (this.held + bytes > this.maxBytes) return false;
    this.held += bytes;
    return true;
  }

  release(bytes: number): void {
    this.held -= bytes;
  }
}

export interface ReadOptions {
  limits: UploadLimits;
  budget: UploadBudget;
  /** False: files are read past, so that the text survives on the page that refuses it. */
  keepFiles: boolean;
}

/**
 * Reads a form, multipart or urlencoded, and hands it to `use`; the uploads' memory is given back when that ends.
 * @throws what the multipart parser throws for a body that is none (Fastify answers 400 or 406).
 */
export async function withSubmission<T>(
  request: FastifyRequest,
  options: ReadOptions,
  use: (submission: Submission) => Promise<T>,
): Promise<T> {
  const reader = new SubmissionReader(options);
  try {
    if (request.isMultipart()) await reader.readParts(request);
    else reader.readBody(request.body);
    return await use(reader.submission);
  } finally {
    reader.release();
  }
}

class SubmissionReader {
  private readonly fields: Record<string, string> = Object.create(null) as Record<string, string>;
  private readonly files: UploadedFile[] = [];
  private fileCount = 0;
  private busy = false;
  private reserved = 0;

  constructor(private readonly options: ReadOptions) {}

  get submission(): Submission {
    return { fields: this.fields, files: this.files, fileCount: this.fileCount, busy: this.busy };
  }

  readBody(body: unknown): void {
    if (typeof body !== 'object' || body === null) return;
    for (const [name, value] of Object.entries(body)) if (typeof value === 'string') this.fields[name] = value;
  }

  async readParts(request: FastifyRequest): Promise<void> {
    const limits = {
      fileSize: this.options.limits.photoBytes,
      files: MAX_FILES_READ,
      fields: 60,
      fieldSize: FIELD_CHARACTERS,
    };
    for await (const part of request.parts({ limits })) {
      if (part.type === 'field') {
        if (typeof part.value === 'string') this.fields[part.fieldname] = part.value;
      } else {
        await this.readFile(part.fieldname, part.filename, part.file);
      }
    }
  }

  private async readFile(
    field: string,
    filename: string | undefined,
    stream: AsyncIterable<Buffer> & { truncated: boolean },
  ): Promise<void> {
    const chunks: Buffer[] = [];
    let size = 0;
    const wanted = this.options.keepFiles && this.fileCount < this.options.limits.photosPerReport;
    for await (const chunk of stream) {
      size += chunk.length;
      if (!wanted || this.busy) continue;
      if (this.options.budget.reserve(chunk.length)) {
        this.reserved += chunk.length;
        chunks.push(chunk);
      } else {
        this.busy = true;
      }
    }
    if (size === 0 && !filename) return; // a file field in which nothing was chosen
    this.fileCount += 1;
    const kept = wanted && !this.busy && !stream.truncated;
    this.files.push({ field, filename: filename ?? '', ...(kept ? { bytes: Buffer.concat(chunks) } : {}) });
  }

  release(): void {
    this.options.budget.release(this.reserved);
    this.reserved = 0;
  }
}
