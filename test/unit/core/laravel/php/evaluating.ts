import { readEnv } from '../../../../../src/core/laravel/env';
import { envLookup } from '../../../../../src/core/laravel/envLookup';
import { evaluateProgram } from '../../../../../src/core/laravel/php/evaluate';
import { defaultFolders } from '../../../../../src/core/laravel/php/laravelFunctions';
import type { Surroundings } from '../../../../../src/core/laravel/php/machine';
import { parsePhp } from '../../../../../src/core/laravel/php/parse';
import { type Value, absent } from '../../../../../src/core/laravel/value';
import { environmentText } from '../../../../fixtures/laravel/expressions';

export const file = '/srv/shop/config/test.php';

export const surroundings = (env = environmentText, config: (path: string) => Value = () => absent): Surroundings => ({
  env: envLookup({ kind: 'file', file: '/srv/shop/.env', content: readEnv(env) }, false),
  config,
  folders: defaultFolders('/srv/shop', '/srv/shop/config'),
  helpers: new Map(),
});

/** Evaluates a PHP file. */
export function evaluate(text: string, around: Surroundings = surroundings()): Value {
  const parsed = parsePhp(text);
  if (!parsed.ok) throw new Error(`${parsed.message} in ${text}`);
  return evaluateProgram(parsed.program, { file, source: 'config', surroundings: around });
}

export const prelude =
  '<?php use Illuminate\\Support\\{Str, Arr}; use Some\\Where\\Long as Alias; use Some\\Group\\{Grouped}; ';

/** Plain data of a value; "unknown(reason)" and "absent" for what has none. */
export function plain(value: Value): unknown {
  if (value.kind === 'known') return value.value;
  if (value.kind === 'unknown') return `unknown(${value.reason})`;
  if (value.kind === 'absent') return 'absent';
  const entries = [...value.entries.values()];
  if (entries.every((entry, index) => entry.key === index)) return entries.map((entry) => plain(entry.value));
  return Object.fromEntries(entries.map((entry) => [entry.key, plain(entry.value)]));
}
