import { type ComponentType, render } from 'preact';
import { act } from 'preact/test-utils';
import type { ViewContract } from '../../src/protocol/view';
import { createViewSide } from '../../src/protocol/viewSide';
import type { ToHost } from '../../src/protocol/wire';
import { Emitter } from '../../src/core/base/event';
import type { PageProps } from '../../webview/hooks';

/** A page in the document, with the test as its host. `remembered` is what an earlier page left. */
export async function mount<V extends ViewContract>(
  Page: ComponentType<PageProps<V>>,
  state?: V['state'],
  remembered: Map<string, string> = new Map(),
) {
  const incoming = new Emitter<unknown>();
  const sent: ToHost[] = [];
  const side = createViewSide<V>({ post: (message) => sent.push(message), onMessage: incoming.event });
  const root = document.createElement('div');
  document.body.replaceChildren(root);
  const memory = {
    read: (name: string, fallback: string) => remembered.get(name) ?? fallback,
    write: (name: string, value: string) => void remembered.set(name, value),
  };
  let revision = 0;
  const push = (message: unknown) =>
    act(async () => {
      incoming.fire(message);
    });
  const show = (next: V['state']) => push({ type: 'state', revision: ++revision, state: next });
  await act(async () => render(<Page side={side} memory={memory} />, root));
  if (state !== undefined) await show(state);
  /** A control by what a screen reader calls it. */
  const control = (name: string): HTMLElement => {
    const found = [...root.querySelectorAll<HTMLElement>('ops-button, ops-text-field, ops-dropdown')].find(
      (element) => (element.getAttribute('aria-label') ?? element.textContent?.trim()) === name,
    );
    if (found === undefined) throw new Error(`No control is called "${name}" in:\n${root.innerHTML}`);
    return found;
  };
  return {
    root,
    sent,
    remembered,
    push,
    show,
    control,
    text: () => root.textContent ?? '',
    click: (name: string) => act(async () => control(name).click()),
    press: (element: Element, key: string, more: KeyboardEventInit = {}) =>
      act(
        async () =>
          void element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })),
      ),
    /** Requests of one method, latest last. */
    requests: (method: string) =>
      sent.flatMap((message) => (message.type === 'request' && message.method === method ? [message] : [])),
  };
}
