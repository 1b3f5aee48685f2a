import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { isISO8601, ValidateBy } from 'class-validator';
import { isDay, isOnDay } from '../tenants/day.js';
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
  isMoment: 'moment',
  isDay: 'day',
  arrayMinSize: 'required',
  arrayMaxSize: 'longer',
  nestedValidation: 'object',
  matches: 'form',
  maxLength: 'longer',
  isNotEmpty: 'required',
  whitelistValidation: 'unknownField',
};

/** A day of the calendar, as ISO 8601 writes it. */
export function IsDay(): PropertyDecorator {
  const validate = (value: unknown): boolean => typeof value === 'string' && isDay(value);
  return ValidateBy({ name: 'isDay', validator: { validate } });
}

/** A time of a day, as ISO 8601 writes it; its weeks and days of the year, which `Date` does not read, are none. */
export function IsMoment(): PropertyDecorator {
  const validate = (value: unknown): boolean => isISO8601(value, { strict: true }) && isOnDay(String(value));
  return ValidateBy({ name: 'isMoment', validator: { validate } });
}

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
