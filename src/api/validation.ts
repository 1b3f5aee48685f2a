import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { Problem, type FieldProblem } from './problem.js';

/** class-validator's rules, and the texts under `api.invalid` that say them. */
const CODES: Readonly<Record<string, string>> = {
  isString: 'text',
  isBoolean: 'flag',
  isNumber: 'number',
  isInt: 'whole',
  min: 'whole',
  max: 'whole',
  isArray: 'list',
  isIn: 'choice',
  isUUID: 'id',
  isObject: 'object',
  isIso8601: 'moment',
  arrayMinSize: 'required',
  arrayMaxSize: 'longer',
  nestedValidation: 'object',
  matches: 'form',
  maxLength: 'longer',
  isNotEmpty: 'required',
  whitelistValidation: 'unknownField',
};

/** Checks bodies and queries by their classes; every error at once, keys that are not known too. */
export const apiValidation = new ValidationPipe({
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: false,
  exceptionFactory: (errors) =>
    new Problem(422, { code: 'invalid', errors: errors.flatMap((error) => problemsOf(error)) }),
});

function problemsOf({ property, value, constraints, children = [] }: ValidationError, place = ''): FieldProblem[] {
  const field = /^\d+$/.test(property) ? `${place}[${property}]` : place === '' ? property : `${place}.${property}`;
  const [rule] = Object.keys(constraints ?? {});
  const own =
    rule === undefined ? [] : [{ field, code: value === undefined ? 'required' : (CODES[rule] ?? 'invalid') }];
  return [...own, ...children.flatMap((child) => problemsOf(child, field))];
}
