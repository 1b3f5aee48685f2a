import { readFileSync, readdirSync } from 'node:fs';

/**
 * Jest in CommonJS mode over the ESM sources: native ESM mode breaks on Node 20 wherever a
 * CommonJS package requires an ESM one (docs/decisions/habits-jest-commonjs.md).
 */

/** Packages that ship ESM only; Jest has to transform them like our own sources. */
function esmPackages() {
  const root = new URL('./node_modules/', import.meta.url);
  const names = readdirSync(root).flatMap((name) =>
    name.startsWith('@') ? readdirSync(new URL(`${name}/`, root)).map((sub) => `${name}/${sub}`) : [name],
  );
  return names.filter((name) => {
    try {
      return JSON.parse(readFileSync(new URL(`${name}/package.json`, root), 'utf8')).type === 'module';
    } catch {
      return false;
    }
  });
}

/** @param {object} parser */
const swc = (parser) => [
  '@swc/jest',
  {
    jsc: {
      target: 'es2022',
      parser,
      transform: {
        legacyDecorator: true,
        decoratorMetadata: true,
        useDefineForClassFields: false,
        react: { runtime: 'automatic', importSource: 'preact' },
      },
      keepClassNames: true,
    },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  },
];

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.spec.ts', '**/*.spec.tsx', '**/*.int-spec.ts', '**/*.e2e-spec.ts', '**/*.browser-spec.ts'],
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'cjs', 'json', 'node'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': ['$1', '$1.js'],
    // Its exports name only the conditions `import` and `module-sync`, which Jest's require doesn't have.
    '^file-type$': '<rootDir>/node_modules/file-type/index.js',
  },
  transform: {
    '\\.tsx$': swc({ syntax: 'typescript', tsx: true, decorators: true }),
    '\\.ts$': swc({ syntax: 'typescript', tsx: false, decorators: true }),
    '\\.m?js$': swc({ syntax: 'ecmascript' }),
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmPackages().join('|')})/)(?!.*\\.mjs$)`],
  globalSetup: '<rootDir>/test/kit/global-setup.mjs',
  globalTeardown: '<rootDir>/test/kit/global-teardown.mjs',
  reporters: ['default', '<rootDir>/test/kit/closing-reporter.mjs'],
  // Suites wait for browsers and databases: two processors are idle a third of the time with two of them.
  maxWorkers: 3,
  testTimeout: 30_000,
};
