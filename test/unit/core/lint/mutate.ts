/** A generator of numbers below a limit, the same for the same seed (mulberry32). */
export function seeded(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

/** What stands in such files, in forms that are well and badly written. */
const pieces = [
  'true',
  'false',
  'null',
  "''",
  '0',
  '-1',
  '60',
  '1e9',
  '"redis"',
  "'file'",
  "'array'",
  "'sync'",
  "'*'",
  '[]',
  'env(',
  "env('X')",
  "env('APP_DEBUG', true)",
  'config(',
  'fn () => true',
  'function () {',
  '})->',
  '->by(',
  '->middleware(',
  "'throttle:api'",
  "'throttle:60,1'",
  'Limit::perMinute(60)',
  "RateLimiter::for('x', ",
  '->dailyAt(',
  '->onOneServer()',
  "Schedule::command('backup:run')",
  'Route::post(',
  "'login'",
  'use App\\X;',
  'namespace A;',
  'class A extends B {',
  'public $timeout = 600;',
  '$table->',
  "Schema::table('orders', ",
  "->dropColumn('a')",
  '->index()',
  '#',
  '# laravel-ops-ignore GEN002',
  '// @laravel-ops-ignore GEN002',
  '/*',
  '*/',
  '<<<X',
  '?>',
  '<?php',
  '${A}',
  '"${A',
  '\\',
  '\0',
  '\u{1F600}',
  'é',
  '=',
  ' = ',
  '"',
  "'",
  '`',
  ';',
  ',',
  '(',
  ')',
  '{',
  '}',
  '[',
  ']',
  '=>',
  '...',
  '@',
  '\t',
  '\r',
  '\r\n',
  '\n',
  '\uFEFF',
  'APP_ENV=production',
  'APP_KEY=',
  'CACHE_STORE=array',
  'QUEUE_CONNECTION=sync',
  'export A=1',
  'A',
  '=1',
  'A=a b',
  'A="a',
  "A='",
  'A=a#b',
] as const; // prettier-ignore

type Mutation = (text: string, below: (limit: number) => number) => string;

const cut = (text: string, from: number, length: number, put = ''): string =>
  text.slice(0, from) + put + text.slice(from + length);
const piece = (below: (limit: number) => number): string => pieces[below(pieces.length)] ?? '';
const lines = (text: string): string[] => text.split('\n');

const mutations: readonly Mutation[] = [
  (text, below) => cut(text, below(text.length + 1), 1 + below(12)),
  (text, below) => cut(text, below(text.length + 1), 0, piece(below)),
  (text, below) => cut(text, below(text.length + 1), 1 + below(6), piece(below)),
  (text, below) => text.slice(0, below(text.length + 1)),
  (text, below) => {
    const all = lines(text);
    all.splice(below(all.length), 1 + below(3));
    return all.join('\n');
  },
  (text, below) => {
    const all = lines(text);
    all.splice(below(all.length), 0, all[below(all.length)] ?? '', all[below(all.length)] ?? '');
    return all.join('\n');
  },
  // A value in place of another: files that are still well-formed reach the rules.
  (text, below) => replaceOne(text, /'[^'\n]*'|"[^"\n]*"|\b\d+\b|\btrue\b|\bfalse\b|\bnull\b/g, below),
  (text, below) => replaceOne(text, /'[^'\n]*'|"[^"\n]*"|\b\d+\b|\btrue\b|\bfalse\b|\bnull\b/g, below),
  (text, below) => replaceOne(text, /(?<==)[^\n]*/g, below),
  (text) => text.replaceAll(/\r?\n/g, '\r\n'),
  (text) => `\uFEFF${text}`,
  (text, below) => text + text.slice(below(text.length + 1)),
];

function replaceOne(text: string, what: RegExp, below: (limit: number) => number): string {
  const found = [...text.matchAll(what)];
  const one = found[below(Math.max(1, found.length))];
  return one === undefined ? text : cut(text, one.index, one[0].length, piece(below));
}

/** The text with one to three small changes. */
export function mutated(text: string, below: (limit: number) => number): string {
  let result = text;
  for (let times = 1 + below(3); times > 0; times--)
    result = mutations[below(mutations.length)]?.(result, below) ?? result;
  return result.slice(0, 100_000);
}
