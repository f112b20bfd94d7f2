import { afterEach, expect, test } from 'vitest';
import { registerTasks } from '../../src/vscode/tasks';
import { fake, type Task } from '../fakes/vscode';

interface Provider {
  provideTasks(): Task[];
  resolveTask(task: Task): Task | undefined;
}

afterEach(() => fake.reset());

function provider(...apps: string[]): Provider {
  registerTasks('/ext/dist/cli.js', () => apps);
  return fake.taskProviders.get('laravelOps') as Provider;
}

test('every app has a drill, a backup and a check, run by the runtime of VS Code itself', () => {
  fake.setFolders('/srv/shop');
  const tasks = provider('/srv/shop').provideTasks();
  expect(tasks.map(({ name }) => name)).toEqual(['Restore drill of shop', 'Back up shop', 'Check shop']);
  const [drill] = tasks;
  expect(drill?.execution).toMatchObject({
    process: process.execPath,
    args: ['/ext/dist/cli.js', 'drill', '/srv/shop'],
    options: { cwd: '/srv/shop', env: { ELECTRON_RUN_AS_NODE: '1' } },
  });
});

test('a task of tasks.json keeps its definition; the first app is meant when it names none', () => {
  const tasks = provider('/srv/shop', '/srv/other');
  const definition = { type: 'laravelOps', task: 'backup' };
  const resolved = tasks.resolveTask({ definition } as unknown as Task);
  expect(resolved?.definition).toBe(definition);
  expect(resolved?.execution.args).toEqual(['/ext/dist/cli.js', 'backup', '/srv/shop']);
});

test('an unknown task and a window without apps resolve to nothing', () => {
  const definition = { type: 'laravelOps', task: 'restore' };
  expect(provider('/srv/shop').resolveTask({ definition } as unknown as Task)).toBeUndefined();
  fake.reset();
  expect(provider().resolveTask({ definition: { task: 'drill' } } as unknown as Task)).toBeUndefined();
});
