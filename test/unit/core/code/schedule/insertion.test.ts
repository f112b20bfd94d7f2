import { expect, test } from 'vitest';
import { applyEdits } from '../../../../../src/core/base/text';
import { insertTasks } from '../../../../../src/core/code/schedule/insertion';
import { consoleApp, kernel, kernelApp, scheduleOf, slimBoot } from './scheduleOf';

const added = ["command('backup:clean')->daily();", "command('backup:run')->daily();"];

async function inserted(files: Readonly<Record<string, string | undefined>>, statements = added) {
  const { insertion } = await scheduleOf(files);
  if (insertion === undefined) return undefined;
  const name = insertion.file.replace('/shop/', '');
  const [change] = insertTasks(insertion, statements, files[name]);
  return `${name}: ${applyEdits(files[name] ?? '', change?.edits ?? [])}`;
}

test('behind the last statement of a Kernel, with the name of its parameter', async () => {
  const files = kernelApp(`$schedule->command('a')->daily(); // nightly`);
  expect(await inserted(files)).toBe(
    `app/Console/Kernel.php: ${kernel(`$schedule->command('a')->daily(); // nightly
        $schedule->command('backup:clean')->daily();
        $schedule->command('backup:run')->daily();`)}`,
  );
  const renamed = { ...files, 'app/Console/Kernel.php': kernel('//').replace('Schedule $schedule', 'Schedule $plan') };
  expect(await inserted(renamed)).toContain("//\n        $plan->command('backup:clean')->daily();\n        $plan->");
});

test('routes/console.php: behind its statements, imported when it is not', async () => {
  expect(await inserted(consoleApp(`Schedule::command('a');`))).toBe(
    `routes/console.php: <?php

use Illuminate\\Support\\Facades\\Schedule;

Schedule::command('a');
Schedule::command('backup:clean')->daily();
Schedule::command('backup:run')->daily();
`,
  );
  const fresh = "<?php\n\nuse Illuminate\\Support\\Facades\\Artisan;\n\nArtisan::command('inspire', fn () => 1);\n";
  expect(await inserted({ 'bootstrap/app.php': slimBoot, 'routes/console.php': fresh })).toBe(
    `routes/console.php: <?php

use Illuminate\\Support\\Facades\\Artisan;
use Illuminate\\Support\\Facades\\Schedule;

Artisan::command('inspire', fn () => 1);

Schedule::command('backup:clean')->daily();
Schedule::command('backup:run')->daily();
`,
  );
});

test('a file that is loaded and does not exist yet, or holds nothing', async () => {
  const whole = `routes/console.php: <?php\n\nuse Illuminate\\Support\\Facades\\Schedule;\n\nSchedule::command('x');\n`;
  expect(await inserted({ 'bootstrap/app.php': slimBoot }, ["command('x');"])).toBe(whole);
  expect(await inserted({ 'bootstrap/app.php': slimBoot, 'routes/console.php': '<?php\n' }, ["command('x');"])).toBe(
    whole,
  );
});

test('withSchedule() when the tasks are there', async () => {
  const boot = slimBoot.replace(
    '->create()',
    `->withSchedule(function (Schedule $schedule) {\n        $schedule->command('a');\n    })\n    ->create()`,
  );
  expect(await inserted({ 'bootstrap/app.php': boot })).toContain(
    "        $schedule->command('a');\n        $schedule->command('backup:clean')->daily();\n        $schedule->command('backup:run')->daily();\n    })",
  );
});

test('windows line ends stay', async () => {
  const files = kernelApp(`$schedule->command('a');`);
  const crlf = { ...files, 'app/Console/Kernel.php': files['app/Console/Kernel.php']?.replaceAll('\n', '\r\n') };
  expect(await inserted(crlf)).not.toMatch(/[^\r]\n/);
});

test.each<[string, Readonly<Record<string, string | undefined>>]>([
  ['a return above may keep it from running', kernelApp(`if (off()) { return; }\n$schedule->command('a');`)],
  ['nothing loads routes/console.php', { 'routes/console.php': '<?php\n' }],
  ['an application without a Kernel and with the old bootstrap', { 'bootstrap/app.php': '<?php return $app;' }],
])('no place when %s', async (_, files) => {
  expect((await scheduleOf(files)).insertion).toBeUndefined();
});
