import type { Disposable } from '../../core/base/disposable';
import { isAbort } from '../../core/base/errors';
import { Emitter, type Event } from '../../core/base/event';
import type { Logger } from '../../core/base/log';
import type { TreeViewId, ViewCondition } from '../../contributions';
import type { LoadedView } from '../../services/loadedView';
import { setContext } from '../contextKeys';
import type { LoadServices, Services } from '../services';
import { windowSettings } from '../settings';
import { tellCritical } from '../tellCritical';
import { registerTreeView } from './treeView';

export interface ViewsOptions {
  readonly load: LoadServices;
  /** Something the views show may have changed. */
  readonly onDidChange: Event<void>;
  /** Work on backups went on; nothing else changed. */
  readonly onDidProgress: Event<void>;
  readonly logger: Logger;
  /** What people read, without secrets. */
  readonly redact: (text: string) => string;
  /** Shows the events of a finding. */
  readonly showEvents: (filter: string) => Promise<void>;
  /** A view was loaded for the first time. */
  readonly onShown: () => void;
}

/** The tree views. */
export interface Views extends Disposable {
  /** Loads one view again, if it is visible. */
  refresh(id: TreeViewId): void;
}

/** Registers the tree views. Each loads the services when VS Code first asks it for rows. */
export function registerViews(options: ViewsOptions): Views {
  const { load, onDidChange, onDidProgress, logger, redact, showEvents, onShown } = options;
  const emitters = new Map<TreeViewId, Emitter<void>>();
  const disposables: Disposable[] = [];
  let shown = false;

  function register(
    id: TreeViewId,
    read: (services: Services, signal: AbortSignal) => Promise<LoadedView>,
    after: (condition: ViewCondition) => void,
    polled: boolean,
    redraw?: (services: Services) => LoadedView | undefined,
  ): void {
    const emitter = new Emitter<void>();
    emitters.set(id, emitter);
    let services: Services | undefined;
    const source = {
      onDidChange: emitter.event,
      ...(redraw === undefined
        ? {}
        : { onDidProgress, redraw: () => (services === undefined ? undefined : redraw(services)) }),
      async load(signal: AbortSignal): Promise<LoadedView> {
        try {
          services = await load();
          if (!shown) onShown();
          shown = true;
          const view = await read(services, signal);
          // A load that was overtaken says nothing about what stands there now.
          if (!signal.aborted) after(view.condition);
          return view;
        } catch (error) {
          if (!signal.aborted && !isAbort(error)) after('failed');
          throw error;
        }
      },
    };
    disposables.push(
      registerTreeView(id, source, { logger, redact, pollSeconds: () => (polled ? windowSettings().pollSeconds : 0) }),
      onDidChange(() => emitter.fire()),
      emitter,
    );
  }

  register(
    'laravelOps.overview',
    ({ workspace, module }, signal) => module.overviewView(workspace, signal),
    () => undefined,
    false,
  );
  register(
    'laravelOps.backups',
    ({ workspace, module }, signal) => module.backupsView(workspace, signal),
    (condition) => setContext('laravelOps:backups', condition),
    true,
    ({ workspace, module }) => module.backupsViewNow(workspace),
  );
  register(
    'laravelOps.database',
    async ({ workspace, module }, signal) => (await module.loadQueryServices()).databaseView(workspace, signal),
    (condition) => setContext('laravelOps:database', condition),
    true,
  );
  register(
    'laravelOps.security',
    async ({ workspace, module }, signal) => {
      const security = await module.loadSecurityServices();
      const view = await security.securityView(workspace, signal);
      if (!signal.aborted) tellCritical(workspace, security, showEvents);
      return view;
    },
    () => undefined,
    true,
  );
  register(
    'laravelOps.activity',
    ({ workspace, module }, signal) => module.activityView(workspace, signal),
    (condition) => setContext('laravelOps:activity', condition),
    false,
  );
  return {
    refresh: (id) => emitters.get(id)?.fire(),
    dispose() {
      for (const disposable of disposables.reverse()) disposable.dispose();
    },
  };
}
