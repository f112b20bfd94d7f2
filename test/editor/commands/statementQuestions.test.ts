import { beforeEach, expect, test, vi } from 'vitest';
import { askValues, confirmRun, openPlace } from '../../../src/vscode/commands/statementQuestions';
import { fake, Position, window, workspace } from '../../fakes/vscode';
import { answers } from './queryServices';

beforeEach(() => {
  fake.reset();
  vi.restoreAllMocks();
});

test('values are asked one after the other, as a person writes them, and kept nowhere', async () => {
  const prompts = answers('7', "O'Brien");
  const values = await askValues([
    { title: 'orders.user_id', value: '42' },
    { title: 'orders.name', value: "'O''Neil'" },
  ]);
  expect(values).toEqual(['7', "O'Brien"]);
  expect(prompts.map(({ options }) => [options.title, options.value])).toEqual([
    ['Value 1 of 2: orders.user_id', '42'],
    ['Value 2 of 2: orders.name', "O'Neil"],
  ]);
  expect(fake.log).toEqual([]);
});

test('Escape at any value asks no further and gives none', async () => {
  const prompts = answers('7', undefined, 'never asked');
  const wanted = ['a', 'b', 'c'].map((title) => ({ title, value: '' }));
  expect(await askValues(wanted)).toBeUndefined();
  expect(prompts).toHaveLength(2);
});

test('an empty value is a value', async () => {
  answers('');
  expect(await askValues([{ title: 'a', value: "'x'" }])).toEqual(['']);
});

test('a statement is run only by its own button, and the dialog says what it is', async () => {
  answers('Run and Measure', undefined);
  expect(await confirmRun('SELECT 1')).toBe(true);
  expect(await confirmRun('SELECT 1')).toBe(false);
  expect(fake.messages[0]).toMatchObject({
    severity: 'warning',
    text: 'Run this statement to measure it?',
    options: { modal: true, detail: expect.stringMatching(/read-only transaction[^]*SELECT 1$/) },
    items: ['Run and Measure'],
  });
});

test('a long statement leaves the buttons of the dialog on the screen', async () => {
  await confirmRun(`SELECT ${'a, '.repeat(10_000)}b`);
  const [asked] = fake.messages as unknown as { options: { detail: string } }[];
  expect(asked?.options.detail.length).toBeLessThan(2_000);
});

test.each([
  ['app/Models/Order.php:42', '/shop/app/Models/Order.php', 41],
  ['app/Models/Order.php:9999', '/shop/app/Models/Order.php', 99],
  ['app/Models/Order.php:0', '/shop/app/Models/Order.php', 0],
  ['app/Models/Order.php', '/shop/app/Models/Order.php', 0],
])('%s is shown at its line', async (place, path, line) => {
  const lineAt = vi.fn((at: number) => ({ range: { start: new Position(at, 0), end: new Position(at, 3) } }));
  const open = vi.spyOn(workspace, 'openTextDocument').mockResolvedValue({ lineAt, lineCount: 100 } as never);
  const show = vi.spyOn(window, 'showTextDocument');
  await openPlace('/shop', place);
  expect(open.mock.calls[0]?.[0]).toMatchObject({ path });
  expect(lineAt).toHaveBeenCalledWith(line);
  expect(show).toHaveBeenCalledOnce();
});

test('a place that is gone is said in words', async () => {
  vi.spyOn(workspace, 'openTextDocument').mockRejectedValue(new Error('ENOENT'));
  await expect(openPlace('/shop', 'app/Gone.php:1')).rejects.toMatchObject({
    reason: 'gone',
    message: 'app/Gone.php cannot be opened.',
  });
});
