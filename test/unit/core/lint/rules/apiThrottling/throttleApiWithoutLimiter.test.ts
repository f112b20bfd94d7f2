import { throttleApiWithoutLimiter } from '../../../../../../src/core/lint/rules/apiThrottling/throttleApiWithoutLimiter';
import { ruleCases } from '../../ruleCases';
import { byUser, emptyProvider, kernel, provider, slim, withLimiter } from '../rateLimiting/application';

const limiter = `RateLimiter::for('api', fn (Request $request) => Limit::perMinute(60)->by(${byUser}));`;

ruleCases(throttleApiWithoutLimiter, {
  bad: [
    {
      name: 'without an argument',
      files: { ...slim('$middleware->throttleApi();'), ...emptyProvider },
      at: ['bootstrap/app.php: $middleware->throttleApi()'],
      message:
        'Since Laravel 11 no `api` limiter is defined by default, and here none is: every API call fails with MissingRateLimiterException.',
      fixed: withLimiter('api', 60, byUser),
    },
    {
      name: 'with a name',
      files: { ...slim("$middleware->throttleApi('partners');"), ...emptyProvider },
      at: ["bootstrap/app.php: $middleware->throttleApi('partners')"],
      message: /^Since Laravel 11 no `partners` limiter/,
      fixed: withLimiter('partners', 60, byUser),
    },
    {
      name: 'with Redis',
      files: { ...slim('$middleware->throttleApi(redis: true);'), ...emptyProvider },
      at: ['bootstrap/app.php: $middleware->throttleApi(redis: true)'],
      fixed: withLimiter('api', 60, byUser),
    },
    {
      name: 'the first releases of Laravel 11 take the name for 0',
      files: {
        ...slim('$middleware->throttleApi();'),
        ...emptyProvider,
        'composer.lock': JSON.stringify({ packages: [{ name: 'laravel/framework', version: 'v11.0.5' }] }),
      },
      at: ['bootstrap/app.php: $middleware->throttleApi()'],
      message: /takes the name for a limit of 0/,
      fixed: withLimiter('api', 60, byUser),
    },
    {
      name: 'no provider to define it in',
      files: slim('$middleware->throttleApi();'),
      at: ['bootstrap/app.php: $middleware->throttleApi()'],
      fix: null,
    },
  ],
  good: [
    { name: 'it is defined', files: { ...slim('$middleware->throttleApi();'), ...provider(limiter) } },
    {
      name: 'it is defined in another provider',
      files: {
        ...slim('$middleware->throttleApi();'),
        'app/Support/Limits.php': `<?php\nnamespace App\\Support;\nuse Illuminate\\Support\\Facades\\RateLimiter;\nclass Limits { static function define() { RateLimiter::for('api', fn () => null); } }\n`,
      },
    },
    {
      name: 'a name that is made while running',
      files: { ...slim('$middleware->throttleApi();'), ...provider('RateLimiter::for($name, fn () => null);') },
    },
    { name: 'numbers', files: slim("$middleware->throttleApi('60,1');") },
    { name: 'one number', files: slim("$middleware->throttleApi('60');") },
    { name: 'an argument that is not certain', files: slim('$middleware->throttleApi($limiter);') },
    { name: 'no call', files: slim() },
    { name: 'a call in a condition', files: slim('if ($limited) { $middleware->throttleApi(); }') },
    { name: 'the Kernel of Laravel 10', files: kernel(10) },
  ],
});
