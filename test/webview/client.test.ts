import { expect, test, vi } from 'vitest';
import { connect, remember, type VsCodeApi } from '../../webview/client';
import type { DashboardView } from '../../src/protocol/views/dashboard';

function fakeApi(saved?: unknown) {
  const api = {
    postMessage: vi.fn(),
    state: saved,
    getState: () => api.state,
    setState: (state: unknown) => void (api.state = state),
  };
  return api satisfies VsCodeApi & { state: unknown };
}

test('the key of the page is saved at once, so that VS Code can bring the panel back', () => {
  const api = fakeApi();
  remember(api, '/srv/shop');
  expect(api.state).toEqual({ key: '/srv/shop', page: {} });
});

test('what the page remembers comes back for the same key only', () => {
  const api = fakeApi();
  remember(api, 'a').write('tab', 'json');
  expect(remember(api, 'a').read('tab', 'plan')).toBe('json');
  expect(remember(api, 'b').read('tab', 'plan')).toBe('plan');
});

test.each([undefined, null, 'junk', { key: 'a' }, { key: 'a', page: 4 }, { key: 'a', page: { tab: 7 } }])(
  'a saved state of %j is no obstacle',
  (saved) => {
    expect(remember(fakeApi(saved), 'a').read('tab', 'plan')).toBe('plan');
  },
);

test('messages of the window reach the page, those of others do not disturb it', () => {
  const api = fakeApi();
  const side = connect<DashboardView>(api);
  const heard = vi.fn();
  side.onState(heard);
  side.start();
  expect(api.postMessage).toHaveBeenCalledWith({ type: 'ready' });
  for (const data of ['setImmediate$0', null, { source: 'devtools' }])
    window.dispatchEvent(new MessageEvent('message', { data }));
  expect(heard).not.toHaveBeenCalled();
  window.dispatchEvent(
    new MessageEvent('message', { data: { type: 'state', revision: 1, state: { page: { kind: 'ready' } } } }),
  );
  expect(heard).toHaveBeenCalledOnce();
  side.dispose();
  window.dispatchEvent(new MessageEvent('message', { data: { type: 'state', revision: 2, state: {} } }));
  expect(heard).toHaveBeenCalledOnce();
});
