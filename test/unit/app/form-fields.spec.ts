import { formFields } from '../../../src/app/form-fields.js';

describe('the fields of a form', () => {
  it('are lists where their names say so', () => {
    expect(formFields('a=1&a=2&b%5B%5D=x+y&b[]=%C3%A9&c[]=')).toEqual({ a: '2', 'b[]': ['x y', 'é'], 'c[]': [''] });
    expect(formFields('')).toEqual({});
    expect(Object.getPrototypeOf(formFields('__proto__=1&__proto__[]=2'))).toBe(Object.prototype);
  });

  it('are read however many stand there: a form of a megabyte fits into little memory', () => {
    const times = 200_000;
    expect(formFields('a[]&'.repeat(times))).toEqual({ 'a[]': new Array<string>(times).fill('') });
  });
});
