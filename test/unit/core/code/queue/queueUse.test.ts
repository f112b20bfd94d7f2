import { expect, test } from 'vitest';
import { queueCollectors, queueUse } from '../../../../../src/core/code/queue/queueUse';
import type { QueuedClass } from '../../../../../src/core/code/queue/queuedClass';
import { readCode } from '../../../../../src/core/code/readCode';
import { readProject } from '../../../../../src/core/laravel/readProject';
import { shop } from '../../lint/mapSource';

async function useOf(files: Readonly<Record<string, string>>): Promise<ReturnType<typeof queueUse>> {
  const source = shop(files);
  return queueUse(await readCode(source, await readProject(source, '/shop'), queueCollectors));
}

const queued = (body: string, head = 'class Work implements ShouldQueue'): string =>
  `<?php\nnamespace App\\Jobs;\nuse Illuminate\\Contracts\\Queue\\ShouldQueue;\n${head} { ${body} }\n`;

const shown = ({ className, kind, timeout, connection }: QueuedClass): string =>
  `${className} ${kind} ${typeof timeout === 'string' ? timeout : timeout.seconds} ${typeof connection === 'string' ? connection : `"${connection.name}"`}`;

test.each([
  ['', undefined, 'App\\Jobs\\Work job unsaid default'],
  ['public $timeout = 5;', undefined, 'App\\Jobs\\Work job 5 default'],
  ['public $timeout;', undefined, 'App\\Jobs\\Work job unknown default'],
  ['public $timeout = null;', undefined, 'App\\Jobs\\Work job unsaid default'],
  ['public $timeout = -1;', undefined, 'App\\Jobs\\Work job unknown default'],
  ["public $connection = 'redis';", undefined, 'App\\Jobs\\Work job unsaid "redis"'],
  ['public $connection = null;', undefined, 'App\\Jobs\\Work job unsaid default'],
  ["public function later() { $this->onConnection('redis'); }", undefined, 'App\\Jobs\\Work job unsaid unknown'],
  ["public function __construct() { $this->connection = 'redis'; }", undefined, 'App\\Jobs\\Work job unsaid unknown'],
  [
    'public function viaConnections() { return []; }',
    'class Work extends \\Illuminate\\Notifications\\Notification implements ShouldQueue',
    'App\\Jobs\\Work notification unsaid unknown',
  ],
  ['use \\App\\Concerns\\Slow;', undefined, 'App\\Jobs\\Work job unsaid unknown'],
  [
    '',
    'final class Work implements \\Illuminate\\Contracts\\Queue\\ShouldQueueAfterCommit',
    'App\\Jobs\\Work job unsaid default',
  ],
])('%s %s', async (body, head, expected) => {
  expect((await useOf({ 'app/Jobs/Work.php': queued(body, head) })).classes.map(shown)).toEqual([expected]);
});

test('interfaces, other contracts and names alone are not queued', async () => {
  const files = {
    'app/Jobs/A.php': queued('', 'interface Work extends ShouldQueue'),
    'app/Jobs/B.php': queued('', 'class Work implements ShouldQueueOther'),
  };
  expect((await useOf(files)).classes).toEqual([]);
});

test('a decision that names no class is about all of them', async () => {
  const files = {
    'app/Jobs/Work.php': queued('public $timeout = 5;'),
    'app/helpers.php': "<?php function send($job) { return dispatch($job)->onConnection('x'); }",
  };
  expect((await useOf(files)).classes.map(shown)).toEqual(['App\\Jobs\\Work job 5 unknown']);
});

test('a file that cannot be read leaves it open what else is queued', async () => {
  const { complete, classes } = await useOf({
    'app/Jobs/Work.php': queued(''),
    'app/Jobs/Half.php': `${queued('public $timeout = 5;')} {`,
  });
  expect({ complete, classes: classes.length }).toEqual({ complete: false, classes: 1 });
});
