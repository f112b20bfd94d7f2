import { syncQueueInProduction } from '../../../../../../src/core/lint/rules/bottleneckIdentification/syncQueueInProduction';
import { type Files, ruleCases } from '../../ruleCases';

const queue = (expression = "env('QUEUE_CONNECTION', 'database')"): string =>
  `<?php return ['default' => ${expression}, 'connections' => ['sync' => ['driver' => 'sync'], 'database' => ['driver' => 'database', 'retry_after' => 90], 'redis' => ['driver' => 'redis', 'retry_after' => 90]]];\n`;
const job = `<?php
namespace App\\Jobs;
use Illuminate\\Contracts\\Queue\\ShouldQueue;
class SendInvoice implements ShouldQueue { public function handle() {} }
`;
const web = "<?php\nRoute::get('/', fn () => view('home'));\n";
const shop: Files = {
  '.env': 'APP_ENV=production\nQUEUE_CONNECTION=sync\n',
  'config/queue.php': queue(),
  'app/Jobs/SendInvoice.php': job,
  'routes/web.php': web,
};
const controller = (body: string): string =>
  `<?php\nnamespace App\\Http\\Controllers;\nuse Illuminate\\Support\\Facades\\{Mail, Queue};\nclass Orders { public function store() { ${body} } }\n`;
const database = 'Set QUEUE_CONNECTION=database (needs a worker: php artisan queue:work)';
const fixed = { '.env': 'APP_ENV=production\nQUEUE_CONNECTION=database\n' };

ruleCases(syncQueueInProduction, {
  bad: [
    {
      name: 'a class that implements ShouldQueue',
      files: shop,
      at: ['.env: sync'],
      message: 'Jobs run inside the web request: the queue is `sync`, and `SendInvoice` is queued.',
      related: ['config/queue.php reads QUEUE_CONNECTION here.', '.env names the environment production here.'],
      fix: database,
      fixed,
    },
    {
      name: 'redis is offered too',
      files: shop,
      at: ['.env: sync'],
      fix: 'Set QUEUE_CONNECTION=redis (needs a worker: php artisan queue:work)',
      fixed: { '.env': 'APP_ENV=production\nQUEUE_CONNECTION=redis\n' },
    },
    {
      name: 'several classes are counted',
      files: { ...shop, 'app/Jobs/Other.php': job.replace('SendInvoice', 'Other') },
      at: ['.env: sync'],
      message:
        'Jobs run inside the web request: the queue is `sync`, and 2 classes of this application are queued (`Other` among them).',
      fix: database,
      fixed,
    },
    {
      name: 'an abstract class is none that is queued',
      files: {
        ...shop,
        'app/Jobs/Job.php': job.replace('class SendInvoice', 'abstract class Job'),
      },
      at: ['.env: sync'],
      message: 'Jobs run inside the web request: the queue is `sync`, and `SendInvoice` is queued.',
      fix: database,
      fixed,
    },
    {
      name: 'nothing but an abstract class',
      files: { ...shop, 'app/Jobs/SendInvoice.php': job.replace('class', 'abstract class') },
      at: ['.env: sync'],
      message: 'Jobs run inside the web request: the queue is `sync`, and what extends `SendInvoice` is queued.',
      fix: database,
      fixed,
    },
    ...(
      [
        ['Mail::to($user)->queue(new Invoice)', 'mail is queued'],
        ['Mail::later(60, new Invoice)', 'mail is queued'],
        ['dispatch(function () { work(); })', 'closures are queued'],
        ['Queue::push(new Work)', 'jobs are pushed'],
      ] as const
    ).map(([body, what]) => ({
      name: body,
      files: {
        ...shop,
        'app/Jobs/SendInvoice.php': undefined,
        'app/Http/Controllers/Orders.php': controller(`${body};`),
      },
      at: ['.env: sync'],
      message: `Jobs run inside the web request: the queue is \`sync\`, and ${what}.`,
      fix: database,
      fixed,
    })),
    {
      name: 'the literal in config/queue.php',
      files: { ...shop, '.env': 'APP_ENV=production\n', 'config/queue.php': queue("'sync'") },
      at: ["config/queue.php: 'sync'"],
      fix: "Set 'default' => 'database' (needs a worker: php artisan queue:work)",
      fixed: { 'config/queue.php': queue("'database'") },
    },
    {
      name: 'the variable of an older Laravel, in the kernel layout',
      files: {
        ...shop,
        '.env': 'APP_ENV=production\nQUEUE_DRIVER=sync\n',
        'config/queue.php': queue("env('QUEUE_DRIVER', 'sync')"),
        'composer.json': '{"require":{"laravel/framework":"^6.0"}}',
        'routes/web.php': undefined,
        'app/Http/Kernel.php': '<?php namespace App\\Http; class Kernel extends HttpKernel {}',
      },
      at: ['.env: sync'],
      fix: 'Set QUEUE_DRIVER=database (needs a worker: php artisan queue:work)',
      fixed: { '.env': 'APP_ENV=production\nQUEUE_DRIVER=database\n' },
    },
  ],
  good: [
    { name: 'no queued work in the code', files: { ...shop, 'app/Jobs/SendInvoice.php': undefined } },
    { name: 'local', files: { ...shop, '.env': 'APP_ENV=local\nQUEUE_CONNECTION=sync\n' } },
    {
      name: 'a template',
      files: { ...shop, '.env': undefined, '.env.example': 'APP_ENV=production\nQUEUE_CONNECTION=sync\n' },
    },
    {
      name: 'an application without web requests',
      files: { ...shop, 'routes/web.php': undefined, 'routes/console.php': web },
    },
    {
      name: 'not explicit: a default of env()',
      files: { ...shop, '.env': 'APP_ENV=production\n', 'config/queue.php': queue("env('QUEUE_CONNECTION', 'sync')") },
    },
    { name: 'not certain', files: { ...shop, 'config/queue.php': queue('pick()') } },
    { name: 'another connection', files: { ...shop, '.env': 'APP_ENV=production\nQUEUE_CONNECTION=redis\n' } },
    {
      name: 'a connection named sync that is none',
      files: { ...shop, 'config/queue.php': queue().replace("'driver' => 'sync'", "'driver' => 'redis'") },
    },
    {
      name: 'events and synchronous dispatch are no queued work',
      files: {
        ...shop,
        'app/Jobs/SendInvoice.php': undefined,
        'app/Http/Controllers/Orders.php': controller(
          'OrderShipped::dispatch(); dispatch_sync(fn () => 1); Mail::to($u)->send($m); Cache::push(1);',
        ),
      },
    },
  ],
});
