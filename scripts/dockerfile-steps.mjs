import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { GatewayProcess } from './gateway-process.mjs';

/**
 * Runs the Dockerfile's steps without a container engine: each stage is a folder, COPY copies (what
 * .dockerignore leaves), RUN runs there, with the stage's absolute paths moved into the folder. At the
 * end the last stage's command is started in production mode, must become ready, and must end cleanly.
 */

const context = process.cwd();
const work = mkdtempSync(join(tmpdir(), 'kentongan-docker-'));
chmodSync(work, 0o755);
const ignored = readFileSync('.dockerignore', 'utf8')
  .split('\n')
  .map((line) => line.trim())
  .filter((line) => line && !line.startsWith('#'));
const stages = new Map();
let stage;

const inStage = (path, of = stage) => join(of.root, resolve(of.workdir, path));
const isIgnored = (path) =>
  ignored.some((rule) => path === rule.replace(/\/$/, '') || path.startsWith(`${rule.replace(/\/$/, '')}/`));

function instructions() {
  return readFileSync('Dockerfile', 'utf8')
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .map((line) => /^([A-Z]+)\s+(.*)$/.exec(line.trim()))
    .filter(Boolean)
    .map(([, name, rest]) => [name, rest.trim()]);
}

const STEPS = {
  FROM(rest) {
    const name = / AS (\S+)$/i.exec(rest)?.[1] ?? `stage-${stages.size}`;
    stage = { root: join(work, name), workdir: '/', env: {}, paths: new Set() };
    mkdirSync(stage.root, { recursive: true });
    stages.set(name, stage);
  },
  WORKDIR(rest) {
    stage.workdir = resolve(stage.workdir, rest);
    mkdirSync(inStage('.'), { recursive: true });
    stage.paths.add(stage.workdir);
  },
  ENV(rest) {
    for (const [, name, value] of rest.matchAll(/(\w+)=("[^"]*"|\S+)/g)) stage.env[name] = value.replaceAll('"', '');
  },
  COPY(rest) {
    const words = rest.split(/\s+/);
    const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length);
    const paths = words.filter((word) => !word.startsWith('--'));
    const target = paths.pop();
    for (const path of paths) copy(from, path, target, paths.length > 1 || target.endsWith('/'));
  },
  RUN(rest) {
    // /app and /data are the stage's own; nothing else absolute is touched by our steps.
    const script = rest.replaceAll(
      /(^|[\s"'=])\/(app|data)\b/g,
      (_all, before, name) => `${before}${stage.root}/${name}`,
    );
    const shims = process.getuid?.() === 0 ? '' : 'chown() { :; }; ';
    const { status } = spawnSync('bash', ['-euc', shims + script], {
      cwd: inStage('.'),
      stdio: 'inherit',
      env: { PATH: process.env.PATH, HOME: join(work, 'home'), ...stage.env },
    });
    if (status !== 0) throw new Error(`RUN ${rest}: ended with ${status}`);
  },
  CMD(rest) {
    stage.command = JSON.parse(rest);
  },
};

function copy(from, path, target, intoFolder) {
  const source = from ? inStage(path, stages.get(from)) : join(context, path);
  if (!existsSync(source)) throw new Error(`COPY ${path}: not there`);
  if (!from && isIgnored(path)) throw new Error(`COPY ${path}: .dockerignore leaves it out`);
  const isFolder = statSync(source).isDirectory();
  const destination = !isFolder && intoFolder ? join(inStage(target), basename(path)) : inStage(target);
  cpSync(source, destination, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (file) => Boolean(from) || !isIgnored(file.slice(context.length + 1)),
  });
}

/** Of the form that the settings check; the first that fits the end of a variable's name. */
const DUMMIES = [
  ['_PUPR_URL', 'https://pupr.example.org/kentongan'],
  ['_PUPR_SECRET', `whsec_${Buffer.alloc(32).toString('base64')}`],
  ['_ACCOUNT_SID', `AC${'0'.repeat(32)}`],
  ['_BOT_TOKEN', `12345:${'0'.repeat(35)}`],
  ['_PHONE_NUMBER_ID', '1'.repeat(15)],
  ['_PAGE_ID', '1'.repeat(15)],
  ['_URL', 'http://127.0.0.1:9'],
  ['_HOST', '127.0.0.1'],
  ['_ADDRESS', '1708'],
  ['_SYSTEM_ID', 'kentongan'],
  // SMPP 3.4 allows eight characters.
  ['SMPP_PASSWORD', '00000000'],
  ['', '0'.repeat(32)],
];

/** What the enabled channels name, as config/examples/secrets.env lists it. */
function dummySecrets() {
  const text = readFileSync(join('config', 'examples', 'secrets.env'), 'utf8');
  const names = (text.match(/^#?[A-Z0-9_]+(?==)/gm) ?? []).map((name) => name.replace('#', ''));
  return Object.fromEntries(
    names
      .filter((name) => !name.startsWith('KENTONGAN_'))
      .map((name) => [name, DUMMIES.find(([end]) => name.endsWith(end))[1]]),
  );
}

async function startCommand() {
  const data = join(work, 'data');
  const gateway = await GatewayProcess.start({
    cwd: inStage('.'),
    command: stage.command,
    env: {
      ...dummySecrets(),
      ...stage.env,
      HOST: '127.0.0.1',
      KENTONGAN_DATA: data,
      KENTONGAN_PUBLIC_URL: 'https://aduan.example.org',
    },
  });
  await gateway.ready();
  await gateway.stop();
}

try {
  for (const [name, rest] of instructions()) {
    console.log(`${name} ${rest}`);
    STEPS[name]?.(rest);
  }
  console.log(`starting ${stage.command.join(' ')}`);
  await startCommand();
  console.log('ok    the Dockerfile’s steps work, and its command starts and stops');
} catch (error) {
  console.error(`FAILED ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
