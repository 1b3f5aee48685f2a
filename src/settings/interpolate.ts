import type { ConfigPath } from './config-error.js';
import { isSecretName } from './config-error.js';
import type { Environment } from './settings.js';
import type { SourceFile } from './yaml-file.js';

const VARIABLE = /\$(\$?)\{([^}]*)\}/g;
const INSIDE = /^([A-Za-z_][A-Za-z0-9_]*)(?::-([\s\S]*))?$/;

/**
 * Begins what stands in for a variable that is not set: after the error where that is one, else (in a
 * disabled channel) with something that nobody can guess behind it. It passes every further check.
 */
export const UNSET = 'unset:';

/** What to do with a variable that is not set and has no default: `undefined` records an error. */
export type UnsetVariable = (name: string) => string | undefined;

/**
 * Replaces `${NAME}` and `${NAME:-default}` in every text below `value`; `$${` stands for a literal
 * `${`. A variable set to nothing counts as not set. Keys are left alone, and a replaced value is
 * always text: YAML was parsed before, so no variable can add structure.
 */
export function interpolate(
  source: SourceFile,
  value: unknown,
  path: ConfigPath,
  env: Environment,
  unset: UnsetVariable,
  /** What else than setting it would help, for the error. */
  advice = '',
): unknown {
  if (typeof value === 'string') return interpolateText(source, value, path, env, unset, advice);
  if (Array.isArray(value))
    return value.map((item: unknown, index) => interpolate(source, item, [...path, index], env, unset, advice));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, interpolate(source, item, [...path, key], env, unset, advice)]),
    );
  }
  return value;
}

function interpolateText(
  source: SourceFile,
  text: string,
  path: ConfigPath,
  env: Environment,
  unset: UnsetVariable,
  advice: string,
): string {
  const used: { value: string; open: boolean }[] = [];
  const result = text.replace(VARIABLE, (whole: string, escaped: string, inside: string) => {
    if (escaped !== '') return `\${${inside}}`;
    const match = INSIDE.exec(inside);
    const name = match?.[1];
    if (name === undefined || match?.[2]?.includes('${') === true) {
      source.error(path, text, 'variables written ${NAME} or ${NAME:-default}, with no variable in the default');
      return whole;
    }
    const set = Object.hasOwn(env, name) ? env[name] : undefined;
    const value = set === undefined || set === '' ? (match?.[2] ?? unset(name)) : set;
    if (value === undefined) {
      // So that the error shows the template, under whatever key it stands.
      source.substituted(path, text, '', false);
      source.error(path, text, `the environment variable ${name} to be set${advice}`);
      return UNSET + name;
    }
    // Only our own, plainly named switches may be printed; anything else may be a secret.
    used.push({ value, open: value === match?.[2] || (name.startsWith('KENTONGAN_') && !isSecretName(name)) });
    return value;
  });
  const revealed = used.every(({ open }) => open);
  for (const { value, open } of used) source.substituted(path, text, open ? '' : value, revealed);
  return result;
}
