import type { FastifyInstance } from 'fastify';

/** More than any provider takes, so that it is the provider who refuses. */
const MOST_BYTES = 130 * 1024 * 1024;

export interface UploadedFile {
  field: string;
  filename: string;
  /** As the client says. */
  contentType: string;
  bytes: Buffer;
}

export interface MultipartForm {
  fields: Record<string, string>;
  files: UploadedFile[];
}

/** Lets a stand-in take forms with files; such a body is a `MultipartForm`, read by Node's own reader. */
export function takeMultipart(app: FastifyInstance): void {
  app.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'buffer', bodyLimit: MOST_BYTES },
    (request, body, done) => {
      readForm(body as Buffer, request.headers['content-type'] ?? '').then(
        (form) => done(null, form),
        () => done(new Error('the body is no multipart form'), undefined),
      );
    },
  );
}

export function isMultipart(body: unknown): body is MultipartForm {
  return typeof body === 'object' && body !== null && 'fields' in body && 'files' in body;
}

async function readForm(body: Buffer, contentType: string): Promise<MultipartForm> {
  const headers = { 'content-type': contentType };
  const data = await new Response(new Uint8Array(body), { headers }).formData();
  const form: MultipartForm = { fields: {}, files: [] };
  for (const [field, value] of data) {
    if (typeof value === 'string') form.fields[field] = value;
    else
      form.files.push({
        field,
        filename: value.name,
        contentType: value.type,
        bytes: Buffer.from(await value.arrayBuffer()),
      });
  }
  return form;
}

/** What a provider finds that a file really is; undefined for what has no signature, such as text. */
export async function contentOf(bytes: Buffer): Promise<string | undefined> {
  const { fileTypeFromBuffer } = await import('file-type');
  return (await fileTypeFromBuffer(bytes))?.mime.split(';')[0];
}
