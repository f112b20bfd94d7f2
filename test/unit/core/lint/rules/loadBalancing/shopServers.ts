import { nothingDeclared } from '../../../../../../src/core/lint/declaredFacts';
import type { Surroundings } from '../../ruleCases';

/** Settings that say: two application servers. */
export const twoServers: Surroundings = { declared: { ...nothingDeclared, appServers: 2 } };

/** Settings that say: one application server. */
export const oneServer: Surroundings = { declared: { ...nothingDeclared, appServers: 1 } };

/** Settings that say what stands in front of the application. */
export function behind(proxy: 'none' | 'loadBalancer' | 'cdn'): Surroundings {
  return { declared: { ...nothingDeclared, proxy } };
}

/** bootstrap/app.php of Laravel 11 and later that loads routes/console.php and routes/web.php. */
export const slim =
  "<?php\n\nuse Illuminate\\Foundation\\Application;\n\nreturn Application::configure(basePath: dirname(__DIR__))\n    ->withRouting(web: __DIR__.'/../routes/web.php', commands: __DIR__.'/../routes/console.php')\n    ->create();\n";

/** routes/console.php with these lines. */
export function consoleRoutes(...lines: readonly string[]): string {
  return `<?php\n\nuse Illuminate\\Support\\Facades\\Schedule;\n\n${lines.join('\n')}\n`;
}

/** app/Console/Kernel.php with these lines in schedule(). */
export function consoleKernel(...lines: readonly string[]): string {
  return `<?php\n\nnamespace App\\Console;\n\nuse Illuminate\\Console\\Scheduling\\Schedule;\nuse Illuminate\\Foundation\\Console\\Kernel as ConsoleKernel;\n\nclass Kernel extends ConsoleKernel\n{\n    protected function schedule(Schedule $schedule)\n    {\n${lines.map((line) => `        ${line}`).join('\n')}\n    }\n}\n`;
}

/** bootstrap/app.php up to Laravel 10. */
export const oldBootstrap =
  '<?php\n$app = new Illuminate\\Foundation\\Application(dirname(__DIR__));\n$app->singleton(Illuminate\\Contracts\\Console\\Kernel::class, App\\Console\\Kernel::class);\nreturn $app;\n';

/** A Laravel of this major version by its constraint. */
export function laravel(major: number): { 'composer.json': string } {
  return {
    'composer.json': JSON.stringify({
      require: { 'laravel/framework': `^${major}.0` },
      autoload: { 'psr-4': { 'App\\': 'app/' } },
    }),
  };
}
