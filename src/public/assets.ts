import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

export type AssetName = 'pico.css' | 'site.css' | 'form.js' | 'work.js' | 'copy.js' | 'icon.svg' | 'letter.css';

const TYPES = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', svg: 'image/svg+xml' } as const;

interface Asset {
  path: string;
  contentType: string;
  plain: Buffer;
  gzip: Buffer;
  brotli: Buffer;
}

let loaded: ReadonlyMap<AssetName, Asset> | undefined;

/** The address of a static file; it changes with the content, so browsers keep it for good. */
export function asset(name: AssetName): string {
  return found(name).path;
}

/** Serves the static files under `/assets/`, compressed once for all. Call it before the application listens. */
export function registerPublicAssets(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  for (const { path, contentType, plain, gzip, brotli } of assets().values()) {
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

function found(name: AssetName): Asset {
  const known = assets().get(name);
  if (!known) throw new Error(`no static file ${name}`);
  return known;
}

function assets(): ReadonlyMap<AssetName, Asset> {
  loaded ??= load();
  return loaded;
}

function load(): ReadonlyMap<AssetName, Asset> {
  const pico = createRequire(import.meta.url).resolve('@picocss/pico/css/pico.min.css');
  const own = (name: string): string => readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8');
  const files = new Map<AssetName, Asset>();
  const add = (name: AssetName, text: string): void => {
    files.set(name, toAsset(name, text));
  };
  add('pico.css', readFileSync(pico, 'utf8'));
  add('site.css', own('site.css') + own('parts.css'));
  add('icon.svg', own('icon.svg'));
  add('letter.css', own('letter.css'));
  add('work.js', own('work.js'));
  add('copy.js', own('copy.js'));
  add('form.js', own('form.js'));
  return files;
}

function toAsset(name: AssetName, text: string): Asset {
  const plain = Buffer.from(text, 'utf8');
  const hash = createHash('sha256').update(plain).digest('hex').slice(0, 10);
  const dot = name.lastIndexOf('.');
  const extension = name.slice(dot + 1) as keyof typeof TYPES;
  return {
    path: `/assets/${name.slice(0, dot)}.${hash}.${extension}`,
    contentType: TYPES[extension],
    plain,
    gzip: gzipSync(plain, { level: 9 }),
    brotli: brotliCompressSync(plain),
  };
}
