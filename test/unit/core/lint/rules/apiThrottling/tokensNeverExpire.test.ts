import { tokensNeverExpire } from '../../../../../../src/core/lint/rules/apiThrottling/tokensNeverExpire';
import { ruleCases } from '../../ruleCases';

const lock = (...names: readonly string[]): Record<string, string> => ({
  'composer.lock': JSON.stringify({ packages: names.map((name) => ({ name, version: 'v4.0.0' })) }),
});
const sanctum = (expiration: string): Record<string, string> => ({
  'config/sanctum.php': `<?php\n\nreturn [\n    'expiration' => ${expiration},\n];\n`,
});
const controller = (call: string): Record<string, string> => ({
  'app/Http/Controllers/TokenController.php': `<?php\nnamespace App\\Http\\Controllers;\nclass TokenController\n{\n    public function store($request)\n    {\n        return ${call};\n    }\n}\n`,
});
const usual = {
  ...lock('laravel/sanctum'),
  ...sanctum('null'),
  ...controller("$request->user()->createToken('phone')"),
};

ruleCases(tokensNeverExpire, {
  bad: [
    {
      name: 'a token without an end, and no expiration',
      files: usual,
      at: ['config/sanctum.php: null'],
      message: 'Personal access tokens never expire: a token that leaks stays valid until somebody deletes it.',
      related: ['A token without an end is made here.'],
      fixed: sanctum('525600'),
    },
    {
      name: 'abilities are no end',
      files: { ...usual, ...controller("$user->createToken('phone', ['orders:read'])->plainTextToken") },
      at: ['config/sanctum.php: null'],
      fixed: sanctum('525600'),
    },
    {
      name: 'one call of two has an end',
      files: {
        ...usual,
        'app/Actions/Issue.php':
          "<?php\nnamespace App\\Actions;\nclass Issue { function run($u) { $u->createToken('a', ['*'], now()->addDay()); } }\n",
      },
      at: ['config/sanctum.php: null'],
      fixed: sanctum('525600'),
    },
  ],
  good: [
    { name: 'an expiration', files: { ...usual, ...sanctum('60 * 24') } },
    { name: 'an expiration from the environment', files: { ...usual, ...sanctum("env('SANCTUM_EXPIRATION')") } },
    { name: 'an expiration that nobody can know', files: { ...usual, ...sanctum('minutes()') } },
    { name: 'no published configuration', files: { ...usual, 'config/sanctum.php': undefined } },
    { name: 'only cookies: no token is made', files: { ...lock('laravel/sanctum'), ...sanctum('null') } },
    { name: 'a third argument', files: { ...usual, ...controller("$user->createToken('a', ['*'], now()->addDay())") } },
    {
      name: 'a named argument',
      files: { ...usual, ...controller("$user->createToken('a', expiresAt: now()->addDay())") },
    },
    { name: 'spread arguments', files: { ...usual, ...controller('$user->createToken(...$given)') } },
    {
      name: 'an end that is set afterwards',
      files: { ...usual, ...controller("tap($user->createToken('a'))->accessToken->update(['expires_at' => now()])") },
    },
    {
      name: 'expired tokens are pruned',
      files: {
        ...usual,
        'routes/console.php': "<?php\nSchedule::command('sanctum:prune-expired --hours=24')->daily();\n",
      },
    },
    { name: 'tokens of Passport', files: { ...usual, ...lock('laravel/sanctum', 'laravel/passport') } },
    { name: 'no Sanctum', files: { ...usual, ...lock('acme/tokens') } },
  ],
});
