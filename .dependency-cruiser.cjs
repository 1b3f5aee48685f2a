/**
 * The design's layers as rules. A folder may import what stands to its left, and its own:
 *   messaging · settings, observability · database, tenants, jobs ·
 *   channels | contacts, accounts, tickets, agencies, outbox · intake, pipeline, replies, manual, overruling, dispatch, deadlines, privacy, watch ·
 *   reports, console, public, api, open311, sandbox · app, cli, main
 */
const VOCABULARY = ['messaging'];
const OPERATIONS = ['settings', 'observability'];
const BASE = ['database', 'tenants', 'jobs'];
const CHANNELS = ['channels'];
const RECORDS = ['contacts', 'accounts', 'tickets', 'agencies', 'outbox'];
const WORK = ['intake', 'pipeline', 'replies', 'manual', 'overruling', 'dispatch', 'deadlines', 'privacy', 'watch'];
const FACES = ['reports', 'console', 'public', 'api', 'open311', 'sandbox'];

const folders = (...layers) => `^src/(${layers.flat().join('|')})/`;
const COMPOSITION = '^src/(app/|cli\\.ts$|main\\.ts$)';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'A circle of classes is a start-up error in ESM, and a sign that two files are one.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-barrels',
      comment: 'An index file hides where things live and makes circles: import the file itself.',
      severity: 'error',
      from: {},
      to: { path: '/index[.]tsx?$', pathNot: 'node_modules' },
    },
    {
      name: 'no-orphans',
      comment: 'Nothing imports it and it imports nothing: it is dead, or it was forgotten in its list.',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: '^src/(main|cli)\\.ts$|\\.d\\.ts$|/assets/' },
      to: {},
    },
    {
      name: 'not-to-unresolvable',
      comment: 'The import leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'vocabulary-knows-nobody',
      comment: 'messaging/ is the shared vocabulary: it knows neither its host, nor HTTP, nor the database.',
      severity: 'error',
      from: { path: folders(VOCABULARY) },
      to: { path: '^src/', pathNot: folders(VOCABULARY) },
    },
    {
      name: 'vocabulary-without-packages',
      comment: 'messaging/ stays usable from anywhere: types, constants and errors, no packages.',
      severity: 'error',
      from: { path: folders(VOCABULARY) },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-peer', 'npm-optional'] },
    },
    {
      name: 'settings-and-observability-below-all-else',
      comment: 'Settings and observability take contributions through registries; they import no feature.',
      severity: 'error',
      from: { path: folders(OPERATIONS) },
      to: { path: '^src/', pathNot: folders(VOCABULARY, OPERATIONS) },
    },
    {
      name: 'base-knows-no-feature',
      comment:
        'database, tenants and jobs serve features through ports (a migration list, a sweep source); they import none.',
      severity: 'error',
      from: { path: folders(BASE) },
      to: { path: '^src/', pathNot: folders(VOCABULARY, OPERATIONS, BASE) },
    },
    {
      name: 'channels-know-messaging-and-the-base-only',
      comment:
        'An adapter gets its sinks by injection: it must run in `kentongan inspect` with neither tickets nor outbox.',
      severity: 'error',
      from: { path: folders(CHANNELS) },
      to: { path: '^src/', pathNot: folders(VOCABULARY, OPERATIONS, BASE, CHANNELS) },
    },
    {
      name: 'adapters-parse-without-a-database',
      comment: 'Parsing is pure, run against recorded payloads: no database, no queue, no framework database module.',
      severity: 'error',
      from: { path: '^src/channels/(sms|email|whatsapp|web|manual)/' },
      to: { path: '^src/(database|jobs)/|node_modules/(typeorm|pg|bullmq|ioredis)/' },
    },
    {
      name: 'records-below-the-work',
      comment:
        'contacts, tickets, agencies and the outbox keep rows; who changes them, and why, is decided above. The outbox reaches channels through ports.',
      severity: 'error',
      from: { path: folders(RECORDS) },
      to: { path: '^src/', pathNot: folders(VOCABULARY, OPERATIONS, BASE, RECORDS) },
    },
    {
      name: 'work-below-the-faces',
      comment: 'What is done with a message does not depend on who looks at it.',
      severity: 'error',
      from: { path: folders(WORK) },
      to: { path: '^src/', pathNot: folders(VOCABULARY, OPERATIONS, BASE, CHANNELS, RECORDS, WORK) },
    },
    {
      name: 'faces-below-the-composition',
      comment: 'Pages and reports are put together in app/, and never import it.',
      severity: 'error',
      from: { path: folders(FACES) },
      to: { path: COMPOSITION },
    },
    {
      name: 'sandbox-only-from-app',
      comment: 'Stand-ins are development code, loaded by the composition root in sandbox mode alone.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(sandbox|app)/' },
      to: { path: '^src/sandbox/' },
    },
    {
      name: 'no-dev-packages-in-production',
      comment:
        'Development packages are not installed in production; only the sandbox, which production refuses, may use them.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/sandbox/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm', 'type-only'], pathNot: 'node_modules/@types/' },
    },
    {
      name: 'no-undeclared-packages',
      comment: 'A package that is there by accident leaves by accident.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-tests-in-sources',
      comment: 'Sources never import tests or benchmarks.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'programs-started-by-the-engine-only',
      comment: 'Starting programs of the operating system is the embedded engine alone.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(database/embedded|sandbox|app)/' },
      to: { path: '^(node:)?child_process$' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.test.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.d\\.mts$' },
    enhancedResolveOptions: {
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
};
