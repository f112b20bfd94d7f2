import { sharedCollectors } from '../../../../../src/core/code/collectors';
import type { Code } from '../../../../../src/core/code/collector';
import { readCode } from '../../../../../src/core/code/readCode';
import { schedule } from '../../../../../src/core/code/schedule/schedule';
import type { Schedule } from '../../../../../src/core/code/schedule/task';
import { readProject } from '../../../../../src/core/laravel/readProject';
import { mapSource, shopFiles } from '../../lint/mapSource';

type Files = Readonly<Record<string, string | undefined>>;

/** bootstrap/app.php as Laravel 12 ships it. */
export const slimBoot = `<?php
return Application::configure(basePath: dirname(__DIR__))
    ->withRouting(web: __DIR__.'/../routes/web.php', commands: __DIR__.'/../routes/console.php')
    ->create();
`;

/** bootstrap/app.php up to Laravel 10. */
export const kernelBoot = `<?php
$app = new Illuminate\\Foundation\\Application(dirname(__DIR__));
$app->singleton(Illuminate\\Contracts\\Console\\Kernel::class, App\\Console\\Kernel::class);
return $app;
`;

/** A Console Kernel with the given statements in schedule(); its parameter is $schedule. */
export function kernel(statements: string, more = ''): string {
  return `<?php

namespace App\\Console;

use Illuminate\\Console\\Scheduling\\Schedule;
use Illuminate\\Foundation\\Console\\Kernel as ConsoleKernel;

class Kernel extends ConsoleKernel
{
    protected function schedule(Schedule $schedule)
    {
        ${statements}
    }
${more}}
`;
}

/** Files of an application with a Console Kernel, Laravel 10. */
export function kernelApp(statements: string, more = ''): Files {
  return {
    'composer.json': JSON.stringify({ require: { 'laravel/framework': '^10.0' } }),
    'bootstrap/app.php': kernelBoot,
    'app/Console/Kernel.php': kernel(statements, more),
  };
}

/** Files of a slim application with statements in routes/console.php. */
export function consoleApp(statements: string, uses = ''): Files {
  return {
    'bootstrap/app.php': slimBoot,
    'routes/console.php': `<?php\n\nuse Illuminate\\Support\\Facades\\Schedule;\n${uses}\n${statements}\n`,
  };
}

export async function codeOf(files: Files): Promise<Code> {
  const all = shopFiles({});
  for (const [name, text] of Object.entries(files)) {
    if (text === undefined) all.delete(`/shop/${name}`);
    else all.set(`/shop/${name}`, text);
  }
  const source = mapSource(all);
  return readCode(source, await readProject(source, '/shop'), sharedCollectors);
}

export async function scheduleOf(files: Files): Promise<Schedule> {
  return schedule(await codeOf(files));
}

/** "cron what", with "?" for what is not certain and "if" in front of what stands in a condition. */
export async function tasksOf(files: Files): Promise<readonly string[]> {
  const { tasks } = await scheduleOf(files);
  return tasks.map(({ conditional, cron = '?', what = '?' }) => `${conditional ? 'if ' : ''}${cron} ${what}`);
}
