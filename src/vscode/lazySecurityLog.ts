import type { Disposable } from '../core/base/disposable';
import { Emitter, type Event } from '../core/base/event';
import { messageOf, OpsError } from '../core/base/errors';
import type { Logger } from '../core/base/log';
import type { SecurityLogFilter, SecurityLogState } from '../protocol/views/securityLog';
import type { SecurityLogActions } from '../services/security/actions';
import type { SecurityLogSource } from './panels/securityLogSource';
import { loadSecurity, type LoadServices } from './services';

type Inner = SecurityLogSource & { appChanged(): void };

/**
 * The Security Log's source before its view was ever seen: it loads the services when the view becomes visible and then
 * passes everything on. `appsChanged` fires when the followed app may be another one.
 */
export function lazySecurityLog(
  load: LoadServices,
  actions: SecurityLogActions,
  logger: Logger,
  appsChanged: Event<void>,
): SecurityLogSource & Disposable {
  const changed = new Emitter<void>();
  let inner: Inner | undefined;
  let visible = false;
  // What was chosen before there was anything to choose from: "Show in Stream" of a tree.
  let early: { source?: string; filter?: SecurityLogFilter } = {};
  let state: SecurityLogState = {
    source: '',
    sources: [],
    mode: 'live',
    rows: [],
    edges: { older: false, newer: false },
    remarks: [],
    skipped: 0,
    paused: false,
    filter: { text: '', regex: false, level: 'debug' },
    histogram: [],
    findings: [],
    muted: 0,
    can: [],
    state: { kind: 'loading' },
  };

  async function open(): Promise<void> {
    try {
      const { workspace, security } = await loadSecurity(load);
      if (inner !== undefined) return;
      const source = security.createSecurityLogSource(workspace, actions);
      source.onDidChange(() => changed.fire());
      if (early.filter !== undefined) source.setFilter(early.filter);
      if (early.source !== undefined) await source.chooseSource(early.source);
      early = {};
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
    setFilter(filter) {
      if (inner === undefined) early = { ...early, filter };
      else inner.setFilter(filter);
    },
    filterBy: (id, field) => inner?.filterBy(id, field),
    showFinding: (id) => inner?.showFinding(id),
    zoom: (from, to) => inner?.zoom(from, to),
    last: (minutes) => inner?.last(minutes),
    anyTime: () => inner?.anyTime(),
    async chooseSource(id, signal) {
      if (inner === undefined) early = { ...early, source: id };
      else await inner.chooseSource(id, signal);
    },
    older: async (signal) => inner?.older(signal),
    newer: async (signal) => inner?.newer(signal),
    live: () => inner?.live(),
    search: async () => inner?.search(),
    stopWork: () => inner?.stopWork(),
    detail(id) {
      if (inner === undefined) throw new OpsError('gone', 'That event is not in the window any more.');
      return inner.detail(id);
    },
    mute: async (finding) => inner?.mute(finding),
    muteEvent: async (id) => inner?.muteEvent(id),
    unmute: (finding) => inner?.unmute(finding),
    clear: () => inner?.clear(),
    export: async () => inner?.export(),
    openPanel: async () => inner?.openPanel(),
    runCommand: async (command, signal) => inner?.runCommand(command, signal),
    dispose() {
      subscription.dispose();
      visible = false;
      inner?.setVisible(false);
      changed.dispose();
    },
  };
}
