import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const TYPES = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', svg: 'image/svg+xml' } as const;

type Encoding = 'br' | 'gzip';

/** A file that is served as it is, under an address that changes with its content. */
export interface StaticAsset {
  path: string;
  contentType: string;
  plain: Buffer;
  /** Of Brotli, 11 at most; large files cost a second at that. */
  quality: number;
}

/** @param name with its extension: css, js or svg */
export function staticAsset(name: string, text: string, quality = 11): StaticAsset {
  const plain = Buffer.from(text, 'utf8');
  const hash = createHash('sha256').update(plain).digest('hex').slice(0, 10);
  const dot = name.lastIndexOf('.');
  const extension = name.slice(dot + 1) as keyof typeof TYPES;
  return { path: `/assets/${name.slice(0, dot)}.${hash}.${extension}`, contentType: TYPES[extension], plain, quality };
}

/** Serves them compressed once for all, and to be kept for good. Call it before the application listens. */
export function serveAssets(app: NestFastifyApplication, assets: Iterable<StaticAsset>): void {
  const fastify = app.getHttpAdapter().getInstance();
  for (const asset of assets) {
    const bodies = new CompressedOnce(asset);
    fastify.get(asset.path, async (request, reply) => {
      const encoding = encodingFor(request.headers['accept-encoding']);
      if (encoding) reply.header('content-encoding', encoding);
      return reply
        .header('content-type', asset.contentType)
        .header('cache-control', 'public, max-age=31536000, immutable')
        .header('vary', 'accept-encoding')
        .send(encoding ? await bodies.in(encoding) : asset.plain);
    });
  }
}

function encodingFor(accepted = ''): Encoding | undefined {
  if (/\bbr\b/.test(accepted)) return 'br';
  return /\bgzip\b/.test(accepted) ? 'gzip' : undefined;
}

/** Made when it is first asked for, beside the event loop: a process that shows no page shouldn't wait for it at its start. */
class CompressedOnce {
  private readonly made = new Map<Encoding, Promise<Buffer>>();

  constructor(private readonly asset: StaticAsset) {}

  in(encoding: Encoding): Promise<Buffer> {
    const made = this.made.get(encoding) ?? this.make(encoding);
    this.made.set(encoding, made);
    return made;
  }

  private make(encoding: Encoding): Promise<Buffer> {
    const { plain, quality } = this.asset;
    return encoding === 'br'
      ? promisify(brotliCompress)(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } })
      : promisify(gzip)(plain, { level: 9 });
  }
}
