import { createHash } from 'node:crypto';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const TYPES = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', svg: 'image/svg+xml' } as const;

/** A file that is served as it is, under an address that changes with its content. */
export interface StaticAsset {
  path: string;
  contentType: string;
  plain: Buffer;
  gzip: Buffer;
  brotli: Buffer;
}

/** @param name with its extension: css, js or svg. @param quality of Brotli, 11 at most; large files cost a second at that. */
export function staticAsset(name: string, text: string, quality = 11): StaticAsset {
  const plain = Buffer.from(text, 'utf8');
  const hash = createHash('sha256').update(plain).digest('hex').slice(0, 10);
  const dot = name.lastIndexOf('.');
  const extension = name.slice(dot + 1) as keyof typeof TYPES;
  return {
    path: `/assets/${name.slice(0, dot)}.${hash}.${extension}`,
    contentType: TYPES[extension],
    plain,
    gzip: gzipSync(plain, { level: 9 }),
    brotli: brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }),
  };
}

/** Serves them compressed once for all, and to be kept for good. Call it before the application listens. */
export function serveAssets(app: NestFastifyApplication, assets: Iterable<StaticAsset>): void {
  const fastify = app.getHttpAdapter().getInstance();
  for (const { path, contentType, plain, gzip, brotli } of assets) {
    fastify.get(path, (request, reply) => {
      const accepted = request.headers['accept-encoding'] ?? '';
      const [encoding, body] = /\bbr\b/.test(accepted)
        ? ['br', brotli]
        : /\bgzip\b/.test(accepted)
          ? ['gzip', gzip]
          : [undefined, plain];
      if (encoding) reply.header('content-encoding', encoding);
      return reply
        .header('content-type', contentType)
        .header('cache-control', 'public, max-age=31536000, immutable')
        .header('vary', 'accept-encoding')
        .send(body);
    });
  }
}
