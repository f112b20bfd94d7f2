import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

beforeAll(() => {
  if (!existsSync(resolve(root, 'dist/extension.js'))) execFileSync(process.execPath, ['esbuild.mjs'], { cwd: root });
});

function activate(...args: string[]): { loaded: string[] } {
  const script = resolve(root, 'scripts/bench/activate.cjs');
  return JSON.parse(execFileSync(process.execPath, [script, ...args], { encoding: 'utf8' }));
}

test('activation loads no driver, no parser and no language client', () => {
  expect(activate().loaded).toEqual(['errors.js', 'extension.js']);
});

test('nor does finding an app in the window', () => {
  expect(activate(resolve(root, 'test/fixtures/demo-shop')).loaded).toEqual(['errors.js', 'extension.js']);
});
