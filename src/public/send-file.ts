import type { FastifyReply } from 'fastify';

export interface FileToSend {
  bytes: Buffer;
  contentType: string;
  filename: string;
}

/** As a file and nothing else: should it be more than it says, it runs nothing here. */
export async function sendAsFile(reply: FastifyReply, { bytes, contentType, filename }: FileToSend): Promise<void> {
  // RFC 6266 with RFC 8187: letters beyond ASCII, and nothing that could end the header's value.
  const name = encodeURIComponent(filename.toWellFormed()).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  await reply
    .header('cache-control', 'no-store')
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('cross-origin-resource-policy', 'same-origin')
    .header('content-disposition', `attachment; filename*=UTF-8''${name}`)
    .type(contentType)
    .send(bytes);
} // prettier-ignore
