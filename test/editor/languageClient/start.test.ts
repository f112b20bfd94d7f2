import { beforeEach, expect, test, vi } from 'vitest';
import * as vscode from 'vscode';
import { fake } from '../../fakes/vscode';
import { defaultServerOptions, type ServerOptions } from '../../../src/protocol/server';
import { startLanguageClient, type LanguageClientHandle } from '../../../src/vscode/languageClient/start';
import { inOrder } from '../../../src/vscode/languageClient/inOrder';
import { turnRuleOff } from '../../../src/vscode/languageClient/clientCommands';

const state = vi.hoisted(() => ({
  /** What happened, in order. */
  log: [] as string[],
  running: 0,
  most: 0,
  sent: [] as [string, unknown][],
}));

// A client whose server takes its time to start and to stop.
vi.mock('vscode-languageclient/node', () => ({
  TransportKind: { ipc: 1 },
  LanguageClient: class {
    private up = false;
    constructor(
      _id: string,
      _name: string,
      _server: unknown,
      readonly options: { initializationOptions: ServerOptions },
    ) {}
    async start(): Promise<void> {
      await new Promise((resolve) => setTimeout(resolve, 5));
      this.up = true;
      state.running++;
      state.most = Math.max(state.most, state.running);
      state.log.push(`start ${this.options.initializationOptions.diagnostics.scope}`);
    }
    isRunning(): boolean {
      return this.up;
    }
    async dispose(): Promise<void> {
      await new Promise((resolve) => setTimeout(resolve, 5));
      this.up = false;
      state.running--;
      state.log.push('stop');
    }
    async sendNotification(method: string, params: unknown): Promise<void> {
      if (!this.up) throw new Error('not running');
      state.sent.push([method, params]);
    }
  },
}));

beforeEach(() => Object.assign(state, { log: [], running: 0, most: 0, sent: [] }));

const scoped = (scope: ServerOptions['diagnostics']['scope']): ServerOptions => ({
  ...defaultServerOptions,
  diagnostics: { ...defaultServerOptions.diagnostics, scope },
});

function start(): Promise<LanguageClientHandle> {
  const outputChannel = { error: () => undefined } as unknown as vscode.LogOutputChannel;
  return startLanguageClient({ serverModule: '/dist/server.js', options: defaultServerOptions, outputChannel });
}

test('a change of the scope starts the server again, one at a time, and the last one counts', async () => {
  const handle = await start();
  await Promise.all([
    handle.updateOptions(scoped('workspace')),
    handle.updateOptions(scoped('openFiles')),
    handle.updateOptions(scoped('workspace')),
  ]);
  expect(state.log).toEqual([
    'start openFiles',
    'stop',
    'start workspace',
    'stop',
    'start openFiles',
    'stop',
    'start workspace',
  ]);
  expect(state.most).toBe(1);
  await handle.dispose();
  expect(state.running).toBe(0);
});

test('settings that change during a start again reach the new server', async () => {
  const handle = await start();
  const again = handle.updateOptions(scoped('workspace'));
  const next = { ...scoped('workspace'), hovers: false };
  await handle.updateOptions(next);
  await again;
  expect(state.sent).toEqual([['workspace/didChangeConfiguration', { settings: { laravelOps: next } }]]);
  await handle.dispose();
});

test('stopped during a start again: nothing runs afterwards', async () => {
  const handle = await start();
  const again = handle.updateOptions(scoped('workspace'));
  await handle.dispose();
  await again;
  await handle.updateOptions(scoped('openFiles'));
  expect(state.running).toBe(0);
});

test('live facts are told, and told again to a server that starts anew', async () => {
  const handle = await start();
  const facts = {
    readAt: '',
    connection: 'mysql',
    flavor: 'mysql' as const,
    version: '8',
    tables: [],
    costlyReads: [],
  };
  await handle.sendLiveFacts('/shop', facts);
  await handle.updateOptions(scoped('workspace'));
  await handle.sendLiveFacts('/shop', null);
  const told = state.sent.map(([method, params]) => [method, (params as { facts: unknown }).facts]);
  expect(told).toEqual([
    ['laravelOps/liveFacts', facts],
    ['laravelOps/liveFacts', facts],
    ['laravelOps/liveFacts', null],
  ]);
  await handle.dispose();
});

test('commands of code actions are there while the client runs', async () => {
  const handle = await start();
  await vscode.commands.executeCommand('laravelOps.copyText', 'php artisan config:cache');
  expect(fake.clipboard).toBe('php artisan config:cache');
  await handle.dispose();
});

test('a rule is turned off beside what the workspace has written', async () => {
  const update = vi.fn();
  vi.spyOn(vscode.workspace, 'getConfiguration').mockReturnValue({
    inspect: () => ({ workspaceValue: { GEN003: 'hint' }, globalValue: { GEN001: 'off' } }),
    update,
  } as never);
  await turnRuleOff('GEN002', 'file:///shop/.env');
  expect(update).toHaveBeenCalledWith(
    'diagnostics.rules',
    { GEN003: 'hint', GEN002: 'off' },
    vscode.ConfigurationTarget.Workspace,
  );
  update.mockClear();
  await turnRuleOff('not a rule', 'file:///shop/.env');
  await turnRuleOff('GEN002', 7);
  expect(update).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

test('work is done in order, also after a failure', async () => {
  const { run } = inOrder();
  const done: number[] = [];
  const failing = run(async () => {
    done.push(1);
    throw new Error('no');
  });
  const second = run(async () => done.push(2));
  await expect(failing).rejects.toThrow('no');
  await second;
  expect(done).toEqual([1, 2]);
});
