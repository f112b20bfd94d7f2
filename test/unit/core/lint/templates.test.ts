import { expect, test } from 'vitest';
import { rules } from '../../../../src/core/lint/catalog';
import { readRuleContext } from '../../../../src/core/lint/context';
import { isTemplateName } from '../../../../src/core/lint/environmentFiles';
import { lintProject } from '../../../../src/core/lint/lint';
import { mapSource, shopFiles } from './mapSource';

/** One hazard of each kind that an environment file can hold. */
const hazards = `APP_ENV=production
APP_KEY=
APP_DEBUG=true
APP_URL=https://shop.example
APP_MAINTENANCE_DRIVER=file
DB_CONNECTION=mysql
DB_HOST=db.example.com
DB_USERNAME=root
DB_PASSWORD=
STRIPE_SECRET=abc#123
CACHE_STORE=array
CACHE_DRIVER=redis
QUEUE_CONNECTION=sync
SESSION_DRIVER=file
SESSION_SECURE_COOKIE=false
SESSION_HTTP_ONLY=false
SESSION_SAME_SITE=none
FILESYSTEM_DISK=local
LOG_CHANNEL=null
LOG_LEVEL=debug
MAIL_MAILER=log
REDIS_HOST=203.0.113.9
REDIS_PASSWORD=null
BCRYPT_ROUNDS=4
DEBUGBAR_ENABLED=true
TRUSTED_PROXIES=
BROKEN=two words
`;

const config: Readonly<Record<string, string>> = {
  'config/app.php': `'env' => env('APP_ENV', 'production'), 'debug' => (bool) env('APP_DEBUG', false), 'key' => env('APP_KEY'),
    'cipher' => 'AES-256-CBC', 'url' => env('APP_URL'), 'maintenance' => ['driver' => env('APP_MAINTENANCE_DRIVER', 'file')]`,
  'config/database.php': `'default' => env('DB_CONNECTION', 'sqlite'), 'connections' => ['mysql' => ['driver' => 'mysql',
    'host' => env('DB_HOST', '127.0.0.1'), 'username' => env('DB_USERNAME', 'shop'), 'password' => env('DB_PASSWORD', '')]],
    'redis' => ['default' => ['host' => env('REDIS_HOST', '127.0.0.1'), 'password' => env('REDIS_PASSWORD'), 'database' => 0]]`,
  'config/cache.php': `'default' => env('CACHE_STORE', 'database'), 'stores' => ['array' => ['driver' => 'array'],
    'redis' => ['driver' => 'redis', 'connection' => 'default']]`,
  'config/queue.php': `'default' => env('QUEUE_CONNECTION', 'database'), 'connections' => ['sync' => ['driver' => 'sync']]`,
  'config/session.php': `'driver' => env('SESSION_DRIVER', 'database'), 'secure' => env('SESSION_SECURE_COOKIE'),
    'http_only' => env('SESSION_HTTP_ONLY', true), 'same_site' => env('SESSION_SAME_SITE', 'lax')`,
  'config/filesystems.php': `'default' => env('FILESYSTEM_DISK', 's3'), 'disks' => ['local' => ['driver' => 'local', 'root' => storage_path('app')]]`,
  'config/logging.php': `'default' => env('LOG_CHANNEL', 'daily'), 'channels' => ['daily' => ['driver' => 'daily', 'level' => env('LOG_LEVEL', 'info')]]`,
  'config/mail.php': `'default' => env('MAIL_MAILER', 'smtp'), 'mailers' => ['log' => ['transport' => 'log']]`,
  'config/hashing.php': `'driver' => 'bcrypt', 'bcrypt' => ['rounds' => env('BCRYPT_ROUNDS', 12)]`,
};

const shop = shopFiles({
  ...Object.fromEntries(Object.entries(config).map(([path, body]) => [path, `<?php\nreturn [${body}];\n`])),
  'app/Jobs/Send.php':
    '<?php\nnamespace App\\Jobs;\nuse Illuminate\\Contracts\\Queue\\ShouldQueue;\nclass Send implements ShouldQueue {}\n',
  'routes/web.php':
    "<?php\nuse Illuminate\\Support\\Facades\\Route;\nRoute::get('orders', [App\\Orders::class, 'index']);\n",
});

/** What the whole catalog, also what is off by default, says of a file that settings and git would both let pass. */
async function codesIn(name: string): Promise<readonly string[]> {
  const source = mapSource(new Map([...shop, [`/shop/${name}`, hazards]]));
  const context = await readRuleContext(source, '/shop', {
    environments: [{ id: 'live', role: 'production', envFile: name }],
    tracked: new Set(),
    declared: { appServers: 2, proxy: 'loadBalancer', apiGateway: false, retentionDays: 90 },
    catalog: rules,
  });
  const found = await lintProject(context, { rules: {}, source, all: true, perFile: 1000 });
  return found.filter(({ location }) => location.file === `/shop/${name}`).map(({ rule }) => rule);
}

const templates = [
  '.env.example',
  '.env.example.complete',
  '.env.example.sail',
  '.env.development.example',
  '.env.production.example',
  '.env.dist',
  '.env.sample',
  '.env.stub',
  '.env.template',
  '.env.ci',
  '.env.dusk.ci',
  '.env.test',
  '.env.tests',
  '.env.testing',
  '.env.testing-ci',
  '.env.unit-tests',
  '.env.dusk.local',
  '.env.travis',
  '.env.docker',
  '.env.dev.docker',
  '.env.docker.production',
  '.env.sail',
  '.env.PRODUCTION.EXAMPLE',
];

test.each(templates)('no rule speaks of %s, whatever is in it', async (name) => {
  expect(isTemplateName(name)).toBe(true);
  expect(await codesIn(name)).toEqual([]);
});

test.each(['.env', '.env.production'])('in %s the same lines are hazards', async (name) => {
  expect([...new Set(await codesIn(name))].sort()).toMatchInlineSnapshot(`
    [
      "ALR008",
      "BOT001",
      "CAC001",
      "CAC002",
      "DBO007",
      "DBO008",
      "GEN002",
      "GEN003",
      "GEN004",
      "LBS009",
      "REC002",
      "SEC003",
      "SEC004",
      "SEC005",
      "SEC007",
    ]
  `);
});
