// The house's one rule: a folder's name says what it may import. Reads every import of src and webview as text.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Floors by folder; what each may import of us, and which packages. `core` is split into its rooms below. */
const floors: Record<string, { imports: readonly string[]; packages: readonly RegExp[] }> = {
  'src/core': { imports: ['src/core'], packages: [] },
  'src/protocol': { imports: ['src/core', 'src/protocol'], packages: [] },
  'src/node/drivers': {
    imports: ['src/core', 'src/node'],
    packages: [/^node:/, /^mysql2/, /^ioredis$/, /^simple-git$/],
  },
  'src/node': { imports: ['src/core', 'src/node'], packages: [/^node:/, /^yauzl$/] },
  'src/server': {
    imports: ['src/core', 'src/protocol', 'src/server', 'src/node'],
    packages: [/^node:/, /^vscode-languageserver/],
  },
  'src/services': { imports: ['src/core', 'src/node', 'src/protocol', 'src/services'], packages: [/^node:/] },
  'src/cli': { imports: ['src/core', 'src/node', 'src/services', 'src/cli', 'package.json'], packages: [/^node:/] },
  'src/vscode/languageClient': {
    imports: ['src/core', 'src/protocol', 'src/vscode'],
    packages: [/^vscode$/, /^vscode-languageclient/, /^node:path$/],
  },
  'src/vscode': {
    imports: ['src/core', 'src/protocol', 'src/contributions', 'src/vscode', 'src/services'],
    packages: [/^vscode$/, /^node:(crypto|os|path)$/],
  },
  'src/extension': {
    imports: ['src/core', 'src/contributions', 'src/vscode', 'src/services', 'src/node/files'],
    packages: [/^vscode$/],
  },
  'src/contributions': { imports: ['src/core', 'package.json'], packages: [] },
  webview: {
    imports: ['src/core', 'src/protocol', 'webview', 'node_modules/@vscode/codicons'],
    packages: [/^preact/, /^@tanstack\/virtual-core$/, /^@vscode\/codicons/],
  },
};

/** Rooms of core, lowest first: a room imports itself and rooms before it. Rooms on one line do not know each other. */
const rooms: readonly (readonly string[])[] = [
  ['base'],
  ['finding', 'tree'],
  ['laravel'],
  ['code'],
  ['connections'],
  ['guard'],
  ['backups', 'queries', 'redis', 'security', 'lint'],
  ['assessment'],
];

/** Packages with one home. */
const homes: readonly (readonly [RegExp, string])[] = [
  [/^php-parser$/, 'src/core/laravel/php/parse.ts'],
  [/^@vscode\/webview-ui-toolkit/, 'webview/toolkit.ts'],
  [/^mysql2/, 'src/node/drivers/'],
  [/^ioredis$/, 'src/node/drivers/'],
  [/^simple-git$/, 'src/node/drivers/'],
  [/^croner$/, 'src/core/backups/nextRuns.ts'],
  [/^yauzl$/, 'src/node/archive'],
  [/^@zip\.js\/zip\.js$/, 'src/node/'],
  [/^fzstd$/, 'src/node/archive/'],
  [/^@aws-sdk\/client-s3$/, 'src/node/drivers/s3'],
  [/^vscode-languageclient/, 'src/vscode/languageClient/'],
  [/^vscode-languageserver/, 'src/server/'],
];

interface Import {
  readonly file: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly dynamic: boolean;
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found: Import[] = [];
  for (const match of text.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/gm))
    found.push({ file, specifier: match[2] ?? '', typeOnly: match[1] !== undefined, dynamic: false });
  for (const match of text.matchAll(/(typeof\s+)?\bimport\(\s*['"]([^'"]+)['"]\s*\)/g))
    found.push({ file, specifier: match[2] ?? '', typeOnly: match[1] !== undefined, dynamic: true });
  return found;
}

const files = [...sources('src'), ...sources('webview')];
const imports = files.flatMap(importsOf);

function target({ file, specifier }: Import): string {
  return relative(root, resolve(root, file, '..', specifier)).replaceAll('\\', '/');
}

function floorOf(file: string): string {
  const matching = Object.keys(floors).filter((floor) => file === `${floor}.ts` || file.startsWith(`${floor}/`));
  return matching.sort((a, b) => b.length - a.length)[0] ?? '';
}

function under(path: string, folder: string): boolean {
  return path === folder || path === `${folder}.ts` || path.startsWith(`${folder}/`);
}

test('every source file lives on a floor', () => {
  expect(files.length).toBeGreaterThan(50);
  expect(files.filter((file) => floorOf(file) === '')).toEqual([]);
});

test('a floor imports only what its name allows', () => {
  const wrong = imports
    .filter(({ specifier }) => specifier.startsWith('.'))
    .filter((found) => !(floors[floorOf(found.file)]?.imports ?? []).some((folder) => under(target(found), folder)))
    .map((found) => `${found.file} imports ${target(found)}`);
  expect(wrong).toEqual([]);
});

test('the language server reaches no driver but through the one that loads them on demand', () => {
  const wrong = imports
    .filter(({ file, specifier, typeOnly }) => file.startsWith('src/server/') && specifier.startsWith('.') && !typeOnly)
    .filter((found) => /^src\/node\/(drivers\/|loadDrivers$)/.test(target(found)))
    .map((found) => `${found.file} imports ${target(found)}`);
  expect(wrong).toEqual([]);
});

test('a floor uses only the packages that belong there', () => {
  const wrong = imports
    .filter(({ specifier }) => !specifier.startsWith('.'))
    .filter((found) => !homes.some(([name, home]) => name.test(found.specifier) && found.file.startsWith(home)))
    .filter((found) => !(floors[floorOf(found.file)]?.packages ?? []).some((name) => name.test(found.specifier)))
    .map((found) => `${found.file} imports ${found.specifier}`);
  expect(wrong).toEqual([]);
});

test('a package with one home is imported nowhere else', () => {
  const wrong = imports
    .filter((found) => homes.some(([name, home]) => name.test(found.specifier) && !found.file.startsWith(home)))
    .map((found) => `${found.file} imports ${found.specifier}`);
  expect(wrong).toEqual([]);
});

test('rooms of core look downward only', () => {
  const order = (path: string): number => rooms.findIndex((row) => row.some((room) => under(path, `src/core/${room}`)));
  const room = (path: string): string => path.split('/')[2]?.replace(/\.ts$/, '') ?? '';
  const wrong = imports
    .filter(({ file, specifier }) => file.startsWith('src/core/') && specifier.startsWith('.'))
    .filter((found) => room(found.file) !== room(target(found)) && order(target(found)) >= order(found.file))
    .map((found) => `${found.file} imports ${target(found)}`);
  expect(wrong).toEqual([]);
});

test('what is loaded on demand is never imported at load time', () => {
  const onDemand =
    /^src\/(node\/drivers\/(?!index$)|node\/drivers\/index$|services\/projectServices$|vscode\/languageClient\/start$)/;
  const wrong = imports
    .filter(({ specifier, typeOnly, dynamic }) => specifier.startsWith('.') && !typeOnly && !dynamic)
    .filter((found) => onDemand.test(target(found)) && floorOf(found.file) !== 'src/node/drivers')
    .map((found) => `${found.file} imports ${target(found)}`);
  expect(wrong).toEqual([]);
});

test('core touches no network and no clock of its own', () => {
  const wrong = files
    .filter((file) => file.startsWith('src/core/'))
    .filter((file) =>
      /\b(fetch|XMLHttpRequest|WebSocket|setInterval)\s*\(/.test(readFileSync(join(root, file), 'utf8')),
    );
  expect(wrong).toEqual([]);
});

test('no file is too long to read in one sitting', () => {
  const long = files
    .map((file) => ({ file, lines: readFileSync(join(root, file), 'utf8').split('\n').length }))
    .filter(({ file, lines }) => lines > 400 && !file.includes('/defaults/'));
  expect(long).toEqual([]);
});
