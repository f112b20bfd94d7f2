import type { Disposable } from '../core/base/disposable';
import { Emitter, type Event } from '../core/base/event';
import { messageOf } from '../core/base/errors';
import type { Logger } from '../core/base/log';
import type { SecurityLogFilter, SecurityLogState } from '../protocol/views/securityLog';
import type { SecurityLogSource } from './panels/securityLogView';
import type { LoadServices } from './services';

/**
 * The Security Log's source before its view was ever seen: it loads the services when the view becomes visible and then
 * passes everything on. `appsChanged` fires when the followed app may be another one.
 */
export function lazySecurityLog(
  load: LoadServices,
  actions: { runCommand(id: string): Promise<void> },
  logger: Logger,
  appsChanged: Event<void>,
): SecurityLogSource & Disposable {
  const changed = new Emitter<void>();
  let inner: (SecurityLogSource & { appChanged(): void }) | undefined;
  let visible = false;
  let state: SecurityLogState = {
    source: '',
    sources: [],
    rows: [],
    skipped: 0,
    paused: false,
    filter: { text: '', level: 'debug' },
    state: { kind: 'loading' },
  };

  async function open(): Promise<void> {
    try {
      const { workspace, module } = await load();
      if (inner !== undefined) return;
      const source = module.createSecurityLogSource(workspace, actions);
      source.onDidChange(() => changed.fire());
      source.setVisible(visible);
      inner = source;
    } catch (error) {
      logger.error('The security log could not be opened', error);
      state = { ...state, state: { kind: 'error', message: messageOf(error) } };
    }
    changed.fire();
  }

  const subscription = appsChanged(() => {
    if (inner !== undefined) inner.appChanged();
    // The services could not be loaded before: a change is a reason to try again.
    else if (visible && state.state.kind === 'error') void open();
  });
  return {
    current: () => inner?.current() ?? state,
    onDidChange: changed.event,
    setVisible(now) {
      visible = now;
      if (inner !== undefined) inner.setVisible(now);
      else if (now) void open();
    },
    setPaused: (paused) => inner?.setPaused(paused),
    setFilter: (filter: SecurityLogFilter) => inner?.setFilter(filter),
    chooseSource: async (id, signal) => inner?.chooseSource(id, signal),
    clear: () => inner?.clear(),
    dispose() {
      subscription.dispose();
      visible = false;
      inner?.setVisible(false);
      changed.dispose();
    },
    runCommand: async (command, signal) => inner?.runCommand(command, signal),
  };
}
