import 'reflect-metadata';

import { plainToInstance } from 'class-transformer';
import type { ValidationError } from 'class-validator';
import { getMetadataStorage, validateSync } from 'class-validator';

import type { ConfigPath } from './config-error.js';
import { UNSET } from './interpolate.js';
import { isMapping, suggestion } from './reader.js';
import type { SourceFile } from './yaml-file.js';

/**
 * Checks a channel's `settings:` with the provider's own class. Keys that the class does not know are
 * errors; stand-ins for unset variables are not. Returns the instance, which counts only where nothing was recorded.
 */
export function providerSettings(
  settingsClass: new () => object,
  value: unknown,
  source: SourceFile,
  path: ConfigPath,
): object {
  const plain = value ?? {};
  if (!isMapping(plain)) {
    source.error(path, value, 'a mapping of settings');
    return {};
  }
  const instance = plainToInstance(settingsClass, plain);
  const problems = validateSync(instance, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: false });
  for (const problem of problems) report(problem, source, path, plain);
  return instance;
}

/** `given` is what was written: a stand-in that was turned into a number can't be told from a wrong one. */
function report(problem: ValidationError, source: SourceFile, parent: ConfigPath, given: unknown): void {
  const index = /^\d+$/.test(problem.property) ? Number(problem.property) : problem.property;
  const path = [...parent, index];
  const written =
    isMapping(given) || Array.isArray(given) ? (Reflect.get(given, problem.property) as unknown) : undefined;
  const standIn = typeof written === 'string' && written.includes(UNSET);
  for (const [rule, message] of Object.entries(problem.constraints ?? {})) {
    if (rule === 'whitelistValidation') {
      const known = knownKeys(problem.target);
      const hint = suggestion(problem.property, known);
      source.error(path, problem.value, `a known key${hint === '' ? ` (${known.join(', ')})` : hint}`);
    } else if (!standIn) {
      source.error(path, problem.value, message);
    }
  }
  for (const child of problem.children ?? []) report(child, source, path, written);
}

function knownKeys(target: object | undefined): string[] {
  if (target === undefined) return [];
  const rules = getMetadataStorage().getTargetValidationMetadatas(target.constructor, '', false, false);
  return [...new Set(rules.map((rule) => rule.propertyName))];
}
