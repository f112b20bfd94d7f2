import { beforeEach, expect, test, vi } from 'vitest';
import { defaultServerOptions } from '../../../src/protocol/server';
import { concernsLanguageServer, prepareLanguageClient } from '../../../src/vscode/languageClient/launch';
import type { StartOptions } from '../../../src/vscode/languageClient/start';

const state = vi.hoisted(() => ({
  loaded: 0,
  started: [] as unknown[],
  told: [] as unknown[],
  stopped: 0,
  fail: false,
}));

// The real one needs the editor's own API; here only who calls it, and when.
vi.mock('../../../src/vscode/languageClient/start', () => {
  state.loaded++;
  return {
    startLanguageClient: async (options: StartOptions) => {
      state.started.push(options);
      if (state.fail) throw new Error('no server');
      return {
        updateOptions: async (next: unknown) => void state.told.push(next),
        sendLiveFacts: async (root: string) => void state.told.push(root),
        dispose: async () => void state.stopped++,
      };
    },
  };
});

const options = (): StartOptions =>
  ({ serverModule: '/dist/server.js', options: defaultServerOptions }) as StartOptions;

beforeEach(() => {
  Object.assign(state, { started: [], told: [], stopped: 0, fail: false });
});

test('nothing is loaded before the first start, and settings of a client that does not run are nobody’s business', async () => {
  const launcher = prepareLanguageClient(options);
  await launcher.optionsChanged();
  await launcher.liveFacts('/shop', null);
  launcher.dispose();
  expect(state).toMatchObject({ loaded: 0, started: [], told: [] });
});

test('however often it is started, one client runs; it is told of settings and stopped', async () => {
  const launcher = prepareLanguageClient(options);
  await Promise.all([launcher.start(), launcher.start()]);
  await launcher.start();
  expect(state.started).toHaveLength(1);
  await launcher.optionsChanged();
  await launcher.liveFacts('/shop', null);
  expect(state.told).toEqual([defaultServerOptions, '/shop']);
  launcher.dispose();
  await vi.waitFor(() => expect(state.stopped).toBe(1));
  await launcher.start();
  expect(state.started).toHaveLength(1);
});

test('a start that failed is told to its caller and may be tried again', async () => {
  const launcher = prepareLanguageClient(options);
  state.fail = true;
  await expect(launcher.start()).rejects.toThrow('no server');
  state.fail = false;
  await launcher.start();
  expect(state.started).toHaveLength(2);
});

test.each([
  ['/shop/.env', true],
  ['/shop/.env.production', true],
  ['C:\\shop\\.env', true],
  ['/shop/config/app.php', true],
  ['/shop/app/Config/app.php', true],
  ['/shop/app/Models/Order.php', true],
  ['/shop/routes/web.php', true],
  ['C:\\shop\\vendor\\laravel\\framework\\src\\a.php', false],
  ['/shop/storage/framework/views/a1b2.php', false],
  ['/shop/resources/views/cart.blade.php', false],
  ['/shop/config/app.json', false],
  ['/shop/environment', false],
])('%s: %s', (file, expected) => {
  expect(concernsLanguageServer(file)).toBe(expected);
});
