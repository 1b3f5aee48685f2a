import eslint from '@eslint/js';
import { builtinRules } from 'eslint/use-at-your-own-risk';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** A second `max-lines`, so that 250 lines warn and 400 fail. */
const size = { rules: { 'max-lines-soft': builtinRules.get('max-lines') } };

const CONSTRUCTOR = {
  selector: 'MethodDefinition[kind="constructor"] > FunctionExpression[params.length>6]',
  message: 'More than six constructor parameters: the class does more than one thing.',
};
const OWN_CLOCK = [
  {
    selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
    message: 'Ask the Clock port (src/observability/clock.ts), so that tests can turn the time.',
  },
  {
    selector: 'CallExpression[callee.object.name="Date"][callee.property.name="now"]',
    message: 'Ask the Clock port (src/observability/clock.ts); for durations performance.now().',
  },
];

/** @param {string[]} names separated by spaces */
const readonly = (...names) =>
  Object.fromEntries(names.flatMap((list) => list.split(' ')).map((name) => [name, 'readonly']));

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'data/', 'test/fixtures/', 'test-output/'] },
  // Escapes in comments are not available: a rule that is wrong for us is changed here, for all.
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.test.json', tsconfigRootDir: import.meta.dirname } },
    plugins: { size },
    rules: {
      'no-console': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', { max: 400 }],
      'size/max-lines-soft': ['warn', { max: 250 }],
      'no-restricted-syntax': ['error', CONSTRUCTOR],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // Nest's modules are classes without members, and so are settings of a provider that has none.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true, allowEmpty: true }],
      // A Promise handed on from an async function is awaited for the sake of its stack, or not: both are fine.
      '@typescript-eslint/require-await': 'off',
      // Nest declares its option bags as classes and documents object literals for them.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
  {
    files: ['src/**/*.ts', 'src/**/*.tsx'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Settings are read once, in src/settings.' },
      ],
      'no-restricted-syntax': ['error', CONSTRUCTOR, ...OWN_CLOCK],
    },
  },
  { files: ['src/settings/**'], rules: { 'no-restricted-properties': 'off' } },
  {
    // They speak to a terminal, or wait for processes of the operating system.
    files: [
      'src/observability/clock.ts',
      'src/database/embedded/**',
      'src/sandbox/**',
      'src/app/cli/**',
      'src/cli.ts',
      'src/main.ts',
    ],
    rules: { 'no-restricted-syntax': ['error', CONSTRUCTOR], 'no-console': 'off' },
  },
  {
    files: ['test/**/*.ts', 'test/**/*.tsx', 'bench/**/*.ts'],
    rules: {
      'size/max-lines-soft': 'off',
      // A fixture that is not there fails its test all the same.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs', '**/*.js'],
    languageOptions: {
      globals: readonly(
        'process console Buffer URL URLSearchParams fetch AbortSignal AbortController performance structuredClone',
        'setTimeout clearTimeout setInterval clearInterval setImmediate WebAssembly TextEncoder TextDecoder FormData Blob',
      ),
    },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: readonly('module require __dirname') },
  },
  {
    // Scripts that run in a browser.
    files: ['src/**/*.js'],
    languageOptions: {
      globals: readonly(
        'window document location navigator crypto localStorage sessionStorage self Worker postMessage btoa atob',
        'Event CustomEvent HTMLElement HTMLDetailsElement CSS print Image File FileReader matchMedia history requestAnimationFrame',
      ),
    },
  },
  prettier,
);
