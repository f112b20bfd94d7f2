import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../../../../src/core/base/text';
import {
  laravelSchedulePreview,
  type LaravelSchedulePreview,
} from '../../../../../src/core/backups/setup/laravelSchedule';
import { type Files, filesOf } from '../../assessment/judge';

const slim: Files = {
  'bootstrap/app.php': `<?php
use Illuminate\\Foundation\\Application;
return Application::configure(basePath: dirname(__DIR__))->withRouting(commands: __DIR__.'/../routes/console.php')->create();
`,
};
const kernel = (major: number, body = ''): Files => ({
  'composer.json': JSON.stringify({ require: { 'laravel/framework': `^${major}.0` } }),
  'bootstrap/app.php': `<?php
$app = new Illuminate\\Foundation\\Application($_ENV['APP_BASE_PATH'] ?? dirname(__DIR__));
$app->singleton(Illuminate\\Contracts\\Console\\Kernel::class, App\\Console\\Kernel::class);
return $app;
`,
  'app/Console/Kernel.php': `<?php

namespace App\\Console;

use Illuminate\\Console\\Scheduling\\Schedule;
use Illuminate\\Foundation\\Console\\Kernel as ConsoleKernel;

class Kernel extends ConsoleKernel
{
    protected function schedule(Schedule $schedule)
    {
${body}    }
}
`,
});

async function preview(files: Files): Promise<{ found: LaravelSchedulePreview; text: string }> {
  const { context } = await filesOf(files);
  const found = laravelSchedulePreview(context.code, (file) => context.textOf(file));
  if (found.kind !== 'edit') return { found, text: '' };
  const [edit] = found.edits;
  return { found, text: applyEdits(context.textOf(edit!.file) ?? '', edit!.edits) };
}

const three = [
  "command('backup:clean')->dailyAt('01:00');",
  "command('backup:run')->dailyAt('01:30');",
  "command('backup:monitor')->dailyAt('03:00');",
];

test('a slim application gets a routes/console.php when it has none', async () => {
  const { found, text } = await preview(slim);
  expect(found).toMatchObject({
    kind: 'edit',
    file: '/shop/routes/console.php',
    adds: ['backup:clean at 01:00', 'backup:run at 01:30', 'backup:monitor at 03:00'],
  });
  expect(text).toBe(
    `<?php\n\nuse Illuminate\\Support\\Facades\\Schedule;\n\n${three.map((each) => `Schedule::${each}\n`).join('')}`,
  );
});

describe.each([6, 7, 8, 9, 10])('Laravel %i', (major) => {
  test('the Console Kernel gets them', async () => {
    const { found, text } = await preview(kernel(major, "        $schedule->command('inspire')->hourly();\n"));
    expect(found).toMatchObject({ kind: 'edit', file: '/shop/app/Console/Kernel.php' });
    expect(text).toContain(
      `        $schedule->command('inspire')->hourly();\n${three.map((each) => `        $schedule->${each}\n`).join('')}    }\n`,
    );
  });
});

test('what is there is left alone', async () => {
  const { found, text } = await preview({
    ...slim,
    'routes/console.php': `<?php
use Illuminate\\Support\\Facades\\Schedule;
Schedule::command('backup:run --only-db')->dailyAt('02:15');
`,
  });
  expect(found).toMatchObject({
    kind: 'edit',
    already: ['backup:run'],
    adds: ['backup:clean at 01:00', 'backup:monitor at 03:00'],
  });
  expect(text.match(/backup:run/g)).toHaveLength(1);
  const all = three.map((each) => `Schedule::${each}\n`).join('');
  const { found: nothing } = await preview({
    ...slim,
    'routes/console.php': `<?php\nuse Illuminate\\Support\\Facades\\Schedule;\n${all}`,
  });
  expect(nothing).toEqual({ kind: 'nothing', already: ['backup:clean', 'backup:run', 'backup:monitor'] });
});

test('where no place is certain, a person gets the text and the reason', async () => {
  const { found } = await preview({
    ...kernel(10),
    'app/Console/Kernel.php': `<?php

namespace App\\Console;

use Illuminate\\Foundation\\Console\\Kernel as ConsoleKernel;

class Kernel extends ConsoleKernel
{
}
`,
  });
  expect(found).toMatchObject({ kind: 'text', why: expect.stringMatching(/./) });
  expect(found.kind === 'text' ? found.text : '').toBe(three.map((each) => `$schedule->${each}\n`).join(''));
});
