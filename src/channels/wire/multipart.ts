/** A file in a form. */
export interface FormFile {
  /** The field's name. */
  field: string;
  filename: string;
  contentType: string;
  bytes: Buffer;
}

/** Fields and one file as a request's body (RFC 7578). */
export async function multipart(
  fields: Readonly<Record<string, string>>,
  { field, filename, contentType, bytes }: FormFile,
): Promise<{ body: Buffer; headers: { 'content-type': string } }> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append(field, new Blob([new Uint8Array(bytes)], { type: contentType }), filename);
  const encoded = new Response(form);
  return {
    body: Buffer.from(await encoded.arrayBuffer()),
    headers: { 'content-type': encoded.headers.get('content-type') ?? 'multipart/form-data' },
  };
}
