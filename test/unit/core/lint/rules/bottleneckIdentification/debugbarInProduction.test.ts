import { debugbarInProduction } from '../../../../../../src/core/lint/rules/bottleneckIdentification/debugbarInProduction';
import { type Files, ruleCases } from '../../ruleCases';

const lock = (name = 'barryvdh/laravel-debugbar', dev = false): string =>
  JSON.stringify({
    packages: [{ name: 'laravel/framework', version: 'v12.1.0' }, ...(dev ? [] : [{ name, version: 'v3.14.0' }])],
    'packages-dev': dev ? [{ name, version: 'v3.14.0' }] : [],
  });
const config = (expression = "env('DEBUGBAR_ENABLED', null)"): string => `<?php return ['enabled' => ${expression}];\n`;
const shop: Files = {
  '.env': 'APP_ENV=production\nDEBUGBAR_ENABLED=true\n',
  'composer.lock': lock(),
  'config/debugbar.php': config(),
};
const off = { '.env': 'APP_ENV=production\nDEBUGBAR_ENABLED=false\n' };

ruleCases(debugbarInProduction, {
  bad: [
    {
      name: 'forced on in .env',
      files: shop,
      at: ['.env: true'],
      message:
        'Debugbar is forced on in production: it records every request and shows queries and session data to visitors.',
      related: ['config/debugbar.php reads DEBUGBAR_ENABLED here.', '.env names the environment production here.'],
      fix: 'Set DEBUGBAR_ENABLED=false',
      fixed: off,
    },
    {
      name: 'without a configuration of its own',
      files: { ...shop, 'config/debugbar.php': undefined },
      at: ['.env: true'],
      fixed: off,
    },
    {
      name: 'the newer package',
      files: { ...shop, 'composer.lock': lock('fruitcake/laravel-debugbar') },
      at: ['.env: true'],
      fixed: off,
    },
    {
      name: 'a development package',
      files: { ...shop, 'composer.lock': lock(undefined, true) },
      at: ['.env: true'],
      message: /^Debugbar is forced on in production wherever Composer installed the development packages:/,
      fixed: off,
    },
    {
      name: 'a literal',
      files: { ...shop, '.env': 'APP_ENV=production\n', 'config/debugbar.php': config('true') },
      at: ['config/debugbar.php: true'],
      fix: "Set 'enabled' => false",
      fixed: { 'config/debugbar.php': config('false') },
    },
  ],
  good: [
    { name: 'absent: it follows app.debug', files: { ...shop, '.env': 'APP_ENV=production\n' } },
    {
      name: 'absent, without a configuration of its own',
      files: { ...shop, '.env': 'APP_ENV=production\n', 'config/debugbar.php': undefined },
    },
    {
      name: 'the variable of app.debug itself',
      files: {
        ...shop,
        '.env': 'APP_ENV=production\nAPP_DEBUG=true\n',
        'config/debugbar.php': config("env('APP_DEBUG')"),
      },
    },
    { name: 'off', files: { ...shop, ...off } },
    { name: 'null', files: { ...shop, '.env': 'APP_ENV=production\nDEBUGBAR_ENABLED=null\n' } },
    { name: 'local', files: { ...shop, '.env': 'APP_ENV=local\nDEBUGBAR_ENABLED=true\n' } },
    {
      name: 'a template',
      files: { ...shop, '.env': undefined, '.env.example': 'APP_ENV=production\nDEBUGBAR_ENABLED=true\n' },
    },
    { name: 'not installed', files: { ...shop, 'composer.lock': undefined } },
    { name: 'not certain', files: { ...shop, 'config/debugbar.php': config('on()') } },
    {
      name: 'the variable that the published configuration does not read',
      files: { ...shop, 'config/debugbar.php': config("env('BAR')") },
    },
  ],
});
