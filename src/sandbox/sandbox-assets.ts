import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const TYPES: Readonly<Record<string, string>> = {
  'base.css': 'text/css; charset=utf-8',
  'phone.css': 'text/css; charset=utf-8',
  'messages.css': 'text/css; charset=utf-8',
  'compose.css': 'text/css; charset=utf-8',
  'guide.css': 'text/css; charset=utf-8',
  'phone.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
};

interface SandboxAsset {
  contentType: string;
  bytes: Buffer;
  etag: string;
}

const loaded = new Map<string, SandboxAsset>();

/** A static file of the sandbox's page; undefined for any other name. */
export function sandboxAsset(name: string): SandboxAsset | undefined {
  const contentType = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
  if (contentType === undefined) return undefined;
  const known = loaded.get(name);
  if (known) return known;
  const bytes = readFileSync(new URL(`./assets/${name}`, import.meta.url));
  const asset = { contentType, bytes, etag: `"${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}"` };
  loaded.set(name, asset);
  return asset;
}
