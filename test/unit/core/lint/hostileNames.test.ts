import { expect, test } from 'vitest';
import { applyEdits } from '../../../../src/core/base/text';
import { readEnv } from '../../../../src/core/laravel/env';
import { parsePhp } from '../../../../src/core/laravel/php/parse';
import { readRuleContext } from '../../../../src/core/lint/context';
import { lintProject } from '../../../../src/core/lint/lint';
import { mapSource, shopFiles } from './mapSource';

// Names go from one file into another by way of fixes: whatever they hold, what is written is that name and nothing else.

const names = ["it's", "a', evil(), 'b", 'back\\slash', '../../../outside', 'two words', '${HOME}', "x'); evil(); //"];

function files(name: string): Map<string, string> {
  const php = `'${name.replace(/['\\]/g, '\\$&')}'`;
  const variable = `"${name.replace(/["\\$]/g, '\\$&')}"`;
  return shopFiles({
    '.env': `APP_ENV=production\nAPP_DEBUG=true\nDB_CONNECTION=${variable}\nCACHE_STORE=${variable}\nLOG_CHANNEL=${variable}\nQUEUE_CONNECTION=sync\n`,
    'composer.lock': JSON.stringify({
      packages: [
        { name: 'laravel/framework', version: 'v12.0.0' },
        { name: 'spatie/laravel-backup', version: '9.0.0' },
      ],
    }),
    'routes/web.php': `<?php\nuse Illuminate\\Support\\Facades\\Route;\nRoute::post('login', [A::class, 'x'])->middleware('throttle:'.${php});\n`,
    'routes/console.php': `<?php\nuse Illuminate\\Support\\Facades\\Schedule;\nSchedule::command('backup:run')->daily()->environments([${php}]);\n`,
    'bootstrap/app.php':
      "<?php\nuse Illuminate\\Foundation\\Application;\nreturn Application::configure(basePath: dirname(__DIR__))\n    ->withRouting(web: __DIR__.'/../routes/web.php', commands: __DIR__.'/../routes/console.php')\n    ->create();\n",
    'app/Providers/AppServiceProvider.php':
      '<?php\nnamespace App\\Providers;\nclass AppServiceProvider extends \\Illuminate\\Support\\ServiceProvider\n{\n    public function boot()\n    {\n    }\n}\n',
    'app/Http/Pay.php': `<?php\nnamespace App\\Http;\nclass Pay { public function a() { \\Log::channel(${php})->info('x'); return env('DB_CONNECTION'); } }\n`,
    'database/migrations/2024_01_01_000000_create.php': `<?php\nuse Illuminate\\Database\\Migrations\\Migration;\nuse Illuminate\\Database\\Schema\\Blueprint;\nuse Illuminate\\Support\\Facades\\Schema;\nreturn new class extends Migration {\n    public function up(): void\n    {\n        Schema::create(${php}, function (Blueprint $table) { $table->id(); $table->foreignId('user_id'); });\n        Schema::create('orders', function (Blueprint $table) { $table->id(); $table->foreignId(${php}); });\n    }\n};\n`,
    'config/database.php': `<?php return ['default' => env('DB_CONNECTION'), 'connections' => [${php} => ['driver' => 'mysql', 'host' => 'db.example.com', 'database' => 'shop', 'username' => 'root', 'strict' => false, 'charset' => 'utf8'], 'old' => ['driver' => 'mysql', 'host' => 'x', 'database' => 'y', 'username' => 'z']]];\n`,
    'config/cache.php': `<?php return ['default' => env('CACHE_STORE'), 'stores' => [${php} => ['driver' => 'array'], 'redis' => ['driver' => 'redis']]];\n`,
    'config/logging.php': `<?php return ['default' => env('LOG_CHANNEL'), 'channels' => [\n    'single' => ['driver' => 'single', 'path' => storage_path('logs/laravel.log')],\n]];\n`,
    'config/queue.php': `<?php return ['default' => env('QUEUE_CONNECTION'), 'connections' => ['sync' => ['driver' => 'sync'], ${php} => ['driver' => 'redis', 'retry_after' => 5]]];\n`,
    'config/backup.php':
      "<?php return ['backup' => ['name' => 'shop', 'source' => ['databases' => ['old']], 'destination' => ['disks' => ['local']]]];\n",
  });
}

test.each(names)('fixes write the name %s as it is', async (name) => {
  const all = files(name);
  const source = mapSource(all);
  const context = await readRuleContext(source, '/shop', { environments: [], tracked: new Set<string>() });
  const findings = await lintProject(context, { rules: {}, source, all: true });
  const edits = findings.flatMap(({ fixes }) => fixes.flatMap(({ edits: changes }) => changes));
  expect(edits.length).toBeGreaterThan(3);
  for (const { file, edits: changes } of edits) {
    expect(file).toMatch(/^\/shop\/[\w./-]+$/);
    expect(file.split('/')).not.toContain('..');
    const before = all.get(file) ?? '';
    const after = applyEdits(before, changes);
    if (file.endsWith('.php')) {
      expect(parsePhp(after)).toMatchObject({ ok: true });
      expect(withoutTexts(after)).not.toContain('evil');
    } else expect(readEnv(after).problems.filter(({ fatal }) => fatal)).toEqual([]);
  }
});

/** PHP without its texts in single quotes. */
function withoutTexts(php: string): string {
  return php.replaceAll(/'(?:[^'\\]|\\.)*'/gs, "''");
}
