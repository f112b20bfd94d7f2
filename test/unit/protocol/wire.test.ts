import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { isNothing, isShape, isText } from '../../../src/protocol/guards';
import { createHostSide } from '../../../src/protocol/hostSide';
import type { HostHandlers, ViewGuards } from '../../../src/protocol/view';
import { createViewSide } from '../../../src/protocol/viewSide';
import { portPair } from './pair';

interface Counter {
  readonly state: { readonly count: number };
  readonly requests: {
    add(params: { readonly name: string }): string;
    slow(): void;
  };
}

const guards: ViewGuards<Counter> = {
  add: isShape<{ readonly name: string }>({ name: isText(10) }),
  slow: isNothing,
};

function conversation(handlers: Partial<HostHandlers<Counter>> = {}) {
  const ports = portPair();
  const explain = vi.fn((error: unknown) => `explained: ${(error as Error).message}`);
  const host = createHostSide<Counter>(
    ports.host,
    { add: ({ name }) => `added ${name}`, slow: () => new Promise<void>(() => undefined), ...handlers },
    guards,
    { initialState: { count: 0 }, explain },
  );
  const view = createViewSide<Counter>(ports.view);
  return { ...ports, host, viewSide: view, explain };
}
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

test('nothing is posted before the view is ready, then the snapshot is', async () => {
  const { host, toView, viewSide } = conversation();
  host.setState({ count: 1 });
  await turn();
  expect(toView).toEqual([]);
  const states: unknown[] = [];
  viewSide.onState((state) => states.push(state));
  viewSide.start();
  expect(states).toEqual([{ count: 1 }]);
});

test('a late listener hears the latest snapshot', () => {
  const { viewSide } = conversation();
  viewSide.start();
  const states: unknown[] = [];
  viewSide.onState((state) => states.push(state));
  expect(states).toEqual([{ count: 0 }]);
});

test('of the states set in one turn the last is posted', async () => {
  const { host, toView, viewSide } = conversation();
  viewSide.start();
  for (let count = 1; count <= 100; count++) host.setState({ count });
  await turn();
  expect(toView.map((message) => (message.type === 'state' ? message.state : message.type))).toEqual([
    { count: 0 },
    { count: 100 },
  ]);
});

test('a snapshot that arrives out of order is dropped', () => {
  const { push, viewSide } = conversation();
  const states: unknown[] = [];
  viewSide.onState((state) => states.push(state));
  push({ type: 'state', revision: 2, state: { count: 2 } });
  push({ type: 'state', revision: 1, state: { count: 1 } });
  expect(states).toEqual([{ count: 2 }]);
});

test('hidden pages hear nothing and catch up when they are seen again', async () => {
  const { host, toView, viewSide } = conversation();
  viewSide.start();
  host.setVisible(false);
  host.setState({ count: 1 });
  host.setState({ count: 2 });
  await turn();
  expect(toView).toHaveLength(1);
  host.setVisible(true);
  await turn();
  expect(toView.at(-1)).toMatchObject({ type: 'state', state: { count: 2 } });
});

test('a request is answered with its result', async () => {
  const { viewSide } = conversation();
  await expect(viewSide.request('add', { name: 'orders' })).resolves.toBe('added orders');
});

test('a failing handler answers with words for people', async () => {
  const { viewSide, explain } = conversation({
    add: () => {
      throw new Error('no connection');
    },
  });
  await expect(viewSide.request('add', { name: 'x' })).rejects.toMatchObject({
    reason: 'failed',
    message: 'explained: no connection',
  });
  expect(explain).toHaveBeenCalledWith(expect.any(Error), 'add');
});

test('cancelling aborts the handler and rejects the request', async () => {
  const seen = vi.fn();
  const { viewSide, toView } = conversation({
    slow: (_, signal) =>
      new Promise<void>((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          seen();
          reject(new Error('stopped'));
        });
      }),
  });
  const controller = new AbortController();
  const request = viewSide.request('slow', undefined, controller.signal);
  controller.abort();
  await expect(request).rejects.toMatchObject({ reason: 'cancelled' });
  await turn();
  expect(seen).toHaveBeenCalledOnce();
  expect(toView).toEqual([{ type: 'error', id: 1, message: 'Cancelled.', cancelled: true }]);
});

test('a request that is cancelled before it is sent is never sent', async () => {
  const { viewSide, toHost } = conversation();
  await expect(viewSide.request('slow', undefined, AbortSignal.abort())).rejects.toMatchObject({ reason: 'cancelled' });
  expect(toHost).toEqual([]);
});

test('closing the view rejects all that is pending, and what comes after', async () => {
  const { viewSide } = conversation();
  const pending = [viewSide.request('slow'), viewSide.request('slow')];
  viewSide.dispose();
  for (const request of pending) await expect(request).rejects.toMatchObject({ reason: 'closed' });
  await expect(viewSide.request('slow')).rejects.toMatchObject({ reason: 'closed' });
});

test('closing the host aborts handlers and posts nothing any more', async () => {
  let signal: AbortSignal | undefined;
  const { host, viewSide, toView } = conversation({
    slow: async (_, given) => {
      signal = given;
      await turn();
    },
  });
  viewSide.start();
  const posted = toView.length;
  void viewSide.request('slow').catch(() => undefined);
  host.dispose();
  host.setState({ count: 9 });
  await turn();
  await turn();
  expect(signal?.aborted).toBe(true);
  expect(toView).toHaveLength(posted);
});

test('a page that says ready again was reloaded: old requests are aborted and not answered to the new page', async () => {
  let signal: AbortSignal | undefined;
  const { send, toView } = conversation({
    slow: async (_, given) => {
      signal = given;
      await turn();
    },
  });
  send({ type: 'ready' });
  send({ type: 'request', id: 1, method: 'slow' });
  send({ type: 'ready' });
  await turn();
  await turn();
  expect(signal?.aborted).toBe(true);
  expect(toView.map(({ type }) => type)).toEqual(['state', 'state']);
});

test.each([
  ['a method that does not exist', { type: 'request', id: 7, method: 'drop' }],
  ['a method of Object', { type: 'request', id: 7, method: 'constructor' }],
  ['a prototype', { type: 'request', id: 7, method: '__proto__' }],
  ['a method that is no string', { type: 'request', id: 7, method: 4 }],
  ['parameters of another shape', { type: 'request', id: 7, method: 'add', params: { name: 4 } }],
  ['missing parameters', { type: 'request', id: 7, method: 'add' }],
  ['parameters where none belong', { type: 'request', id: 7, method: 'slow', params: {} }],
])('%s is answered with an error', async (_, message) => {
  const { send, toView } = conversation();
  send(message);
  await turn();
  expect(toView).toEqual([{ type: 'error', id: 7, message: expect.any(String) }]);
});

test('junk is ignored or answered with errors, and never throws', async () => {
  const { send, toView } = conversation();
  const messages = fc.oneof(
    fc.anything(),
    fc.record({
      type: fc.constantFrom('request', 'cancel', 'ready', 'state'),
      id: fc.anything(),
      method: fc.anything(),
      params: fc.anything(),
    }),
    fc.record({
      type: fc.constant('request'),
      id: fc.nat(),
      method: fc.constantFrom('add', 'slow', 'valueOf', ''),
      params: fc.anything(),
    }),
  );
  fc.assert(
    fc.property(messages, (message) => send(message)),
    { numRuns: 500 },
  );
  await turn();
  expect(toView.filter(({ type }) => type === 'result')).toEqual([]);
});

test('each request has exactly one reply', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('good', 'throws', 'rejects', 'junk'), { maxLength: 20 }),
      async (kinds) => {
        const { send, toView } = conversation({
          add: async ({ name }) => {
            if (name === 'throws') throw new Error('no');
            return name === 'rejects' ? Promise.reject(new Error('no')) : name;
          },
        });
        kinds.forEach((kind, id) =>
          send({ type: 'request', id, method: 'add', params: kind === 'junk' ? kind : { name: kind } }),
        );
        await turn();
        const ids = toView.map((message) => (message.type === 'state' ? -1 : message.id));
        expect(ids.toSorted((a, b) => a - b)).toEqual(kinds.map((_, id) => id));
      },
    ),
    { numRuns: 50 },
  );
});

test('a view ignores what is no message of ours', () => {
  const { push, viewSide } = conversation();
  const heard = vi.fn();
  viewSide.onState(heard);
  fc.assert(fc.property(fc.anything(), (value) => push(value)));
  expect(heard).not.toHaveBeenCalled();
});
