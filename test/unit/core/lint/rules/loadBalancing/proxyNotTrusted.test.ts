import { proxyNotTrusted } from '../../../../../../src/core/lint/rules/loadBalancing/proxyNotTrusted';
import { ruleCases } from '../../ruleCases';
import { behind, laravel, oldBootstrap } from './shopServers';

const live = { '.env': 'APP_ENV=production\n' };
const networks = "['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']";
const slim = (body: string): Record<string, string> => ({
  'bootstrap/app.php': `<?php\n\nreturn Application::configure(basePath: dirname(__DIR__))\n    ->withMiddleware(function (Middleware $middleware): void {\n${body}    })->create();\n`,
});
const kernel = (name = 'Middleware\\TrustProxies::class'): Record<string, string> => ({
  ...laravel(10),
  'bootstrap/app.php': oldBootstrap,
  'app/Http/Kernel.php': `<?php\nnamespace App\\Http;\nuse Illuminate\\Foundation\\Http\\Kernel as HttpKernel;\nclass Kernel extends HttpKernel\n{\n    protected $middleware = [${name}];\n}\n`,
});
const trusting = (body: string, parent = 'Illuminate\\Http\\Middleware\\TrustProxies'): Record<string, string> => ({
  'app/Http/Middleware/TrustProxies.php': `<?php\nnamespace App\\Http\\Middleware;\nuse ${parent} as Middleware;\nclass TrustProxies extends Middleware\n{\n    ${body}\n}\n`,
});
const fideloper = 'Fideloper\\Proxy\\TrustProxies';
const config = (value: string): Record<string, string> => ({
  'config/trustedproxy.php': `<?php\nreturn ['proxies' => ${value}];\n`,
});

ruleCases(proxyNotTrusted, {
  bad: [
    {
      ...behind('loadBalancer'),
      name: 'nothing in bootstrap/app.php',
      files: { ...live, ...slim('        $middleware->web();\n') },
      at: ['bootstrap/app.php: withMiddleware'],
      message:
        'Behind a load balancer that is not trusted all clients have its address: rate limits and logs by IP are wrong, and https is not seen.',
      related: ['.env names the environment production here.'],
      fix: 'Trust proxies in private networks',
      fixed: slim(`        $middleware->web();\n\n        $middleware->trustProxies(at: ${networks});\n`),
    },
    {
      ...behind('cdn'),
      name: 'a CDN, whose addresses only people know',
      files: { ...live, ...slim('        //\n') },
      at: ['bootstrap/app.php: withMiddleware'],
      message: /^Behind a CDN/,
      fix: null,
    },
    {
      ...behind('loadBalancer'),
      name: 'no withMiddleware() at all',
      files: live,
      at: ['bootstrap/app.php: configure'],
      fix: null,
    },
    {
      ...behind('loadBalancer'),
      name: 'an empty list',
      files: { ...live, ...slim('        $middleware->trustProxies(at: []);\n') },
      at: ['bootstrap/app.php: []'],
      fixed: slim(`        $middleware->trustProxies(at: ${networks});\n`),
    },
    {
      ...behind('loadBalancer'),
      name: 'the class of Laravel 10 as it comes',
      files: { ...live, ...kernel(), ...trusting('protected $proxies;') },
      at: ['app/Http/Middleware/TrustProxies.php: $proxies'],
      fixed: trusting(`protected $proxies = ${networks};`),
    },
    {
      ...behind('loadBalancer'),
      name: 'the class of Laravel 6, with null',
      files: { ...live, ...kernel(), ...laravel(6), ...trusting('protected $proxies = null;', fideloper) },
      at: ['app/Http/Middleware/TrustProxies.php: null'],
      fixed: trusting(`protected $proxies = ${networks};`, fideloper),
    },
    {
      ...behind('loadBalancer'),
      name: 'a constructor that reads an empty variable',
      files: {
        '.env': 'APP_ENV=production\nTRUSTED_PROXIES=\n',
        ...kernel(),
        ...config("env('TRUSTED_PROXIES', '')"),
        ...trusting("public function __construct() { $this->proxies = (string) config('trustedproxy.proxies'); }"),
      },
      at: ['.env: '],
      fixed: { '.env': 'APP_ENV=production\nTRUSTED_PROXIES=10.0.0.0/8,172.16.0.0/12,192.168.0.0/16\n' },
    },
    {
      ...behind('loadBalancer'),
      name: "Laravel's own class in the Kernel",
      files: { ...live, ...kernel('\\Illuminate\\Http\\Middleware\\TrustProxies::class') },
      at: ['app/Http/Kernel.php: $middleware = '],
      fix: null,
    },
    {
      ...behind('loadBalancer'),
      name: "a stack of its own with Laravel's class in it",
      files: { ...live, ...slim('        $middleware->use([\\Illuminate\\Http\\Middleware\\TrustProxies::class]);\n') },
      at: ['bootstrap/app.php: withMiddleware'],
      fixed: slim(
        `        $middleware->use([\\Illuminate\\Http\\Middleware\\TrustProxies::class]);\n\n        $middleware->trustProxies(at: ${networks});\n`,
      ),
    },
  ],
  good: [
    { name: 'what is in front is not known', files: { ...live, ...slim('        //\n') } },
    { ...behind('none'), name: 'nothing in front', files: { ...live, ...slim('        //\n') } },
    ...["at: '*'", "at: ['10.0.0.1']", "'10.0.0.1,10.0.0.2'", "at: explode(',', env('TRUSTED'))"].map((argument) => ({
      ...behind('loadBalancer' as const),
      name: `trustProxies(${argument})`,
      files: { ...live, ...slim(`        $middleware->trustProxies(${argument});\n`) },
    })),
    {
      ...behind('loadBalancer'),
      name: 'a stack of its own',
      files: { ...live, ...slim('        $middleware->use([Own::class]);\n') },
    },
    {
      ...behind('loadBalancer'),
      name: 'trusted in a provider, through a class of its own',
      files: {
        ...live,
        ...slim('        //\n'),
        'app/Providers/P.php': "<?php\nApp\\Http\\Middleware\\TrustProxies::at('*');\n",
      },
    },
    {
      ...behind('loadBalancer'),
      name: "Laravel's own class is replaced",
      files: {
        ...live,
        ...slim('        $middleware->replace(\\Illuminate\\Http\\Middleware\\TrustProxies::class, Own::class);\n'),
      },
    },
    {
      ...behind('loadBalancer'),
      name: 'trusted in a provider',
      files: {
        ...live,
        ...slim('        //\n'),
        'app/Providers/P.php':
          "<?php\nnamespace App\\Providers;\nuse Illuminate\\Http\\Middleware\\TrustProxies;\nTrustProxies::at('*');\n",
      },
    },
    {
      ...behind('loadBalancer'),
      name: 'trusted through Symfony',
      files: {
        ...live,
        ...slim('        //\n'),
        'app/Providers/P.php': '<?php\nRequest::setTrustedProxies($list, -1);\n',
      },
    },
    {
      ...behind('loadBalancer'),
      name: 'a property',
      files: { ...live, ...kernel(), ...trusting("protected $proxies = '*';") },
    },
    {
      ...behind('loadBalancer'),
      name: 'a property of Fideloper',
      files: { ...live, ...kernel(), ...laravel(6), ...trusting("protected $proxies = ['10.0.0.1'];", fideloper) },
    },
    {
      ...behind('loadBalancer'),
      name: 'a constructor that reads the configuration',
      files: {
        '.env': 'APP_ENV=production\nTRUSTED_PROXIES=10.0.0.1\n',
        ...kernel(),
        ...config("env('TRUSTED_PROXIES', '')"),
        ...trusting("public function __construct() { $this->proxies = (string) config('trustedproxy.proxies'); }"),
      },
    },
    {
      ...behind('loadBalancer'),
      name: 'a variable that the file does not set: the server may',
      files: { ...live, ...kernel(), ...config("env('TRUSTED_PROXIES', '')"), ...trusting('protected $proxies;') },
    },
    {
      ...behind('loadBalancer'),
      name: 'methods that do something else',
      files: {
        ...live,
        ...kernel(),
        ...trusting(
          'public function handle($request, $next) { $this->proxies = Cloudflare::addresses(); return parent::handle($request, $next); }',
        ),
      },
    },
    {
      ...behind('loadBalancer'),
      name: 'config/trustedproxy.php',
      files: { ...live, ...kernel(), ...config("'*'"), ...trusting('protected $proxies;') },
    },
    {
      ...behind('loadBalancer'),
      name: 'config/trustedproxy.php in the slim layout',
      files: { ...live, ...slim('        //\n'), ...config("['10.0.0.1']") },
    },
    {
      ...behind('loadBalancer'),
      name: 'a class of a package',
      files: { ...live, ...kernel('\\Monicahq\\Cloudflare\\Http\\Middleware\\TrustProxies::class') },
    },
    { ...behind('loadBalancer'), name: 'no class in the Kernel', files: { ...live, ...kernel('') } },
    ...['https://shop.on-forge.com', 'https://shop.on-vapor.com/x'].map((url) => ({
      ...behind('loadBalancer' as const),
      name: url,
      files: { '.env': `APP_ENV=production\nAPP_URL=${url}\n`, ...slim('        //\n') },
    })),
    {
      ...behind('loadBalancer'),
      name: 'Laravel Cloud',
      files: { '.env': 'APP_ENV=production\nLARAVEL_CLOUD=1\n', ...slim('        //\n') },
    },
    { ...behind('loadBalancer'), name: 'Vapor', files: { ...live, ...slim('        //\n'), 'vapor.yml': 'id: 1\n' } },
    {
      ...behind('loadBalancer'),
      name: 'a developer’s machine',
      files: { '.env': 'APP_ENV=local\n', ...slim('        //\n') },
    },
    {
      ...behind('loadBalancer'),
      name: 'a file about proxies that cannot be read',
      files: { ...live, ...slim('        //\n'), 'app/P.php': '<?php TrustProxies::at(' },
    },
  ],
});
