import type { Disposable } from './disposable';

/** Subscribes a listener; compatible with VS Code's Event for one-argument use. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** The owner's side of an event. */
export class Emitter<T> implements Disposable {
  private listeners = new Set<(value: T) => void>();

  readonly event: Event<T> = (listener) => {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  };

  fire(value: T): void {
    for (const listener of Array.from(this.listeners)) listener(value);
  }

  dispose(): void {
    this.listeners.clear();
  }
}
