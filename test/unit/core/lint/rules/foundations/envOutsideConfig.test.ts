import { envOutsideConfig } from '../../../../../../src/core/lint/rules/foundations/envOutsideConfig';
import { ruleCases } from '../../ruleCases';

const composer = JSON.stringify({
  require: { 'laravel/framework': '^12.0' },
  autoload: { 'psr-4': { 'App\\': 'app/', 'Shop\\': 'modules/' } },
});
const php = (body: string): string => `<?php\nnamespace App;\n${body}\n`;
const services = "<?php return ['pay' => ['key' => env('PAY_KEY')], 'a' => env('TWICE'), 'b' => env('TWICE')];\n";

ruleCases(envOutsideConfig, {
  bad: [
    {
      name: 'env() in a class; the only entry that reads it is offered',
      files: {
        'config/services.php': services,
        'app/Pay.php': php("class Pay { function key() { return env('PAY_KEY'); } }"),
      },
      at: ["app/Pay.php: env('PAY_KEY')"],
      message:
        'Once `config:cache` has run, Laravel does not read the environment file: PAY_KEY is null here, unless the server itself sets it.',
      fixed: { 'app/Pay.php': php("class Pay { function key() { return config('services.pay.key'); } }") },
    },
    {
      name: 'a second argument is a hint',
      files: { 'app/Pay.php': php("class Pay { function on() { return \\env('PAY_ON', true); } }") },
      at: ["app/Pay.php: \\env('PAY_ON', true)"],
      severity: 'hint',
      message: /PAY_ON is the second argument here/,
      fix: null,
    },
    {
      name: 'Env::get, two entries read it',
      files: {
        'config/services.php': services,
        'app/Pay.php': php("use Illuminate\\Support\\Env;\n$a = fn () => Env::get('TWICE');"),
      },
      at: ["app/Pay.php: Env::get('TWICE')"],
      fix: null,
    },
    {
      name: 'routes, helpers and other namespaces; a name that is not written as text',
      files: {
        'composer.json': composer,
        'routes/web.php': "<?php\nif (env('BETA')) { echo 1; }\n",
        'modules/Pay.php': '<?php namespace Shop; class Pay { function f($k) { return env($k); } }',
      },
      at: ['modules/Pay.php: env($k)', "routes/web.php: env('BETA')"],
      message: /the variable is null here/,
      fix: null,
    },
  ],
  good: [
    { name: 'config files', files: { 'config/app.php': "<?php return ['env' => env('APP_ENV')];" } },
    {
      name: 'a config folder of its own',
      files: {
        'bootstrap/app.php': '<?php\n$app = new App\\Application(dirname(__DIR__));\nreturn $app;\n',
        'app/Application.php':
          "<?php namespace App; class Application extends \\Illuminate\\Foundation\\Application { public function configPath($path = '') { return $this->basePath.'/app/Config'; } }",
        'app/Config/app.php': "<?php $x = env('A');\nreturn ['env' => $x];",
      },
    },
    {
      name: 'a file that is merged into the configuration',
      files: { 'composer.json': composer, 'modules/config/pay.php': "<?php return ['key' => env('PAY_KEY')];" },
    },
    {
      name: 'migrations, seeders, bootstrap, tests, views',
      files: {
        'database/migrations/2020_01_01_000000_a.php': "<?php env('A');",
        'database/seeders/A.php': "<?php env('A');",
        'bootstrap/providers.php': "<?php env('A');",
        'tests/ATest.php': "<?php env('A');",
        'resources/views/a.blade.php': "<?php env('A');",
      },
    },
    {
      name: 'a function of the application called env',
      files: {
        'app/functions.php': php('function env($key) { return 1; }'),
        'app/Pay.php': php("class Pay { function key() { return env('PAY_KEY'); } }"),
      },
    },
    {
      name: 'an imported function called env',
      files: { 'app/Pay.php': php("use function Other\\env;\nclass Pay { function f() { return env('A'); } }") },
    },
    {
      name: 'methods called env, another class called Env, text and comments',
      files: {
        'app/Pay.php': php(
          "class Pay { function env() { return $this->env('A') . Other::env('B') . Env::get('C'); /* env('D') */ } }",
        ),
      },
    },
    { name: 'a namespaced function', files: { 'app/Pay.php': php("$x = Other\\env('A');") } },
    { name: 'a file that cannot be parsed', files: { 'app/Pay.php': "<?php env('A'" } },
  ],
});
