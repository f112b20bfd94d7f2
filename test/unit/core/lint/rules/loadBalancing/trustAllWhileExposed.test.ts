import { trustAllWhileExposed } from '../../../../../../src/core/lint/rules/loadBalancing/trustAllWhileExposed';
import { ruleCases } from '../../ruleCases';
import { behind, laravel, oldBootstrap } from './shopServers';

const live = { '.env': 'APP_ENV=production\n' };
const slim = (at: string): Record<string, string> => ({
  'bootstrap/app.php': `<?php\nreturn Application::configure()->withMiddleware(function ($middleware) { $middleware->trustProxies(at: ${at}); })->create();\n`,
});
const kernel = {
  ...laravel(10),
  'bootstrap/app.php': oldBootstrap,
  'app/Http/Kernel.php':
    '<?php\nnamespace App\\Http;\nclass Kernel extends \\Illuminate\\Foundation\\Http\\Kernel { protected $middleware = [Middleware\\TrustProxies::class]; }\n',
};
const trusting = (property: string): Record<string, string> => ({
  'app/Http/Middleware/TrustProxies.php': `<?php\nnamespace App\\Http\\Middleware;\nclass TrustProxies extends \\Illuminate\\Http\\Middleware\\TrustProxies { protected ${property}; }\n`,
});
const config = (value: string): Record<string, string> => ({
  'config/trustedproxy.php': `<?php\nreturn ['proxies' => ${value}];\n`,
});

ruleCases(trustAllWhileExposed, {
  bad: [
    {
      ...behind('none'),
      name: 'in bootstrap/app.php',
      files: { ...live, ...slim("'*'") },
      at: ["bootstrap/app.php: '*'"],
      severity: 'information',
      message:
        'Every address is trusted as a proxy and none is in front: clients can forge their IP address with a header.',
      fixed: slim('[]'),
    },
    {
      ...behind('none'),
      name: 'in the class',
      files: { ...live, ...kernel, ...trusting("$proxies = '**'") },
      at: ["app/Http/Middleware/TrustProxies.php: '**'"],
      fixed: trusting('$proxies = []'),
    },
    {
      ...behind('none'),
      name: 'in the environment file',
      files: {
        '.env': 'APP_ENV=production\nTRUST_PROXIES=*\n',
        ...kernel,
        ...trusting('$proxies'),
        ...config("env('TRUST_PROXIES', '*')"),
      },
      at: ['.env: *'],
      fixed: { '.env': 'APP_ENV=production\nTRUST_PROXIES=\n' },
    },
    {
      ...behind('none'),
      name: 'in config/trustedproxy.php',
      files: { ...live, ...kernel, ...trusting('$proxies'), ...config("'*'") },
      at: ["config/trustedproxy.php: '*'"],
      fixed: config('null'),
    },
  ],
  good: [
    { name: 'what is in front is not known', files: { ...live, ...slim("'*'") } },
    { ...behind('loadBalancer'), name: 'a load balancer', files: { ...live, ...slim("'*'") } },
    { ...behind('cdn'), name: 'a CDN', files: { ...live, ...slim("'*'") } },
    { ...behind('none'), name: 'a list', files: { ...live, ...slim("['10.0.0.1']") } },
    {
      ...behind('none'),
      name: 'only a default',
      files: { ...live, ...kernel, ...trusting('$proxies'), ...config("env('TRUST_PROXIES', '*')") },
    },
    { ...behind('none'), name: 'a value that cannot be known', files: { ...live, ...slim('proxies()') } },
    { ...behind('none'), name: 'a developer’s machine', files: { '.env': 'APP_ENV=local\n', ...slim("'*'") } },
  ],
});
