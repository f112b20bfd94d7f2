import type { OwnTestWishes } from './ownTests';

/** One test: its name as a sentence, and its statements in PHP 7.3. */
export interface OwnTest {
  readonly name: string;
  readonly lines: readonly string[];
}

/** The tests of one file. */
export interface TestSuite {
  readonly name: string;
  readonly imports: readonly string[];
  readonly setUp: readonly string[];
  readonly tests: readonly OwnTest[];
  readonly helpers: readonly {
    /** "securityRecords(): array" */
    readonly signature: string;
    readonly pestName: string;
    readonly parameters: string;
    readonly lines: readonly string[];
  }[];
}

const logFacade = 'Illuminate\\Support\\Facades\\Log';

/** Records of a test go to a file of its own. */
const ownFile = [
  "$file = storage_path('logs/security-test.log');",
  '@unlink($file);',
  '',
  'config([',
  "    'logging.channels.security.driver' => 'single',",
  "    'logging.channels.security.path' => $file,",
  ']);',
  "Log::forgetChannel('security');",
];

const readRecords: TestSuite['helpers'][number] = {
  signature: 'securityRecords(): array',
  pestName: 'securityRecords',
  parameters: '',
  lines: [
    "$file = storage_path('logs/security-test.log');",
    '$lines = is_file($file) ? explode("\\n", trim(file_get_contents($file))) : [];',
    '',
    'return array_map(function ($line) {',
    '    return json_decode($line, true);',
    '}, array_filter($lines));',
  ],
};

/** The channel exists; a failed login is recorded, and neither the password nor the account as it was typed. */
export function securityLogTests(namespace: string, { channel, subscriber }: OwnTestWishes): TestSuite | undefined {
  const exists: OwnTest = {
    name: 'the security channel keeps records a line each',
    lines: [
      "$channel = require config_path('logging.php');",
      '',
      "self::assertSame('daily', $channel['channels']['security']['driver']);",
      "self::assertSame(\\Monolog\\Formatter\\JsonFormatter::class, $channel['channels']['security']['formatter']);",
    ],
  };
  const failed: OwnTest = {
    name: 'a failed login is recorded without the password',
    lines: [
      "event(new Failed('web', null, ['email' => 'somebody@example.com', 'password' => 'correct-horse']));",
      '',
      '$records = $this->securityRecords();',
      'self::assertCount(1, $records);',
      "self::assertSame('login_failed', $records[0]['message']);",
      "self::assertSame('127.0.0.1', $records[0]['context']['ip']);",
      "self::assertSame(64, strlen($records[0]['context']['account']));",
      "self::assertStringNotContainsString('correct-horse', json_encode($records));",
      "self::assertStringNotContainsString('somebody@example.com', json_encode($records));",
    ],
  };
  const unwritable: OwnTest = {
    name: 'a log that cannot be written breaks nothing',
    lines: [
      "config(['logging.channels.security.path' => __FILE__.'/nowhere/security.log']);",
      "Log::forgetChannel('security');",
      '',
      "SecurityLog::record('login');",
      '',
      'self::assertSame([], $this->securityRecords());',
    ],
  };
  const tests = [...(channel === true ? [exists] : []), ...(subscriber === true ? [failed, unwritable] : [])];
  if (tests.length === 0) return undefined;
  const recording = subscriber === true;
  return {
    name: 'SecurityLogTest',
    imports: recording ? [logFacade, 'Illuminate\\Auth\\Events\\Failed', `${namespace}\\Logging\\SecurityLog`] : [],
    setUp: recording ? ownFile : [],
    tests,
    helpers: recording ? [readRecords] : [],
  };
}

/** The limiter `login` answers 429, and that is recorded. */
export function limiterTests({ loginLimiter, rateLimitLog }: OwnTestWishes, tries: number): TestSuite | undefined {
  if (loginLimiter !== true) return undefined;
  const recorded = [
    '',
    "$file = storage_path('logs/security-limits-test.log');",
    "self::assertStringContainsString('rate_limited', is_file($file) ? file_get_contents($file) : '');",
  ];
  return {
    name: 'RateLimitersTest',
    imports: ['Illuminate\\Support\\Facades\\Route', ...(rateLimitLog === true ? [logFacade] : [])],
    setUp:
      rateLimitLog === true ? ownFile.map((line) => line.replace('security-test.log', 'security-limits-test.log')) : [],
    tests: [
      {
        name: 'the login limiter answers 429',
        lines: [
          "Route::post('/limited-login-test', function () {",
          "    return 'in';",
          "})->middleware('throttle:login');",
          '',
          "$account = ['email' => uniqid().'@example.com'];",
          '',
          `for ($try = 1; $try <= ${tries}; $try++) {`,
          "    $this->post('/limited-login-test', $account)->assertOk();",
          '}',
          '',
          "$this->post('/limited-login-test', $account)->assertStatus(429)->assertHeader('Retry-After');",
          ...(rateLimitLog === true ? recorded : []),
        ],
      },
    ],
    helpers: [],
  };
}

/** A change is recorded by the names of its attributes. */
export function changeTests(namespace: string, { auditTrail }: OwnTestWishes): TestSuite | undefined {
  if (auditTrail !== true) return undefined;
  return {
    name: 'RecordChangesTest',
    imports: [logFacade, 'Illuminate\\Database\\Eloquent\\Model', `${namespace}\\Observers\\RecordChanges`],
    setUp: ownFile.map((line) => line.replace('security-test.log', 'security-changes-test.log')),
    tests: [
      {
        name: 'a change is recorded by name and not by value',
        lines: [
          '$model = new class extends Model',
          '{',
          '};',
          "$model->forceFill(['name' => 'Ada', 'secret' => 'correct-horse'])->syncChanges();",
          '',
          '(new RecordChanges)->updated($model);',
          '',
          "$written = file_get_contents(storage_path('logs/security-changes-test.log'));",
          "self::assertStringContainsString('model_updated', $written);",
          "self::assertStringContainsString('secret', $written);",
          "self::assertStringNotContainsString('correct-horse', $written);",
        ],
      },
    ],
    helpers: [],
  };
}
