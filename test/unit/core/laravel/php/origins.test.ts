import { expect, test } from 'vitest';
import { readEnv } from '../../../../../src/core/laravel/env';
import { envLookup } from '../../../../../src/core/laravel/envLookup';
import { type Value, at } from '../../../../../src/core/laravel/value';
import { evaluate, surroundings } from './evaluating';

const environment = 'APP_NAME="My Shop"\nDB_HOST=db.internal # the server\n';

/** "source file-text (KEY)" of every origin, with the text that its range covers. */
function chain(text: string, path: string): string[] {
  const value: Value = at(evaluate(text, surroundings(environment)), path);
  const origins = value.kind === 'absent' ? [] : value.origins;
  return origins.map(({ source, file, range, envKey }) => {
    const from = file?.endsWith('.env') === true ? environment : text;
    const covered = range === undefined ? '' : from.slice(range.start, range.end);
    return [source, covered, envKey].filter((part) => part !== undefined && part !== '').join(' | ');
  });
}

test('a literal comes from its own text', () => {
  expect(chain(`<?php return ['a' => ['b' => 'x']];`, 'a.b')).toEqual([`config | 'x'`]);
});

test('env() leads from the call to the line of the environment file', () => {
  expect(chain(`<?php return ['h' => env('DB_HOST', 'localhost')];`, 'h')).toEqual([
    `config | env('DB_HOST', 'localhost')`,
    'env | db.internal | DB_HOST',
  ]);
});

test('a default is said to be one, with its text and the variable', () => {
  expect(chain(`<?php return ['p' => env('DB_PORT', 3306)];`, 'p')).toEqual([
    `config | env('DB_PORT', 3306)`,
    'default | 3306 | DB_PORT',
  ]);
});

test('no default leaves the variable to be named', () => {
  expect(chain(`<?php return ['p' => env('DB_PORT')];`, 'p')).toEqual([`config | env('DB_PORT')`, 'default | DB_PORT']);
});

test('a nested default names both variables', () => {
  expect(chain(`<?php return ['p' => env('NEW', env('OLD', 'x'))];`, 'p')).toEqual([
    `config | env('NEW', env('OLD', 'x'))`,
    `default | env('OLD', 'x') | NEW`,
    `default | 'x' | OLD`,
  ]);
});

test('a composed value keeps the whole expression and every variable in it', () => {
  expect(chain(`<?php return ['p' => (string) env('APP_NAME').'_'.env('DB_HOST')];`, 'p')).toEqual([
    `config | (string) env('APP_NAME').'_'.env('DB_HOST')`,
    'env | "My Shop" | APP_NAME',
    'env | db.internal | DB_HOST',
  ]);
});

test('a variable leads from its use to where it was set', () => {
  expect(chain(`<?php $host = env('DB_HOST'); return ['h' => $host];`, 'h')).toEqual([
    'config | $host',
    `config | env('DB_HOST')`,
    'env | db.internal | DB_HOST',
  ]);
});

test('parts of a split list come from the whole call', () => {
  expect(chain(`<?php return ['l' => explode('.', env('DB_HOST'))];`, 'l.1')).toEqual([
    `config | explode('.', env('DB_HOST'))`,
    'env | db.internal | DB_HOST',
  ]);
});

test('keys know where they are written', () => {
  const text = `<?php return ['name' => 1];`;
  const value = evaluate(text);
  const range = value.kind === 'array' ? value.entries.get('name')?.keyRange : undefined;
  expect(range === undefined ? '' : text.slice(range.start, range.end)).toBe(`'name'`);
});

test('an unknown value knows its place too', () => {
  expect(chain(`<?php return ['v' => 'v'.version()];`, 'v')).toEqual([`config | 'v'.version()`]);
});

test('ranges are UTF-16 offsets, with CRLF and characters outside the basic plane before them', () => {
  const text = `<?php\r\n// 😀 ünï\r\nreturn [\r\n  'a' => 'é😀',\r\n  'b' => env('DB_HOST'),\r\n];\r\n`;
  expect(chain(text, 'a')).toEqual([`config | 'é😀'`]);
  expect(chain(text, 'b')[0]).toBe(`config | env('DB_HOST')`);
});

test('secrets are withheld by the name of their variable', () => {
  const content = readEnv('DB_PASSWORD=hunter2\nDB_HOST=h\n');
  const env = envLookup({ kind: 'file', file: '/srv/shop/.env', content }, true);
  const around = { ...surroundings(), env };
  const value = evaluate(
    `<?php return ['p' => env('DB_PASSWORD'), 'q' => 'x'.env('DB_PASSWORD'), 'h' => env('DB_HOST')];`,
    around,
  );
  expect(at(value, 'p')).toMatchObject({ kind: 'unknown', reason: 'withheld' });
  expect(at(value, 'q')).toMatchObject({ kind: 'unknown', reason: 'withheld' });
  expect(at(value, 'h')).toMatchObject({ kind: 'known', value: 'h' });
  expect(JSON.stringify(value)).not.toContain('hunter2');
});
