// Commands on statements, with services that answer from memory: what is asked of the person, and of which app.
import { beforeEach, expect, test } from 'vitest';
import * as vscode from 'vscode';
import { OpsError } from '../../../src/core/base/errors';
import { captureCommands, databaseCommands } from '../../../src/vscode/commands/database';
import { fake, window } from '../../fakes/vscode';
import { answers, queryServices, row } from './queryServices';

function setUp(options?: Parameters<typeof queryServices>[0]) {
  const services = queryServices(options);
  return {
    ...services,
    run: { ...databaseCommands(services.load, services.view), ...captureCommands(services.load, services.view) },
  };
}
const statement = row({ kind: 'statement', root: '/blog', digest: 'd9' }, '38 %  SELECT * FROM posts');
const connection = row({ kind: 'connection', root: '/blog', connectionId: 7 });
const aborts = expect.any(AbortSignal) as AbortSignal;

beforeEach(() => fake.reset());

test('without an app every command says so and none does anything', async () => {
  const { run, queries, module } = setUp({ noApp: true });
  for (const id of [
    'laravelOps.database.explain',
    'laravelOps.database.showMuted',
    'laravelOps.database.chooseSource',
    'laravelOps.database.copyGrant',
    'laravelOps.database.capture',
    'laravelOps.database.stopCapture',
  ] as const)
    await expect(run[id](), id).rejects.toMatchObject({ reason: 'noApp' });
  for (const called of [...Object.values(queries), module.killQuery]) expect(called).not.toHaveBeenCalled();
});

test('commands of a row refuse to work without one', async () => {
  const { run } = setUp();
  for (const id of [
    'laravelOps.database.explainConnection',
    'laravelOps.database.copyStatement',
    'laravelOps.database.findInCode',
    'laravelOps.database.muteStatement',
    'laravelOps.database.killQuery',
  ] as const) {
    await expect(run[id](), id).rejects.toMatchObject({ reason: 'badRequest' });
    await expect(run[id](row({ kind: 'app', root: '/shop' })), id).rejects.toMatchObject({ reason: 'badRequest' });
  }
});

test('commands of a row mean the app of the row, not the active one', async () => {
  const { run, queries, module, workspace, blog } = setUp();
  await run['laravelOps.database.killQuery'](connection);
  expect(module.killQuery).toHaveBeenCalledWith(workspace, '/blog', 7, aborts);
  await run['laravelOps.database.copyStatement'](statement);
  expect(queries.statementText).toHaveBeenCalledWith(workspace, blog, 'd9', aborts);
  expect(fake.clipboard).toBe('SELECT 1');
});

test('Refresh forgets what was read of the active app, then draws', async () => {
  const { run, queries, workspace, shop, seen } = setUp();
  await run['laravelOps.database.refresh']();
  expect(queries.forgetWhatWasRead).toHaveBeenCalledWith(workspace, shop);
  expect(seen.refreshed).toBe(1);
});

test('Explain of a row opens its page; nothing is asked', async () => {
  const { run, seen, queries } = setUp();
  await run['laravelOps.database.explain'](statement);
  expect(seen.statements).toEqual([['/blog', 'd9']]);
  expect(queries.readSlowStatements).not.toHaveBeenCalled();
});

test('Explain from the palette asks which statement, on one line each; Escape opens nothing', async () => {
  const { run, seen } = setUp();
  const [prompts] = [answers('SELECT 1 FROM t')];
  await run['laravelOps.database.explain']();
  expect(prompts[0]?.items).toMatchObject([{ label: 'SELECT 1 FROM t', description: '3 calls' }]);
  expect(prompts[0]?.options.placeHolder).toMatch(/most time/);
  expect(seen.statements).toEqual([['/shop', 'd1']]);
  answers(undefined);
  await run['laravelOps.database.explain']();
  expect(seen.statements).toHaveLength(1);
});

const editor = (text: string, language: string, start: number, end: number) => ({
  document: {
    getText: () => text,
    languageId: language,
    offsetAt: (at: number) => at,
    uri: vscode.Uri.file('/shop/report.sql'),
  },
  selection: { start, end },
});

test('Explain Selected Query gives the text, where the selection is and the language', async () => {
  const { run, queries, seen } = setUp();
  await expect(run['laravelOps.database.explainSelection']()).rejects.toMatchObject({ reason: 'noSelection' });
  window.activeTextEditor = editor('SELECT 1; SELECT 2', 'sql', 10, 18);
  await run['laravelOps.database.explainSelection']();
  expect(queries.giveStatement.mock.calls[0]?.[2]).toMatchObject({
    text: 'SELECT 1; SELECT 2',
    language: 'sql',
    start: 10,
    end: 18,
  });
  expect(seen.statements).toEqual([['/shop', 'given:1']]);
});

test('a selection that is no statement opens no page', async () => {
  const { run, queries, seen } = setUp();
  window.activeTextEditor = editor('hello', 'php', 0, 5);
  queries.giveStatement.mockRejectedValue(new OpsError('noStatement', 'No statement stands here.'));
  await expect(run['laravelOps.database.explainSelection']()).rejects.toMatchObject({ reason: 'noStatement' });
  expect(seen.statements).toEqual([]);
});

test('Explain Connection asks the server for the plan of what runs there', async () => {
  const { run, queries, seen, workspace, blog } = setUp();
  await run['laravelOps.database.explainConnection'](connection);
  expect(queries.explainRunning).toHaveBeenCalledWith(workspace, blog, 7, aborts);
  expect(seen.statements).toEqual([['/blog', 'given:2']]);
});

const place = (name: string) => ({
  file: `/blog/${name}`,
  range: { start: 1, end: 2 },
  place: name,
  words: 'likely',
  why: 'same table',
});

test('Find in Code: none is said, one is opened, of several one is picked', async () => {
  const { run, queries } = setUp();
  const find = run['laravelOps.database.findInCode'];
  await find(statement);
  expect(fake.messages).toMatchObject([{ severity: 'info', text: expect.stringContaining('No place') }]);
  queries.findInCode.mockResolvedValue([place('a.php')]);
  await find(statement);
  expect(fake.opened).toHaveLength(1);
  queries.findInCode.mockResolvedValue([place('a.php'), place('b.php')]);
  const prompts = answers('b.php', undefined);
  await find(statement);
  expect(prompts[0]?.items).toMatchObject([
    { label: 'a.php', description: 'likely', detail: 'same table' },
    { label: 'b.php' },
  ]);
  expect(fake.opened).toHaveLength(2);
  await find(statement);
  expect(fake.opened).toHaveLength(2);
});

test.each([
  ['For a Week', 7],
  ['For a Month', 30],
  ['Until I Show It Again', 0],
])('Mute Statement %s', async (label, days) => {
  const { run, queries, seen, workspace, blog } = setUp();
  const prompts = answers(label);
  await run['laravelOps.database.muteStatement'](statement);
  expect(prompts[0]?.options.placeHolder).toContain('Show Muted Statements');
  expect(queries.muteFor).toHaveBeenCalledWith(
    workspace,
    blog,
    { kind: 'statement', id: 'd9', label: '38 %  SELECT * FROM posts' },
    days,
  );
  expect(seen.refreshed).toBe(1);
});

test('turning away from Mute Statement mutes nothing', async () => {
  const { run, queries, seen } = setUp();
  answers(undefined);
  await run['laravelOps.database.muteStatement'](statement);
  expect(queries.muteFor).not.toHaveBeenCalled();
  expect(seen.refreshed).toBe(0);
});

test('Show Muted Statements: nothing is said, or what is picked is shown again', async () => {
  const { run, queries, workspace, shop, seen } = setUp();
  await run['laravelOps.database.showMuted']();
  expect(fake.messages).toMatchObject([{ text: 'Nothing is muted or dismissed.' }]);
  queries.mutedOf.mockReturnValue([
    { kind: 'statement', id: 'd1', label: 'SELECT 1' },
    { kind: 'index', id: 'orders(a)', label: 'orders (a)', until: '2026-12-01T00:00:00.000Z' },
  ]);
  const prompts = answers('orders (a)', undefined);
  await run['laravelOps.database.showMuted']();
  expect(prompts[0]?.items.map(({ description }) => description)).toEqual([
    'for good',
    expect.stringMatching(/^until /),
  ]);
  expect(queries.unmute).toHaveBeenCalledExactlyOnceWith(workspace, shop, 'index', 'orders(a)');
  await run['laravelOps.database.showMuted']();
  expect(queries.unmute).toHaveBeenCalledOnce();
  expect(seen.refreshed).toBe(1);
});

test('Choose Query Source keeps what can be used; what cannot says why', async () => {
  const { run, queries, seen } = setUp();
  queries.sourceChoices.mockResolvedValue([
    { id: 'slowLog', label: 'Slow log table', usable: true, detail: '312 rows' },
    { id: 'pulse', label: 'Laravel Pulse', usable: false, detail: 'There is no table pulse_entries.' },
  ]);
  answers('Laravel Pulse');
  await expect(run['laravelOps.database.chooseSource']()).rejects.toMatchObject({
    reason: 'unusable',
    message: 'Laravel Pulse cannot be used here.',
    advice: { next: 'There is no table pulse_entries.' },
  });
  expect(fake.settings.size).toBe(0);
  answers('Slow log table');
  await run['laravelOps.database.chooseSource']();
  expect([...fake.settings]).toEqual([['laravelOps.slowQueries.source', 'slowLog']]);
  expect(seen.refreshed).toBe(1);
});

test('Copy GRANT puts it on the clipboard and says who has to run it', async () => {
  const { run } = setUp();
  await run['laravelOps.database.copyGrant']();
  expect(fake.clipboard).toMatch(/^GRANT SELECT/);
  expect(fake.messages).toMatchObject([{ severity: 'info', text: expect.stringContaining('administrator') }]);
});

test('Capture asks for how long, shows that it is being set up, and says what was begun', async () => {
  const { run, queries, seen, workspace, shop } = setUp();
  const prompts = answers('30 Minutes');
  await run['laravelOps.database.capture']();
  expect(prompts[0]?.items.map(({ label }) => label)).toEqual(['5 Minutes', '30 Minutes', '120 Minutes']);
  expect(queries.startCapture).toHaveBeenCalledWith(workspace, shop, 30, aborts);
  expect(fake.progress).toMatchObject([{ cancellable: true }]);
  expect(fake.messages).toMatchObject([{ severity: 'info', text: expect.stringMatching(/^Capturing for 30 minutes/) }]);
  expect(seen.refreshed).toBe(1);
});

test('turning away from Capture sets nothing', async () => {
  const { run, queries } = setUp();
  answers(undefined);
  await run['laravelOps.database.capture']();
  expect(queries.startCapture).not.toHaveBeenCalled();
});

test('Stop Capturing says what was set back', async () => {
  const { run, queries, seen } = setUp();
  await run['laravelOps.database.stopCapture']();
  expect(queries.stopCapture).toHaveBeenCalledOnce();
  expect(fake.messages).toMatchObject([{ severity: 'info', text: 'The server is set back as it was.' }]);
  expect(seen.refreshed).toBe(1);
});
