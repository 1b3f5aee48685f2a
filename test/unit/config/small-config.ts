import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Matches, Min } from 'class-validator';
import { stringify } from 'yaml';

import { loadConfig } from '../../../src/app/load-config.js';
import type { LoadResult } from '../../../src/app/load-config.js';
import type { ChannelProvider } from '../../../src/messaging/ports.js';
import { formsOf, isReplyKey, REPLY_TEXTS, type ReplyKey } from '../../../src/tenants/reply-texts.js';

/** Settings of the provider that these tests use in place of a real one. */
export class PostSettings {
  @IsString({ message: 'token must be given' })
  token!: string;

  @Matches(/^https?:/, { message: 'apiBase must be a URL' })
  apiBase!: string;

  @IsOptional()
  @IsInt()
  @Min(1)
  timeoutMs = 1000;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  port?: number;
}

class NoSettings {}

export const PROVIDERS: readonly ChannelProvider[] = [
  { kind: 'sms', name: 'post', settings: PostSettings, create: () => ({}) },
  { kind: 'web', name: 'form', settings: NoSettings, create: () => ({}) },
  { kind: 'manual', name: 'desk', settings: NoSettings, create: () => ({}) },
];

/** Files by their path below the configuration directory: data that is written as YAML, or text as it is. */
export type Files = Record<string, Record<string, unknown> | string>;

function tenant(slug: string, prefix: string, keyword: string): Record<string, unknown> {
  return {
    slug,
    scope: 'regency',
    name: slug,
    office: `Office of ${slug}`,
    zone: 'WITA',
    regionCode: '63.10',
    ticketPrefix: prefix,
    keywords: [keyword],
    anonymousAllowed: false,
    requirements: { identity: 'asked', address: 'none', evidence: 'none' },
    example: 'lampu jalan mati',
    cost: 'Gratis',
    emergencyNumber: '112',
    dangerKeywords: ['kebakaran'],
    agencies: [
      { slug: 'roads', name: 'Roads', shortName: 'Roads', type: 'regional', units: [{ slug: 'lamps', name: 'Lamps' }] },
    ],
    categories: [
      { slug: 'streets', name: 'Streets', level: 'plain' },
      { slug: 'potholes', name: 'Potholes', parent: 'streets', level: 'plain', keywords: ['lobang'] },
    ],
    routing: [{ id: 'R1', when: { categories: ['potholes'], places: ['63.10.02'] }, agency: 'roads', unit: 'lamps' }],
    standard: {
      document: 'Standard',
      version: '1',
      levels: [{ slug: 'plain', name: 'Plain', resolve: { amount: 3, unit: 'working-days' }, words: '3 hari kerja' }],
      defaultLevel: 'plain',
      steps: [
        {
          slug: 'take',
          name: 'Take',
          words: '5 menit',
          within: { amount: 5, unit: 'minutes' },
          by: 'admin',
          until: 'announced',
        },
      ],
    },
  };
}

const words = (key: ReplyKey): string => REPLY_TEXTS[key].map((name) => `{${name}}`).join(' ');

/** The smallest configuration that is in order, fresh for each test. */
export function smallConfig(): Files {
  const reply = Object.fromEntries(
    Object.keys(REPLY_TEXTS)
      .filter(isReplyKey)
      .map((key) => [
        key,
        Object.fromEntries(formsOf(key).map((form) => [form, form === 'told' ? 'Baik.' : words(key)])),
      ]),
  );
  return {
    'gateway.yaml': {
      channels: [
        {
          id: 'sms-1',
          kind: 'sms',
          provider: 'post',
          enabled: true,
          address: '1708',
          settings: { token: '${POST_TOKEN}', apiBase: 'http://127.0.0.1:1' },
        },
        { id: 'web-alpha', kind: 'web', provider: 'form', enabled: true, tenant: 'alpha' },
        { id: 'desk-beta', kind: 'manual', provider: 'desk', enabled: false, tenant: 'beta' },
      ],
    },
    'tenants/alpha.yaml': tenant('alpha', 'ALP', 'ALPHATOWN'),
    'tenants/beta.yaml': tenant('beta', 'BET', 'BETAVILLE'),
    'locales/id.yaml': { greeting: 'Halo {name}', reply },
    'locales/en.yaml': { greeting: 'Hello {name}', reply },
    'holidays/id-2026.yaml': {
      year: 2026,
      version: 'id-2026.1',
      status: 'final',
      decrees: ['SKB 1'],
      national: [{ date: '2026-08-17', name: 'Proklamasi' }],
      jointLeave: [],
      regional: [],
    },
  };
}

/** Changes what stands at a dotted path (numbers are places in lists); `undefined` takes it away. */
export function change(files: Files, file: string, path: string, value: unknown): void {
  const parts = path.split('.');
  const last = parts.pop() ?? '';
  let node: unknown = files[file];
  for (const part of parts) node = (node as Record<string, unknown>)[part];
  if (typeof node !== 'object' || node === null) throw new Error(`nothing at ${path}`);
  if (value === undefined) Reflect.deleteProperty(node, last);
  else Reflect.set(node, last, value);
}

const directories: string[] = [];

afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

/** A directory that is gone after the tests of the file that asked for it. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'kentongan-config-'));
  directories.push(directory);
  return directory;
}

export function writeFiles(files: Files): string {
  const directory = temporaryDirectory();
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), typeof content === 'string' ? content : stringify(content));
  }
  return directory;
}

export function load(
  files: Files,
  options: { env?: Record<string, string>; sandbox?: boolean; extraEnv?: Record<string, string> } = {},
): LoadResult {
  return loadConfig({
    configDir: writeFiles(files),
    env: options.env ?? { POST_TOKEN: 'sesame' },
    sandbox: options.sandbox ?? false,
    providers: PROVIDERS,
    extraEnv: options.extraEnv,
  });
}

/** Jest's own matchers are typed `any`. */
export const containing = (text: string): unknown => expect.stringContaining(text);
export const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);
