import { registerDecorator, type ValidationArguments } from 'class-validator';

type Scalar = string | number | boolean;

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A map of names to the given scalars; `describe` finishes the sentence "must be ...". */
export function IsMapOf(check: (value: unknown) => value is Scalar, describe: string): PropertyDecorator {
  return (target, propertyName) => {
    registerDecorator({
      name: 'isMapOf',
      target: target.constructor,
      propertyName: String(propertyName),
      validator: {
        validate: (value: unknown) =>
          isPlainObject(value) &&
          Object.keys(value).every((key) => key.length > 0 && key !== '__proto__') &&
          Object.values(value).every(check),
        defaultMessage: (args?: ValidationArguments) => `${args?.property ?? 'value'} must be ${describe}`,
      },
    });
  };
}

/** A regular expression that compiles; it is matched without regard to case. */
export function IsPattern(options: { groups?: number } = {}): PropertyDecorator {
  return (target, propertyName) => {
    registerDecorator({
      name: 'isPattern',
      target: target.constructor,
      propertyName: String(propertyName),
      validator: {
        validate: (value: unknown) =>
          typeof value === 'string' && value.length > 0 && groupsOf(value) >= (options.groups ?? 0),
        defaultMessage: (args?: ValidationArguments) =>
          `${args?.property ?? 'value'} must be a regular expression` +
          (options.groups === undefined ? '' : ' with one group in parentheses'),
      },
    });
  };
}

/** Number of groups of an expression; -1 where it does not compile. */
function groupsOf(source: string): number {
  try {
    return (new RegExp(`${source}|`, 'u').exec('')?.length ?? 0) - 1;
  } catch {
    return -1;
  }
}

/** A rule over several properties of a block of class `of`, reported at the decorated one. Nothing else of the block is sure. */
export function Holds<T extends object>(
  _of: () => new () => T,
  rule: (block: Partial<T>) => boolean,
  message: string,
): PropertyDecorator {
  return (target, propertyName) => {
    registerDecorator({
      name: 'holds',
      target: target.constructor,
      propertyName: String(propertyName),
      validator: {
        validate: (_value: unknown, args?: ValidationArguments) => args !== undefined && rule(args.object),
        defaultMessage: () => message,
      },
    });
  };
}

export const isText = (value: unknown): value is string => typeof value === 'string' && value.length > 0;
export const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
