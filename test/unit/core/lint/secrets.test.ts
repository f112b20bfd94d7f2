import { expect, test } from 'vitest';
import type { CliDeps } from '../../../../src/cli/io';
import { runCli } from '../../../../src/cli/runCli';
import { assess } from '../../../../src/core/assessment/assess';
import { buildReport } from '../../../../src/core/assessment/buildReport';
import { backupsCsv, routesCsv, scheduleCsv } from '../../../../src/core/assessment/export/csv';
import { htmlReport } from '../../../../src/core/assessment/export/html';
import { jsonReport } from '../../../../src/core/assessment/export/json';
import { markdownReport } from '../../../../src/core/assessment/export/markdown';
import { sarifReport } from '../../../../src/core/assessment/export/sarif';
import { resolveEnvironment } from '../../../../src/core/connections/resolve';
import type { Finding } from '../../../../src/core/finding';
import { rules } from '../../../../src/core/lint/catalog';
import { readRuleContext } from '../../../../src/core/lint/context';
import { lintProject } from '../../../../src/core/lint/lint';
import { fixture } from './fuzzLint';
import { mapSource } from './mapSource';

// Every secret holds a word of its own, in the odd places in which people leave secrets. Whatever the product says, offers
// or exports about the application, no such word is in it: texts of findings, fixes, evidence, reports, the command line.

/** "Canary" and a letter: what is looked for. */
const canary = /Canary\w+/;

const variables = `APP_NAME=Shop
APP_ENV=production
APP_DEBUG=true
APP_KEY=base64:CanaryAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
APP_PREVIOUS_KEYS=base64:CanaryPreviousAAAAAAAAAAAAAAAAAAAAAAAAAAA=
APP_URL=https://admin:CanaryAppUrl@shop.example.com
LOG_CHANNEL=stack
LOG_LEVEL=debug
LOG_SLACK_WEBHOOK_URL=https://hooks.slack.com/services/T000/B000/CanarySlack
SENTRY_LARAVEL_DSN=https://CanarySentry@o1.ingest.sentry.io/2
DB_CONNECTION=mysql
DB_HOST=db.example.com
DB_USERNAME=root
export DB_PASSWORD="Canary quoted CanaryQuoted"
DATABASE_URL=mysql://root:CanaryDatabaseUrl@db.example.com/shop?sslmode=CanaryQuery
DB_URL="mysql://root:CanaryDbUrl@db.example.com/shop"
REDIS_HOST=203.0.113.7
REDIS_PASSWORD=CanaryRedis#CanaryCut
REDIS_URL=redis://default:CanaryRedisUrl@203.0.113.7:6379
CACHE_STORE=array
CACHE_DRIVER=array
SESSION_DRIVER=file
QUEUE_CONNECTION=sync
MAIL_MAILER=log
MAIL_URL=smtp://shop:CanaryMailUrl@mail.example.com:25
MAIL_PASSWORD=CanaryMail CanaryUnquoted
AWS_ACCESS_KEY_ID=AKIACanaryAws
AWS_SECRET_ACCESS_KEY='CanaryAwsSecret/+x'
AWS_SECRET_ACCESS_KEY=CanaryTwice
STRIPE_SECRET=sk_live_CanaryStripe
BACKUP_ARCHIVE_PASSWORD=
PRIVATE_KEY="-----BEGIN PRIVATE KEY-----
CanaryMultiLine
-----END PRIVATE KEY-----"
NESTED_SECRET="\${STRIPE_SECRET}CanaryNested"
GOOGLE_CREDENTIALS={"private_key":"CanaryGoogle"}
REDIS_AUTH=CanaryAuth
# DB_PASSWORD=CanaryComment
SESSION_SECURE_COOKIE=false
BCRYPT_ROUNDS=4
`;

const config = `<?php
// the old one: CanaryConfigComment
return [
    'default' => env('DB_CONNECTION', 'mysql'),
    'connections' => [
        'mysql' => [
            'driver' => 'mysql', 'url' => env('DATABASE_URL', 'mysql://root:CanaryDefaultUrl@db.example.com/shop'),
            'host' => env('DB_HOST'), 'database' => 'shop', 'username' => env('DB_USERNAME'),
            'password' => env('DB_PASSWORD', 'CanaryEnvDefault'), 'strict' => false, 'charset' => 'utf8', 'engine' => 'MyISAM',
            'read' => ['host' => 'replica.example.com', 'password' => 'CanaryReplica'],
        ],
        'literal' => [
            'driver' => 'mysql', 'url' => 'mysql://root:CanaryLiteralUrl@other.example.com/shop', 'username' => 'root',
            'password' => 'CanaryLiteral', 'host' => 'other.example.com', 'database' => 'shop',
        ],
        'joined' => ['driver' => 'mysql', 'host' => 'joined.example.com', 'database' => 'shop', 'username' => 'root',
            'password' => 'Canary'.'Joined'],
    ],
    'redis' => [
        'client' => 'phpredis',
        'default' => ['url' => env('REDIS_URL'), 'host' => env('REDIS_HOST'), 'password' => env('REDIS_PASSWORD'), 'port' => 6379],
        'cache' => ['host' => 'tls://:CanaryRedisHost@203.0.113.7', 'password' => 'CanaryRedisLiteral', 'port' => 6379],
    ],
];
`;

const broken = `APP_ENV=production
DB_PASSWORD="CanaryOpen
STRIPE_SECRET=CanaryAfterOpen
`;

const code = `<?php
namespace App\\Services;
use Illuminate\\Support\\Facades\\Log;
class Pay
{
    private string $secret = 'CanaryProperty';
    public function pay($request)
    {
        Log::info('paying with CanaryMessage', ['password' => 'CanaryLogged', 'token' => $request->token]);
        return env('STRIPE_SECRET', 'CanaryCodeDefault');
    }
}
`;

const worlds = [
  ['demo-shop', variables],
  ['legacy-shop', variables],
  ['demo-shop', broken],
  ['legacy-shop', broken],
  ['demo-shop', variables.replaceAll('\n', '\r\n')],
] as const;

function filesOf(name: string, env: string): Map<string, string> {
  const files = fixture(name);
  files.set('/shop/.env', env);
  files.set('/shop/.env.production', env);
  files.set('/shop/config/database.php', config);
  files.set('/shop/app/Services/Pay.php', code);
  files.set('/shop/config/canary.php', "<?php return ['broken' => 'CanaryBrokenFile'");
  return files;
}

async function reading(files: ReadonlyMap<string, string>) {
  const source = mapSource(files);
  const environments = [{ id: 'live', role: 'production' as const, envFile: '.env.production' }];
  const context = await readRuleContext(source, '/shop', {
    environments,
    tracked: new Set(['.env']),
    declared: { appServers: 2, proxy: 'loadBalancer', apiGateway: false, retentionDays: 90 },
    report: true,
  });
  const findings = await lintProject(context, { rules: {}, source, all: true, perFile: Number.POSITIVE_INFINITY });
  return { context, findings };
}

/** What a finding shows to people, and what its fixes put into files that did not have it. */
function shownBy({ message, related, fixes }: Finding, files: ReadonlyMap<string, string>): readonly string[] {
  const put = fixes.flatMap(({ edits }) =>
    edits.flatMap(({ file, edits: changes }) =>
      changes.map(({ range, newText }) => {
        // A secret may be written anew on the line that it stands on.
        const own = (files.get(file) ?? '').slice(range.start, range.end);
        return newText.replaceAll(/Canary\w+/g, (word) => (own.includes(word) ? '' : word));
      }),
    ),
  );
  return [
    message,
    ...related.map((each) => each.message),
    ...fixes.flatMap(({ title, copies = '' }) => [title, copies]),
    ...put,
  ];
}

test.each(worlds)('%s: no finding and no fix says a secret', async (name, env) => {
  const files = filesOf(name, env);
  const { findings } = await reading(files);
  expect(findings.length).toBeGreaterThan(3);
  expect(findings.flatMap((finding) => shownBy(finding, files).filter((text) => canary.test(text)))).toEqual([]);
});

test.each(worlds)('%s: no readiness report says a secret', async (name, env) => {
  const { context, findings } = await reading(filesOf(name, env));
  const { project } = context;
  const now = new Date('2026-11-23T12:00:00Z');
  const facts = { now, files: { context, findings, rules, environment: 'live' } };
  const areas = assess(facts);
  const report = buildReport({
    facts,
    areas,
    environment: resolveEnvironment(project, { id: '.env', name: '.env' }, {}),
    productVersion: '0',
  });
  const formats = {
    areas: JSON.stringify(areas),
    html: htmlReport(report),
    json: jsonReport(report),
    markdown: markdownReport(report),
    sarif: sarifReport([{ folder: '', report }]),
    csv: [routesCsv, backupsCsv, scheduleCsv].map((made) => made(report)).join('\n'),
  };
  for (const [format, text] of Object.entries(formats)) {
    expect({ format, said: text.match(new RegExp(canary, 'g')) }).toEqual({ format, said: null });
  }
});

test.each(
  [
    ['check'],
    ['check', '--json'],
    ['check', '--sarif'],
    ['check', '--md'],
    ['check', '--html'],
    ['check', '--env', '.env.production'],
    ['status'],
    ['status', '--json'],
  ].map((args) => ({ args, line: args.join(' ') })),
)('laravel-ops $line says no secret', async ({ args }) => {
  for (const [name, env] of worlds) {
    let said = '';
    const unused = (): never => {
      throw new Error('not asked for');
    };
    const deps: CliDeps = {
      version: '0',
      files: mapSource(filesOf(name, env)),
      backupFiles: { list: () => Promise.resolve([]), inspect: unused },
      tracked: () => Promise.resolve(new Set<string>()),
      git: () =>
        Promise.resolve({
          problem: () => Promise.resolve(undefined),
          commitAt: () => Promise.resolve(undefined),
          commitOfLine: unused,
          commitOfFile: unused,
          isTracked: unused,
          filesAhead: unused,
        }),
      sql: unused,
      redis: unused,
    };
    const write = (text: string): void => void (said += text);
    const io = {
      stdout: write,
      stderr: write,
      colour: false,
      now: () => new Date('2026-11-23T12:00:00Z'),
      resolve: (path: string) => path,
    };
    await runCli([args[0] ?? '', '/shop', ...args.slice(1)], io, deps);
    expect(said.length).toBeGreaterThan(100);
    expect(said.match(new RegExp(`.{0,80}${canary.source}`, 'g'))).toEqual(null);
  }
});
