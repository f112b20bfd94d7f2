import { jobTimeoutExceedsRetry } from '../../../../../../src/core/lint/rules/bottleneckIdentification/jobTimeoutExceedsRetry';
import { type Files, ruleCases } from '../../ruleCases';

const queue =
  "<?php return ['default' => env('QUEUE_CONNECTION', 'redis'), 'connections' => ['sync' => ['driver' => 'sync'], 'redis' => ['driver' => 'redis', 'retry_after' => 90], 'long' => ['driver' => 'database', 'retry_after' => (int) env('LONG_RETRY', 900)], 'sqs' => ['driver' => 'sqs', 'retry_after' => 10]]];\n";
const job = (body: string, head = 'class Import implements ShouldQueue', attributes = ''): string => `<?php
namespace App\\Jobs;
use Illuminate\\Bus\\Queueable;
use Illuminate\\Contracts\\Queue\\ShouldQueue;
use Illuminate\\Queue\\Attributes\\{Connection, Timeout};
${attributes}
${head} {
    use Queueable;
    ${body}
    public function handle() {}
}
`;
const shop = (text: string, more: Files = {}): Files => ({
  '.env': 'APP_ENV=local\nQUEUE_CONNECTION=redis\n',
  'config/queue.php': queue,
  'app/Jobs/Import.php': text,
  ...more,
});
const elsewhere = (body: string): Files => ({
  'app/Services/Importer.php': `<?php\nnamespace App\\Services;\nuse App\\Jobs\\Import;\nuse Illuminate\\Support\\Facades\\{Bus, Queue};\nclass Importer { public function run() { ${body} } }\n`,
});
const long = 'public $timeout = 600;';

ruleCases(jobTimeoutExceedsRetry, {
  bad: [
    {
      name: 'a property',
      files: shop(job(long)),
      at: ['app/Jobs/Import.php: 600'],
      message: 'This job may take 600 s, but the queue `redis` hands it out again after 90 s.',
      related: ['`retry_after` of `redis` is 90 s here.'],
      fix: null,
    },
    {
      name: 'typed and calculated',
      files: shop(job('public int $timeout = 10 * 60;')),
      at: ['app/Jobs/Import.php: 10 * 60'],
      fix: null,
    },
    { name: 'equal', files: shop(job('public $timeout = 90;')), at: ['app/Jobs/Import.php: 90'], fix: null },
    {
      name: 'an attribute of Laravel 13',
      files: shop(job('', undefined, '#[Timeout(600)]')),
      at: ['app/Jobs/Import.php: 600'],
      fix: null,
    },
    {
      name: 'its own connection, by attribute',
      files: shop(job('', undefined, "#[Connection('long'), Timeout(3600)]")),
      at: ['app/Jobs/Import.php: 3600'],
      message: /the queue `long` hands it out again after 900 s/,
      fix: null,
    },
    {
      name: 'its own connection, chosen in the constructor; retry_after in .env',
      files: shop(job(`${long} public function __construct() { $this->onQueue('x')->onConnection('long'); }`), {
        '.env': 'APP_ENV=local\nQUEUE_CONNECTION=sync\nLONG_RETRY=300\n',
      }),
      at: ['app/Jobs/Import.php: 600'],
      message: /hands it out again after 300 s/,
      fix: null,
    },
    {
      name: 'a listener that says where it runs',
      files: shop(job(`${long} public function viaConnection() { return 'redis'; }`)),
      at: ['app/Jobs/Import.php: 600'],
      message: /^This listener may take/,
      fix: null,
    },
    {
      name: 'a mailable with its own property',
      files: shop(
        job(
          "public $timeout = 600; public $connection = 'redis';",
          'class Import extends \\Illuminate\\Mail\\Mailable implements ShouldQueue',
        ),
      ),
      at: ['app/Jobs/Import.php: 600'],
      message: /^This mail may take/,
      fix: null,
    },
    {
      name: "config's default connection where .env names none",
      files: shop(job(long), { '.env': 'APP_ENV=local\n' }),
      at: ['app/Jobs/Import.php: 600'],
      fix: null,
    },
    {
      name: 'a decision about another class changes nothing',
      files: shop(job(long), elsewhere("Other::dispatch()->onConnection('long');")),
      at: ['app/Jobs/Import.php: 600'],
      fix: null,
    },
  ],
  good: [
    { name: 'shorter', files: shop(job('public $timeout = 60;')) },
    { name: 'without limit', files: shop(job('public $timeout = 0;')) },
    { name: 'not certain', files: shop(job('public $timeout = self::LONG;')) },
    {
      name: 'set in the constructor',
      files: shop(job(`${long} public function __construct() { $this->timeout = 30; }`)),
    },
    {
      name: 'a parameter of the constructor',
      files: shop(job(`${long} public function __construct(public int $timeout) {}`)),
    },
    { name: 'sqs', files: shop(job(`${long} public function __construct() { $this->onConnection('sqs'); }`)) },
    {
      name: 'a longer connection',
      files: shop(job(`${long} public function __construct() { $this->onConnection('long'); }`)),
    },
    {
      name: 'a connection that is not certain',
      files: shop(job(`${long} public function __construct($c) { $this->onConnection($c); }`)),
    },
    {
      name: 'chosen under a condition',
      files: shop(job(`${long} public function __construct() { if (big()) { $this->onConnection('redis'); } }`)),
    },
    { name: 'chosen at dispatch', files: shop(job(long), elsewhere("Import::dispatch()->onConnection('long');")) },
    {
      name: 'chosen at dispatch, through a variable',
      files: shop(job(long), elsewhere("$job = new Import; dispatch($job)->onConnection('long');")),
    },
    {
      name: 'chosen for a batch',
      files: shop(job(long), elsewhere("Bus::batch([new Import])->onConnection('long')->dispatch();")),
    },
    {
      name: 'pushed to a connection',
      files: shop(job(long), elsewhere("Queue::connection('long')->push(new Import);")),
    },
    {
      name: 'lowered at dispatch',
      files: shop(job(long), elsewhere('$job = new Import; $job->timeout = 30; dispatch($job);')),
    },
    { name: 'a parent that may choose', files: shop(job(long, 'class Import extends BaseJob implements ShouldQueue')) },
    { name: 'the sync queue', files: shop(job(long), { '.env': 'APP_ENV=local\nQUEUE_CONNECTION=sync\n' }) },
    { name: 'not queued', files: shop(job(long, 'class Import')) },
    { name: 'no environment file: the default connection is not known', files: shop(job(long), { '.env': undefined }) },
  ],
});
