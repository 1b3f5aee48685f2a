import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { loadConfig } from '../../../src/app/load-config.js';
import { change, containing, load, matching, PROVIDERS, smallConfig, temporaryDirectory } from './small-config.js';

const GATEWAY = 'gateway.yaml';
const ALPHA = 'tenants/alpha.yaml';
const BETA = 'tenants/beta.yaml';
const HOLIDAYS = 'holidays/id-2026.yaml';

describe('a configuration in order', () => {
  it('loads', () => {
    const result = load(smallConfig());
    expect(result.errors).toEqual([]);
    expect(result.config?.tenants.all().map((tenant) => tenant.slug)).toEqual(['alpha', 'beta']);
  });

  it('is frozen to the bottom', () => {
    const { config } = load(smallConfig());
    expect(Object.isFrozen(config?.gateway.channels[0]?.settings)).toBe(true);
    expect(Object.isFrozen(config?.tenants.bySlug('alpha')?.standard.levels[0]?.resolve)).toBe(true);
    expect(Object.isFrozen(config?.holidays.holidays[0])).toBe(true);
  });

  it('has the defaults of what it leaves out', () => {
    const { config } = load(smallConfig());
    expect(config?.gateway.queue).toEqual({ leaseSeconds: 60, sweepSeconds: 5, ringAfterSeconds: 15 });
    expect(config?.gateway.trustedProxies).toEqual([]);
    expect(config?.tenants.bySlug('alpha')).toMatchObject({
      workingDays: [1, 2, 3, 4, 5],
      regionCode: '6310',
      locale: 'id',
      responsesCheckedByAdmin: true,
    });
    expect(config?.gateway.channels[0]?.settings).toMatchObject({ token: 'sesame', timeoutMs: 1000 });
  });
});

describe('all at once', () => {
  it('reports every error of every file, each with its line', () => {
    const files = smallConfig();
    change(files, GATEWAY, 'channels.0.kind', 'fax');
    change(files, GATEWAY, 'queue', { leaseSeconds: -1, sweepSeconds: 'often' });
    change(files, ALPHA, 'zone', 'X');
    change(files, BETA, 'routing.0.agency', 'nobody');
    change(files, HOLIDAYS, 'year', 'x');
    const { errors } = load(files);
    expect(errors.map((error) => [error.file, error.path])).toEqual(
      expect.arrayContaining([
        [GATEWAY, 'channels[0].kind'],
        [GATEWAY, 'queue.leaseSeconds'],
        [GATEWAY, 'queue.sweepSeconds'],
        [ALPHA, 'zone'],
        [BETA, 'routing[0].agency'],
        [HOLIDAYS, 'year'],
      ]),
    );
    expect(errors.every((error) => typeof error.line === 'number')).toBe(true);
  });

  it('does not report one fault again as the faults that follow from it', () => {
    const files = { ...smallConfig(), 'locales/en.yaml': 'a: [', [GATEWAY]: 'channels: {' };
    const { errors } = load(files);
    expect(errors.map((error) => error.file).sort()).toEqual([GATEWAY, 'locales/en.yaml']);
  });
});

describe('files', () => {
  it('names the line of broken YAML', () => {
    const { errors } = load({ ...smallConfig(), [ALPHA]: 'slug: alpha\nname: "x\n' });
    expect(errors[0]).toMatchObject({ file: ALPHA, path: '', expected: matching(/^valid YAML: /) });
    expect(errors[0]?.line).toBeGreaterThanOrEqual(2);
  });

  it.each([
    ['a key given twice', 'slug: alpha\nslug: alpha\n', 'valid YAML'],
    ['an empty file', '', 'the file is empty'],
    ['a list at the top', '- a\n', 'a mapping with the keys'],
    ['an alias of nothing', 'slug: *nobody\n', 'valid YAML'],
    ['two documents', 'slug: alpha\n---\nslug: alpha\n', 'valid YAML'],
  ])('%s is an error', (_name, text, expected) => {
    const { ok, errors } = load({ ...smallConfig(), [ALPHA]: text });
    expect(ok).toBe(false);
    expect(errors).toContainEqual(expect.objectContaining({ file: ALPHA, expected: containing(expected) }));
  });

  it('a heap of aliases does not eat the memory', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (const [next, last] of [
      ['b', 'a'],
      ['c', 'b'],
      ['d', 'c'],
      ['e', 'd'],
      ['f', 'e'],
      ['g', 'f'],
      ['h', 'g'],
    ]) {
      bomb.push(
        `${next ?? ''}: &${next ?? ''} [${Array(9)
          .fill(`*${last ?? ''}`)
          .join(', ')}]`,
      );
    }
    const { errors } = load({ ...smallConfig(), [ALPHA]: bomb.join('\n') });
    expect(errors).toContainEqual(expect.objectContaining({ file: ALPHA, expected: containing('aliases') }));
  });

  it('a missing directory is one error for each part that is missing', () => {
    const { ok, errors } = loadConfig({
      configDir: '/nonexistent/config',
      env: {},
      sandbox: true,
      providers: PROVIDERS,
    });
    expect(ok).toBe(false);
    expect(errors.map((error) => error.file)).toEqual([GATEWAY, 'tenants', 'holidays', 'locales']);
    expect(errors[0]?.expected).toContain('it is missing');
  });

  it('an empty directory likewise', () => {
    const configDir = temporaryDirectory();
    const { errors } = loadConfig({ configDir, env: {}, sandbox: true, providers: PROVIDERS });
    expect(errors).toHaveLength(4);
  });

  it('a directory in place of a file is said to be one', () => {
    const configDir = temporaryDirectory();
    mkdirSync(join(configDir, GATEWAY));
    const { errors } = loadConfig({ configDir, env: {}, sandbox: true, providers: PROVIDERS });
    expect(errors[0]).toMatchObject({ file: GATEWAY, expected: 'a file; this is a directory' });
  });

  it('a text file of no language is an error', () => {
    const { errors } = load({ ...smallConfig(), 'locales/public.fr.yaml': 'a: b\n' });
    expect(errors).toContainEqual(expect.objectContaining({ file: 'locales/public.fr.yaml' }));
  });

  it('texts of several files come together; a key in two of them is an error', () => {
    const files = {
      ...smallConfig(),
      'locales/public.id.yaml': 'page: { title: Judul }',
      'locales/public.en.yaml': 'page: { title: Title }',
    };
    expect(load(files).config?.locales.translate('en', 'page.title')).toBe('Title');
    const twice = load({ ...files, 'locales/sandbox.id.yaml': 'page: { title: Judul }' });
    expect(twice.errors).toEqual([
      expect.objectContaining({
        file: 'locales/sandbox.id.yaml',
        path: 'page.title',
        expected: containing('locales/public.id.yaml'),
      }),
    ]);
  });

  it('two calendars of one year are an error', () => {
    const files = smallConfig();
    const { errors } = load({ ...files, 'holidays/other.yaml': files[HOLIDAYS] ?? '' });
    expect(errors).toEqual([expect.objectContaining({ file: 'holidays/other.yaml', path: 'year' })]);
  });
});
