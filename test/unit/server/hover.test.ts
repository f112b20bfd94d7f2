import { afterEach, expect, test } from 'vitest';
import { shopFiles, mapSource } from '../core/lint/mapSource';
import { connect, type ClientOptions, type TestClient } from './client';

const env = '/shop/.env';
const cache = '/shop/config/cache.php';
const cacheConfig = `<?php

return [
    'default' => env('CACHE_STORE', 'database'),

    'prefix' => 'shop-',

    'stores' => ['redis' => ['driver' => 'redis', 'password' => env('REDIS_PASSWORD')]],
];
`;

const clients: TestClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.stop();
});

async function start(files: Readonly<Record<string, string>>, options?: ClientOptions): Promise<TestClient> {
  const disk = shopFiles({ 'config/cache.php': cacheConfig, ...files });
  const client = await connect({ files: mapSource(disk) }, options);
  clients.push(client);
  for (const [path, text] of disk) if (path.endsWith('.php') || path.includes('/.env')) await client.open(path, text);
  return client;
}

test('a variable: its value, its line, who reads it', async () => {
  const client = await start({ '.env': 'APP_ENV=local\nCACHE_STORE="redis"\n' });
  const expected =
    '`CACHE_STORE` → `"redis"` · [.env:2](file:///shop/.env#L2)\n\n' +
    '→ [config/cache.php:4](file:///shop/config/cache.php#L4) `cache.default` is `"redis"`';
  expect(await client.hover(env, 'CACHE_STORE')).toBe(expected);
  expect(await client.hover(env, 'redis')).toBe(expected);
});

test('a configuration key: the chain from the environment file to the place that reads it', async () => {
  const client = await start({ '.env': 'CACHE_STORE=redis\n' });
  const chain =
    '`cache.default` → `"redis"` · [.env:1](file:///shop/.env#L1) → [config/cache.php:4](file:///shop/config/cache.php#L4)';
  expect(await client.hover(cache, "'default' =>")).toBe(chain);
  expect(await client.hover(cache, "'shop-'")).toBe(
    '`cache.prefix` → `"shop-"` · [config/cache.php:6](file:///shop/config/cache.php#L6)',
  );
});

test('env() in a configuration file that the environment file does not set', async () => {
  const client = await start({ '.env': 'APP_ENV=local\n' });
  expect(await client.hover(cache, "'CACHE_STORE'")).toBe(
    '`CACHE_STORE` → not in the environment file\n\n' +
      '→ [config/cache.php:4](file:///shop/config/cache.php#L4) `cache.default` is `"database"`',
  );
  expect(await client.hover(cache, "'default' =>")).toBe(
    '`cache.default` → `"database"` · default of `env(\'CACHE_STORE\')`, [config/cache.php:4](file:///shop/config/cache.php#L4)',
  );
});

test.each([
  ["config('cache.default')", '`cache.default` → `"redis"`'],
  ["Config::get('cache.default')", '`cache.default` → `"redis"`'],
  ["config()->get('cache.default', 'x')", '`cache.default` → `"redis"`'],
  ["env('CACHE_STORE')", '`CACHE_STORE` → `"redis"`'],
  ["\\Illuminate\\Support\\Env::get('CACHE_STORE')", '`CACHE_STORE` → `"redis"`'],
  ["config('cache.stores.redis')", '`cache.stores.redis` → an array of 2'],
  ["config('nowhere.to')", '`nowhere.to` → no configuration file defines it'],
])('%s in code', async (call, expected) => {
  const client = await start({ '.env': 'CACHE_STORE=redis\n', 'app/Shop.php': `<?php\n\n$x = ${call};\n` });
  expect(await client.hover('/shop/app/Shop.php', call)).toContain(expected);
});

test('Laravel’s own default is named as such', async () => {
  const client = await start({ 'app/Shop.php': "<?php\n\n$x = config('session.same_site');\n" });
  expect(await client.hover('/shop/app/Shop.php', 'config(')).toMatch(
    /^`session.same_site` → `"lax"` · .*Laravel’s own default/,
  );
});

test('several environments make a table, the application’s own first', async () => {
  const environments = [{ id: 'live', role: 'production' as const, envFile: '.env.live' }];
  const client = await start(
    { '.env': 'CACHE_STORE=file\n', '.env.live': 'CACHE_STORE=redis\n' },
    { options: { environments } },
  );
  expect(await client.hover(cache, "'default' =>")).toBe(
    [
      '`cache.default`',
      '',
      '| environment | value | from |',
      '| --- | --- | --- |',
      '| `.env` | `"file"` | [.env:1](file:///shop/.env#L1) → [config/cache.php:4](file:///shop/config/cache.php#L4) |',
      '| `live` | `"redis"` | [.env.live:1](file:///shop/.env.live#L1) → [config/cache.php:4](file:///shop/config/cache.php#L4) |',
    ].join('\n'),
  );
  expect(await client.hover('/shop/.env.live', 'CACHE')).toMatch(/^`CACHE_STORE` → `"redis"` · \[\.env\.live:1\]/);
});

test('cached configuration that differs is told; where it does not, nothing is', async () => {
  const cached = "<?php return array('cache' => array('default' => 'file', 'prefix' => 'shop-'));";
  const client = await start({
    '.env': 'CACHE_STORE=redis\n',
    'bootstrap/cache/config.php': cached,
    'app/Shop.php': "<?php\n\n$x = env('CACHE_STORE');\n",
  });
  const place = '[bootstrap/cache/config.php](file:///shop/bootstrap/cache/config.php)';
  expect(await client.hover(cache, "'default' =>")).toContain(
    `Configuration is cached in ${place}: Laravel uses \`"file"\` there.`,
  );
  expect(await client.hover(env, 'CACHE')).toContain(`Laravel uses \`"file"\` for \`cache.default\` there.`);
  expect(await client.hover(cache, "'prefix'")).not.toContain('cached');
  expect(await client.hover('/shop/app/Shop.php', 'env(')).toContain('env() answers null here.');
});

test('what is not known says why', async () => {
  const client = await start({ 'config/shop.php': "<?php\n\nreturn ['version' => readVersion()];\n" });
  expect(await client.hover('/shop/config/shop.php', "'version'")).toMatch(
    /^`shop.version` → not known: calls readVersion\(\)/,
  );
});

test('a secret is never shown, only whether it is set', async () => {
  const client = await start({
    '.env': [
      'REDIS_PASSWORD=hunter2',
      'MAIL_PASSWORD=',
      'SENTRY_DSN=https://hunter2@sentry.io/1',
      'APP_URL=https://shop.example.com',
      'HOOK=https://user:hunter2@example.com/x',
      'API_KEY_OLD=hunter2',
    ].join('\n'),
    'config/shop.php': "<?php\n\nreturn ['token' => 'hunter2', 'hook' => env('HOOK')];\n",
  });
  expect(await client.hover(env, 'REDIS_PASSWORD')).toContain(String.raw`→ (secret, set)`);
  expect(await client.hover(env, 'MAIL_PASSWORD')).toContain('→ (empty)');
  expect(await client.hover(env, 'SENTRY_DSN')).toContain('→ (secret, set)');
  expect(await client.hover(env, 'APP_URL')).toContain('→ `"https://shop.example.com"`');
  expect(await client.hover(env, 'HOOK')).toContain('→ (secret, set)');
  expect(await client.hover(env, 'API_KEY_OLD')).toContain('→ (secret, set)');
  expect(await client.hover('/shop/config/shop.php', "'token'")).toContain('→ (secret, set)');
  expect(await client.hover('/shop/config/shop.php', "'hook'")).toContain('→ (secret, set)');
  expect(await client.hover(cache, "'password'")).toContain('→ (secret, set)');
  expect(client.heard.join('\n')).not.toContain('hunter2');
});

test('text of the application is no Markdown', async () => {
  const client = await start({
    '.env': 'CACHE_STORE="a`b|c <b>[x](command:evil)"\n',
  });
  expect(await client.hover(env, 'CACHE_STORE')).toContain('`CACHE_STORE` → `` "a`b|c <b>[x](command:evil)" `` · ');
});

test('while a file is half-typed the last good picture answers, at its place', async () => {
  const client = await start({ '.env': 'CACHE_STORE=redis\n' });
  await client.hover(cache, "'prefix'");
  await client.type(cache, "    'default'", "    'x' => env('\n    'default'");
  expect(await client.hover(cache, "'prefix'")).toContain('`cache.prefix` → `"shop-"` · [config/cache.php:7]');
});

test('no hover on templates, on vendor, outside of an application, on what is no key, or when hovers are off', async () => {
  const client = await start({ '.env': '# CACHE_STORE\n', '.env.example': 'CACHE_STORE=redis\n' });
  expect(await client.hover('/shop/.env.example', 'CACHE_STORE')).toBeNull();
  expect(await client.hover(env, 'CACHE_STORE')).toBeNull();
  expect(await client.hover(cache, 'return')).toBeNull();
  await client.open('/elsewhere/.env', 'A=1\n');
  expect(await client.hover('/elsewhere/.env', 'A=1')).toBeNull();
  await client.configure({ hovers: false });
  expect(await client.hover(cache, "'prefix'")).toBeNull();
});

test('hovers answer while diagnostics are switched off', async () => {
  const client = await start({ '.env': 'APP_ENV=production\nAPP_DEBUG=true\nCACHE_STORE=redis\n' });
  await client.configure({ diagnostics: { enabled: false, scope: 'openFiles', rules: {} } });
  expect(await client.pull(env)).toEqual([]);
  expect(await client.hover(env, 'CACHE_STORE')).toContain('"redis"');
});

test('CRLF and a byte order mark do not move lines', async () => {
  const client = await start({ '.env': '\uFEFFAPP_ENV=local\r\nCACHE_STORE=redis\r\n' });
  expect(await client.hover(env, 'CACHE_STORE')).toContain('[.env:2](file:///shop/.env#L2)');
});
