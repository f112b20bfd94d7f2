// Evaluating a project's whole configuration without PHP, beside PHP itself requiring the same files.
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { which } from '../lib/packages.mjs';
import { root } from '../lib/root.mjs';
import { bundle } from './bundle.mjs';
import { alternate, runProcess } from './measure.mjs';

const filesOfTheLarge = 60;

/**
 * `node read.cjs FOLDER ROUNDS` reads the project once, then again after each of ROUNDS keystrokes in config/database.php.
 * Prints milliseconds, and how much was evaluated, so that a reading that failed is noticed.
 */
const reader = `
import { diskTextSource } from './src/node/files';
import { createParseCache } from './src/core/laravel/parseCache';
import { readProject } from './src/core/laravel/readProject';

async function main(root: string, rounds: number) {
  const disk = diskTextSource();
  const typed = root + '/config/database.php';
  const cache = createParseCache();
  const before = performance.now();
  const project = await readProject(disk, root, {}, cache);
  const cold = performance.now() - before;
  const read = await disk.readText(typed);
  const text = read.kind === 'text' ? read.text : '';
  const keystrokes: number[] = [];
  let typedText = text;
  const source = { ...disk, readText: async (path: string, signal?: AbortSignal) =>
    path === typed ? { kind: 'text' as const, text: typedText } : disk.readText(path, signal) };
  for (let round = 1; round <= rounds; round++) {
    typedText = text.replace("'host' => env('DB_HOST', '", "'host' => env('DB_HOST', '" + 'a'.repeat(round));
    const from = performance.now();
    await readProject(source, root, {}, cache);
    keystrokes.push(performance.now() - from);
  }
  const driver = project.config.get('database.connections.mysql.driver');
  console.log(JSON.stringify({ cold, keystrokes, driver: driver?.kind, changes: typedText !== text, problems: project.problems.length }));
}
void main(process.argv[2] ?? '', Number(process.argv[3]));
`;

/** The demo shop with as many further files as large applications have. @param {string} folder */
function makeLarge(folder) {
  cpSync(join(root, 'test/fixtures/demo-shop'), folder, { recursive: true });
  const config = join(folder, 'config');
  mkdirSync(config, { recursive: true });
  for (let n = readdirSync(config).length; n < filesOfTheLarge; n++) {
    const services = Array.from({ length: 8 }, (_, k) => {
      const name = `MODULE${n}_SERVICE${k}`;
      return `    'service_${k}' => [
        'driver' => env('${name}_DRIVER', 'http'),
        'url' => env('${name}_URL', 'https://service${k}.example.com').'/v1',
        'key' => env('${name}_KEY'),
        'timeout' => (int) env('${name}_TIMEOUT', ${k + 5}),
        'cache' => storage_path('framework/module${n}/${k}'),
        'retry' => ['times' => 3, 'sleep' => 100 * ${k}, 'on' => [500, 502, 503]],
    ],`;
    });
    writeFileSync(join(config, `module${n}.php`), `<?php\n\nreturn [\n\n${services.join('\n\n')}\n\n];\n`);
  }
}

/** @param {string} folder for files, removed by the caller @returns {Promise<import('./measure.mjs').Result>} */
export async function config(folder) {
  const read = await bundle(folder, 'readConfig', reader);
  const php = which('php');
  const large = join(folder, 'large-shop');
  makeLarge(large);
  const required = (/** @type {string} */ project, /** @type {number} */ rounds) =>
    runProcess(php ?? 'php', [join(root, 'scripts/bench/requireConfig.php'), project, String(rounds)]);
  /** @type {import('./measure.mjs').Row[]} */
  const rows = [];
  for (const [name, project] of [
    ['demo shop', join(root, 'test/fixtures/demo-shop')],
    [`${filesOfTheLarge} files`, large],
  ]) {
    const files = readdirSync(join(project, 'config')).length;
    const once = await alternate({
      runs: 11,
      maxMs: 8_000,
      ours: async () => {
        const { text, ms } = await runProcess(process.execPath, [read, project, '0']);
        if (JSON.parse(text).driver !== 'known') throw new Error(`the configuration was not evaluated: ${text}`);
        return ms;
      },
      peer: php === undefined ? undefined : async () => (await required(project, 1)).ms,
    });
    const peer = (/** @type {string} */ name, /** @type {number[]} */ values) =>
      php === undefined ? {} : { peer: { name, values } };
    rows.push({
      what: `${name}, cold: a new process reads all (${files} config files)`,
      unit: 'ms',
      values: once.ours,
      ...peer('a new php process requires the same files', once.peer),
    });
    /** @type {number[]} */
    const own = [];
    /** @type {number[]} */
    const phpOwn = [];
    const again = await alternate({
      runs: 11,
      maxMs: 8_000,
      ours: async () => {
        const answer = JSON.parse((await runProcess(process.execPath, [read, project, '9'])).text);
        if (!answer.changes) throw new Error('the keystroke changed nothing');
        own.push(answer.cold);
        return answer.keystrokes.sort((/** @type {number} */ a, /** @type {number} */ b) => a - b)[4];
      },
      peer:
        php === undefined
          ? undefined
          : async () => {
              const rounds = JSON.parse((await required(project, 9)).text);
              phpOwn.push(rounds[0]);
              return rounds.sort((/** @type {number} */ a, /** @type {number} */ b) => a - b)[4];
            },
    });
    rows.push(
      {
        what: `${name}, cold, own time`,
        unit: 'ms',
        values: own.slice(1),
        ...peer('php, own time of the first round', phpOwn.slice(1)),
      },
      {
        what: `${name}, after one keystroke with the parse cache`,
        unit: 'ms',
        values: again.ours,
        ...peer('php requires all again in the same process', again.peer),
      },
    );
  }
  return {
    rows,
    without: php === undefined ? ['PHP (apt-get install -y php-cli): no peer'] : [],
    notes: [
      'We read composer.lock, .env and bootstrap/app.php besides, and keep where every value comes from; PHP keeps the values alone.',
    ],
  };
}
