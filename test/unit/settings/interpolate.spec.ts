import { interpolate } from '../../../src/settings/interpolate.js';
import { SourceFile } from '../../../src/settings/yaml-file.js';

function run(value: unknown, env: Record<string, string> = {}): { value: unknown; source: SourceFile } {
  const source = new SourceFile('gateway.yaml');
  return { value: interpolate(source, value, ['x'], env, () => undefined), source };
}

describe('variables in configuration', () => {
  it.each([
    ['${A}', 'one'],
    ['a ${A} and ${B}', 'a one and two'],
    ['${C:-three}', 'three'],
    ['${A:-three}', 'one'],
    ['${EMPTY:-three}', 'three'],
    ['${C:-}', ''],
    ['${C:-https://host:1/x}', 'https://host:1/x'],
    ['$${A}', '${A}'],
    ['{to} costs $5', '{to} costs $5'],
  ])('%s is %s', (text, expected) => {
    const { value, source } = run(text, { A: 'one', B: 'two', EMPTY: '' });
    expect(value).toBe(expected);
    expect(source.errors).toEqual([]);
  });

  it('reaches every text below, and nothing else', () => {
    expect(run({ a: ['${A}', 1, true, null], '${A}': { b: '${A}' } }, { A: 'one' }).value).toEqual({
      a: ['one', 1, true, null],
      '${A}': { b: 'one' },
    });
  });

  it('does not read a value again as a template, or as YAML', () => {
    expect(run('${A}', { A: '${B}: [1]', B: 'x' }).value).toBe('${B}: [1]');
  });

  it('reports each variable that is not set, by name', () => {
    const { source } = run({ a: '${ONE}', b: ['${TWO}'] });
    expect(source.errors.map(({ path, value, expected }) => [path, value, expected])).toEqual([
      ['x.a', '${ONE}', 'the environment variable ONE to be set'],
      ['x.b[0]', '${TWO}', 'the environment variable TWO to be set'],
    ]);
  });

  it('does not find what every object inherits', () => {
    expect(run('${constructor}').source.errors).toHaveLength(1);
  });

  it.each(['${}', '${1A}', '${A-B}', '${C:-${A}}'])('refuses %s', (text) => {
    expect(run(text).source.errors[0]?.expected).toContain('${NAME}');
  });
});

describe('errors about substituted values', () => {
  it('show the template instead of the value, and scrub the value from what else is printed', () => {
    const { source } = run({ name: '${SMS_PIN}' }, { SMS_PIN: 'sesame-open' });
    source.error(['x', 'name'], 'sesame-open', 'something other than sesame-open');
    source.error(['y'], 'has sesame-open in it', 'x');
    expect(source.errors.map(({ value, expected }) => [value, expected])).toEqual([
      ['${SMS_PIN}', 'something other than ********'],
      ['has ******** in it', 'x'],
    ]);
  });

  it("show the value of the gateway's own switches, but not where the name says secret", () => {
    const { source } = run(
      { a: '${KENTONGAN_SMS_1708}', b: '${KENTONGAN_API_KEY}' },
      { KENTONGAN_SMS_1708: 'smoke', KENTONGAN_API_KEY: 'sesame' },
    );
    source.error(['x', 'a'], 'smoke', 'x');
    source.error(['x', 'b'], 'sesame', 'x');
    expect(source.errors.map(({ value }) => value)).toEqual(['smoke', '${KENTONGAN_API_KEY}']);
  });

  it.each([
    [['channels', 0, 'settings', 'authToken']],
    [['settings', 'password']],
    [['settings', 'inbound', 'auth', 'value']],
    [['settings', 'api_key']],
    [['settings', 'clientSecret', 'text']],
  ])('mask what is written out at %j', (path) => {
    const source = new SourceFile('gateway.yaml');
    source.error(path, 'sesame', 'x');
    expect(source.errors[0]?.value).toBe('********');
  });
});
