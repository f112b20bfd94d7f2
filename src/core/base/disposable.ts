/** Something with a lifetime. Compatible with VS Code's own Disposable. */
export interface Disposable {
  dispose(): void;
}

/** Collects disposables and releases them in reverse order, each once. */
export class DisposableStore implements Disposable {
  private items: Disposable[] = [];
  private disposed = false;

  /** Takes ownership; disposes at once when the store is already disposed. */
  add<T extends Disposable>(item: T): T {
    if (this.disposed) item.dispose();
    else this.items.push(item);
    return item;
  }

  dispose(): void {
    this.disposed = true;
    for (const item of this.items.reverse()) item.dispose();
    this.items = [];
  }
}
