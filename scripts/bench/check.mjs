// The language server on a large application, over stdio: the first full check, a check after each keystroke, memory, start.
// LARAVEL_OPS_BENCH_APP=/path measures an application of yours; nothing is written to it. Otherwise one is made.
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { which } from '../lib/packages.mjs';
import { root } from '../lib/root.mjs';
import { bundle } from './bundle.mjs';
import { addCode } from './largeApp.mjs';
import { openFile, pull, startServer } from './lspClient.mjs';
import { alternate, median, runProcess } from './measure.mjs';

const keystrokes = 200;
const given = process.env['LARAVEL_OPS_BENCH_APP'];

/** `node count.cjs ROOT` prints the PHP files that are looked at, those of them that are parsed, and all their paths. */
const counter = `
import { diskTextSource } from './src/node/files';
import { codeFiles } from './src/core/code/codeFiles';
import { readRuleContext } from './src/core/lint/context';

async function main(root: string) {
  const disk = diskTextSource();
  const { code, project } = await readRuleContext(disk, root, { environments: [], tracked: new Set() });
  const files = await codeFiles(disk, root, undefined);
  const version = project.version.full ?? String(project.version.major);
  console.log(JSON.stringify({ ...code.counts, version, paths: files.map(({ path }) => path) }));
}
void main(process.argv[2] ?? '');
`;

/** One process for all files, without the file system's first touch: the least that PHP needs to read code. */
const tokenizer = `foreach (file($argv[1], FILE_IGNORE_NEW_LINES) as $file) token_get_all(file_get_contents($file), TOKEN_PARSE);`;

/** @param {string} folder @returns {string} */
function makeApp(folder) {
  const app = join(folder, 'large-app');
  cpSync(join(root, 'test/fixtures/demo-shop'), app, { recursive: true });
  addCode(app);
  return app;
}

/** An environment file of production, from the application's own template. @param {string} app */
function productionText(app) {
  const template = join(app, '.env.example');
  const text = existsSync(template) ? readFileSync(template, 'utf8') : 'APP_NAME=Shop\n';
  const lines = text.split('\n').filter((line) => !/^(APP_ENV|APP_DEBUG)=/.test(line));
  return `APP_ENV=production\nAPP_DEBUG=true\n${lines.join('\n')}`;
}

/** Bytes that a process has in memory now, and at most until now (proc(5)); undefined where there is no /proc. @param {number} pid */
function memoryOf(pid) {
  if (!existsSync(`/proc/${pid}/status`)) return undefined;
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const read = (/** @type {string} */ name) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024;
  return { now: read('VmRSS'), peak: read('VmHWM') };
}

/** @param {number[]} values @param {number} share */
const percentile = (values, share) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.ceil(values.length * share) - 1)] ?? 0;

/**
 * Types a letter, waits for the diagnostics of the file, as often as `keystrokes` says.
 * @param {import('./lspClient.mjs').Client} client @param {string} uri @param {{ line: number, character: number }} place
 */
async function typing(client, uri, place) {
  /** @type {number[]} */
  const values = [];
  for (let n = 0; n < keystrokes; n++) {
    const at = { line: place.line, character: place.character + n };
    const from = performance.now();
    const contentChanges = [{ range: { start: at, end: at }, text: 'x' }];
    client.notify('textDocument/didChange', { textDocument: { uri, version: n + 2 }, contentChanges });
    await pull(client, uri);
    values.push(performance.now() - from);
  }
  return values;
}

/**
 * @param {string} folder for files, removed by the caller
 * @param {string} dist what was built
 * @returns {Promise<import('./measure.mjs').Result>}
 */
export async function check(folder, dist) {
  const app = given === undefined ? makeApp(folder) : resolve(given);
  const module = join(dist, 'server.js');
  const counted = JSON.parse((await runProcess(process.execPath, [await bundle(folder, 'count', counter), app])).text);
  const list = join(folder, 'files.txt');
  writeFileSync(list, counted.paths.join('\n'));
  const env = pathToFileURL(join(app, '.env')).href;
  const text = productionText(app);
  const php = which('php');
  const grep = which('grep');
  let found = '';
  /** @type {number[]} */
  const starts = [];
  /** @type {number[]} */
  const peaks = [];

  const session = async (/** @type {(client: import('./lspClient.mjs').Client) => Promise<number>} */ work) => {
    const from = performance.now();
    const client = await startServer(module, app, {});
    starts.push(performance.now() - from);
    try {
      return await work(client);
    } finally {
      const memory = memoryOf(client.pid);
      if (memory !== undefined) peaks.push(memory.peak);
      await client.stop();
    }
  };
  const openEnv = (/** @type {import('./lspClient.mjs').Client} */ client) =>
    client.notify('textDocument/didOpen', { textDocument: { uri: env, languageId: 'dotenv', version: 1, text } });
  const cold = await alternate({
    runs: 5,
    maxMs: 40_000,
    ours: () =>
      session(async (client) => {
        const from = performance.now();
        openEnv(client);
        const codes = await pull(client, env);
        found = codes.join(', ');
        return performance.now() - from;
      }),
    peer: php === undefined ? undefined : async () => (await runProcess(php, ['-r', tokenizer, list])).ms,
  });
  const grepped =
    grep === undefined
      ? undefined
      : (
          await alternate({
            runs: 5,
            maxMs: 5_000,
            ours: async () => 0,
            // grep ends with 1 for files without a match, which is no failure here.
            peer: async () =>
              (
                await runProcess('sh', [
                  '-c',
                  'xargs -a "$1" "$0" -lE "env\\\\(|throttle|Schedule::"; true',
                  grep,
                  list,
                ])
              ).ms,
          })
        )?.peer;

  /** @type {import('./measure.mjs').Row[]} */
  const typed = [];
  /** @type {number[]} */
  const resident = [];
  const code =
    counted.paths.find((/** @type {string} */ path) => path.includes('/Http/Controllers/')) ?? counted.paths[0];
  const codeLine = readFileSync(code, 'utf8')
    .split('\n')
    .findIndex((line) => /^\s*(?:\/\/|\*|use )/.test(line));
  const lint = php === undefined ? [] : await several(5, async () => (await runProcess(php, ['-l', code])).ms);
  await session(async (client) => {
    openEnv(client);
    await pull(client, env);
    await pull(client, openFile(client, code));
    for (const [what, uri, place] of /** @type {const} */ ([
      ['.env', env, { line: 2, character: 0 }],
      [code.slice(app.length + 1), pathToFileURL(code).href, { line: Math.max(1, codeLine), character: 0 }],
    ])) {
      const values = await typing(client, uri, place);
      for (const [share, name] of /** @type {const} */ ([
        [0.5, 'half'],
        [0.95, '95 %'],
      ])) {
        typed.push({
          what: `${name} of ${keystrokes} keystrokes in ${what} were checked within, through the server`,
          unit: 'ms',
          values: [percentile(values, share)],
          ...(share === 0.95 ? { budget: 30 } : {}),
          ...(lint.length === 0 ? {} : { peer: { name: 'php -l of one file, whole process', values: lint } }),
        });
      }
    }
    const memory = memoryOf(client.pid);
    if (memory !== undefined) resident.push(memory.now);
    return 0;
  });

  const what = `${counted.files} PHP files`;
  return {
    rows: [
      {
        what: `${what}, cold: from opening .env in a new server to its diagnostics`,
        unit: 'ms',
        values: cold.ours,
        budget: 2500,
        ...(php === undefined
          ? {}
          : { peer: { name: 'php parses the same files in one process (token_get_all)', values: cold.peer } }),
      },
      ...(grepped === undefined
        ? []
        : [
            {
              what: `${what}, cold, once more`,
              unit: /** @type {const} */ ('ms'),
              values: cold.ours,
              peer: { name: 'grep for three words in the same files', values: grepped },
            },
          ]),
      ...typed,
      ...(resident.length === 0
        ? []
        : [
            {
              what: `${what}, memory of the server after ${2 * keystrokes} keystrokes (RSS)`,
              unit: /** @type {const} */ ('bytes'),
              values: resident,
              budget: 250_000_000,
            },
            {
              what: `${what}, most memory of the server at any time`,
              unit: /** @type {const} */ ('bytes'),
              values: peaks,
              budget: 250_000_000,
            },
          ]),
      { what: 'start: from starting the process to the answer of initialize', unit: 'ms', values: starts, budget: 300 },
    ],
    without: php === undefined ? ['PHP (apt-get install -y php-cli): no peer'] : [],
    notes: [
      `${given === undefined ? 'A generated application' : given}, Laravel ${counted.version}: ${counted.files} PHP files were looked at, ${counted.parsed} parsed; found in .env: ${found || 'nothing'}.`,
      `A keystroke is measured from sending the change to the answer of the pull, the stdio included; medians of runs where there are several: cold ${Math.round(median(cold.ours))} ms.`,
    ],
  };
}

/** @param {number} times @param {() => Promise<number>} measure */
async function several(times, measure) {
  /** @type {number[]} */
  const values = [];
  for (let n = 0; n < times; n++) values.push(await measure());
  return values;
}
