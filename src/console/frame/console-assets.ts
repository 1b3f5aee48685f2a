import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { serveAssets, staticAsset, type StaticAsset } from '../../public/static-asset.js';

const FOLDER = new URL('../assets/', import.meta.url);
/** The frame's own rules come first, the parts' (`<part>.css`) follow. */
const FRAME_STYLES = 'console.css';
const TABLER_QUALITY = 7;

let loaded: ReadonlyMap<string, StaticAsset> | undefined;

/**
 * The address of one of the console's static files: `tabler.css`, `console.css` (every part's styles), `htmx.js`,
 * `sse.js`, and each script of src/console/assets by its name.
 */
export function consoleAsset(name: string): string {
  const known = assets().get(name);
  if (!known) throw new Error(`no static file ${name}`);
  return known.path;
}

/** Call it before the application listens. */
export function registerConsoleAssets(app: NestFastifyApplication): void {
  serveAssets(app, assets().values());
}

function assets(): ReadonlyMap<string, StaticAsset> {
  loaded ??= load();
  return loaded;
}

function load(): ReadonlyMap<string, StaticAsset> {
  const { resolve } = createRequire(import.meta.url);
  const own = readdirSync(FOLDER).sort();
  const read = (name: string): string => readFileSync(new URL(name, FOLDER), 'utf8');
  const styles = own.filter((name) => name.endsWith('.css') && name !== FRAME_STYLES);
  // Under /assets/ the public pages' files are served too: a name of one's own for each.
  const files = new Map<string, StaticAsset>();
  const add = (name: string, text: string, quality?: number): void => {
    files.set(name, staticAsset(name === FRAME_STYLES ? name : `console-${name}`, text, quality));
  };
  add('tabler.css', withoutMap(readFileSync(resolve('@tabler/core/dist/css/tabler.min.css'), 'utf8')), TABLER_QUALITY);
  add(FRAME_STYLES, [FRAME_STYLES, ...styles].map(read).join('\n'));
  add('htmx.js', readFileSync(resolve('htmx.org/dist/htmx.min.js'), 'utf8'));
  add('sse.js', readFileSync(resolve('htmx-ext-sse/sse.js'), 'utf8'));
  for (const name of own.filter((each) => each.endsWith('.js'))) add(name, read(name));
  return files;
}

/** Its source map isn't served: browsers' tools would ask for it in vain. */
function withoutMap(css: string): string {
  return css.replace(/\/\*# sourceMappingURL=.*?\*\//, '');
}
