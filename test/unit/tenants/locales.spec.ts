import { CodedError } from '../../../src/messaging/errors.js';
import { fillIn, Locales, placeholders, translate } from '../../../src/tenants/locales.js';

const locales = new Locales({
  id: new Map([['greeting', 'Halo {name}, aduan {number}.']]),
  en: new Map([['greeting', 'Hello {name}, report {number}.']]),
});

describe('locales', () => {
  it('fills in what a text asks for, in the language asked for', () => {
    expect(locales.translate('id', 'greeting', { name: 'Bu Sari', number: 12 })).toBe('Halo Bu Sari, aduan 12.');
    expect(translate(locales, 'en', 'greeting', { name: 'Bu Sari', number: 12 })).toBe('Hello Bu Sari, report 12.');
  });

  it('never reads a parameter as a template', () => {
    expect(fillIn('{a} {b}', { a: '{b} $& $1', b: 'x' })).toBe('{b} $& $1 x');
  });

  it('refuses unknown keys and missing parameters', () => {
    expect(() => locales.translate('id', 'nothing')).toThrow(
      new CodedError('text-missing', 'there is no text nothing in id', false),
    );
    expect(() => locales.translate('id', 'greeting', { name: 'x' })).toThrow('number');
  });

  it('does not take what every object has for a parameter', () => {
    expect(() => fillIn('{constructor}', {})).toThrow(CodedError);
  });

  it('names each placeholder once', () => {
    expect(placeholders('{a} {b} {a} { c } {}')).toEqual(['a', 'b']);
  });
});
