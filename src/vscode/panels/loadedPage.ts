import { withTimeout } from '../../core/base/abort';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { isAbort, isOpsError } from '../../core/base/errors';
import type { Event } from '../../core/base/event';
import type { BlockState, Loaded } from '../../protocol/views/common';

/** Where a loaded page gets its content. */
export interface PageSource<Content> {
  /** Loads everything the page shows; parts that fail on their own say so in their block. */
  load(signal: AbortSignal): Promise<Content>;
  /** Fires when what was loaded may have changed. Loading itself never fires it: that would load for ever. */
  readonly onDidChange: Event<void>;
}

interface LoadedPanel<Content> {
  readonly visible: boolean;
  readonly onDidChangeVisible: Event<boolean>;
  setState(state: Loaded<Content>): void;
}

/** The content of one panel over time. */
export interface LoadedPage<Content> extends Disposable {
  readonly state: Loaded<Content>;
  /** Loads anew and settles when that is done; failures are shown in the page, not thrown. */
  refresh(signal?: AbortSignal): Promise<void>;
}

/** Milliseconds after which a load is given up; single statements have shorter limits of their own. */
const loadLimit = 60_000;

/**
 * Keeps a panel's content current while it is visible. Hidden, it asks nobody anything: what changes meanwhile is loaded
 * when it is seen again. A failed load leaves the last content in sight, under the failure.
 */
export function createLoadedPage<Content>(
  panel: LoadedPanel<Content>,
  source: PageSource<Content>,
  explain: (error: unknown) => string,
): LoadedPage<Content> {
  const store = new DisposableStore();
  let state: Loaded<Content> = { page: { kind: 'loading' } };
  let running: AbortController | undefined;
  let stale = true;
  let disposed = false;

  function show(page: BlockState, content = state.content): void {
    state = content === undefined ? { page } : { page, content };
    panel.setState(state);
  }

  async function load(requested?: AbortSignal): Promise<void> {
    running?.abort();
    const controller = new AbortController();
    running = controller;
    stale = false;
    const signal = requested === undefined ? controller.signal : AbortSignal.any([controller.signal, requested]);
    show({ kind: 'loading' });
    try {
      const content = await withTimeout('loading this page', loadLimit, signal, (inner) => source.load(inner));
      if (running === controller) show({ kind: 'ready' }, content);
    } catch (error) {
      if (running !== controller) return;
      if (!isAbort(error)) show({ kind: kindOf(error), message: explain(error) });
      else if (state.content !== undefined) show({ kind: 'ready' });
      else show({ kind: 'empty', message: 'Stopped before anything was loaded.' });
    } finally {
      if (running === controller) running = undefined;
    }
    if (running === undefined) loadIfNeeded();
  }

  function loadIfNeeded(): void {
    if (stale && panel.visible && running === undefined && !disposed) void load();
  }

  store.add(
    source.onDidChange(() => {
      stale = true;
      loadIfNeeded();
    }),
  );
  store.add(
    panel.onDidChangeVisible((visible) => {
      if (visible) loadIfNeeded();
      else if (running !== undefined) {
        stale = true;
        running.abort();
      }
    }),
  );
  show({ kind: 'loading' });
  loadIfNeeded();

  return {
    get state() {
      return state;
    },
    refresh: load,
    dispose() {
      disposed = true;
      const last = running;
      running = undefined;
      last?.abort();
      store.dispose();
    },
  };
}

/** Two failures have a state of their own: they are told calmly, with what to do, and are nobody's fault. */
function kindOf(error: unknown): BlockState['kind'] {
  if (isOpsError(error, 'untrusted')) return 'untrusted';
  return isOpsError(error, 'noPrivilege') ? 'noPrivilege' : 'error';
}
