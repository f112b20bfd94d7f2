import { Emitter } from '../../../src/core/base/event';
import type { Port, ToHost, ToView } from '../../../src/protocol/wire';

/** Two ports joined by structured cloning, delivered at once; `toHost` and `toView` keep what passed. */
export function portPair() {
  const atHost = new Emitter<unknown>();
  const atView = new Emitter<unknown>();
  const toHost: ToHost[] = [];
  const toView: ToView[] = [];
  const host: Port<ToView> = {
    onMessage: atHost.event,
    post(message) {
      toView.push(structuredClone(message));
      atView.fire(structuredClone(message));
    },
  };
  const view: Port<ToHost> = {
    onMessage: atView.event,
    post(message) {
      toHost.push(structuredClone(message));
      atHost.fire(structuredClone(message));
    },
  };
  return {
    host,
    view,
    toHost,
    toView,
    send: (value: unknown) => atHost.fire(value),
    push: (value: unknown) => atView.fire(value),
  };
}
