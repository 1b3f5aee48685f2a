import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { serveAssets, staticAsset, type StaticAsset } from './static-asset.js';

export type AssetName = 'pico.css' | 'site.css' | 'form.js' | 'work.js' | 'copy.js' | 'icon.svg' | 'letter.css';

let loaded: ReadonlyMap<AssetName, StaticAsset> | undefined;

/** The address of a static file; it changes with the content, so browsers keep it for good. */
export function asset(name: AssetName): string {
  return found(name).path;
}

/** Serves the static files under `/assets/`. Call it before the application listens. */
export function registerPublicAssets(app: NestFastifyApplication): void {
  serveAssets(app, assets().values());
}

function found(name: AssetName): StaticAsset {
  const known = assets().get(name);
  if (!known) throw new Error(`no static file ${name}`);
  return known;
}

function assets(): ReadonlyMap<AssetName, StaticAsset> {
  loaded ??= load();
  return loaded;
}

function load(): ReadonlyMap<AssetName, StaticAsset> {
  const pico = createRequire(import.meta.url).resolve('@picocss/pico/css/pico.min.css');
  const own = (name: string): string => readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8');
  const files = new Map<AssetName, StaticAsset>();
  const add = (name: AssetName, text: string): void => {
    files.set(name, staticAsset(name, text));
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
