import type { Event } from '../../core/base/event';
import type { Disposable } from '../../core/base/disposable';
import type { HostHandlers } from '../../protocol/view';
import type {
  FilterField,
  SecurityLogDetail,
  SecurityLogFilter,
  SecurityLogState,
  SecurityLogView,
} from '../../protocol/views/securityLog';
import { assertOffered, notOffered } from './offered';

/** The stream of security events, as the services provide it: it follows the logs, filters, pauses, searches and counts. */
export interface SecurityLogSource {
  /** The present state, ready to be sent. */
  current(): SecurityLogState;
  readonly onDidChange: Event<void>;
  /** Hidden, the source stops following: no timer and no watcher runs for a view that nobody sees. */
  setVisible(visible: boolean): void;
  setPaused(paused: boolean): void;
  setFilter(filter: SecurityLogFilter): void;
  filterBy(id: string, field: FilterField): void;
  showFinding(id: string): void;
  zoom(from: number, to: number): void;
  last(minutes: number): void;
  anyTime(): void;
  chooseSource(id: string, signal: AbortSignal): Promise<void>;
  older(signal: AbortSignal): Promise<void>;
  newer(signal: AbortSignal): Promise<void>;
  live(): void;
  /** Settles when the search is over or was stopped. */
  search(): Promise<void>;
  stopWork(): void;
  /** @throws OpsError `gone` */
  detail(id: string): SecurityLogDetail;
  mute(finding: string): Promise<void>;
  muteEvent(id: string): Promise<void>;
  /** @param finding all of them without one */
  unmute(finding?: string): void;
  clear(): void;
  export(): Promise<void>;
  openPanel(): Promise<void>;
  /** Runs a command that the present state offers. */
  runCommand(command: string, signal: AbortSignal): Promise<void>;
}

/** What a page of the stream may ask: ids that its state has, and words. */
export function securityLogHandlers(source: SecurityLogSource): HostHandlers<SecurityLogView> {
  const offered = (what: SecurityLogState['can'][number]): void => {
    if (!source.current().can.includes(what)) throw notOffered();
  };
  return {
    setPaused: ({ paused }) => source.setPaused(paused),
    setFilter: (filter) => source.setFilter(filter),
    filterBy: ({ id, field }) => source.filterBy(id, field),
    showFinding: ({ id }) => source.showFinding(id),
    zoom({ from, to }) {
      if (from < to) source.zoom(from, to);
    },
    last: ({ minutes }) => source.last(minutes),
    anyTime: () => source.anyTime(),
    async chooseSource({ id }, signal) {
      if (!source.current().sources.some((known) => known.id === id)) throw notOffered();
      await source.chooseSource(id, signal);
    },
    older: (_, signal) => source.older(signal),
    newer: (_, signal) => source.newer(signal),
    live: () => source.live(),
    search: () => source.search(),
    stopWork: () => source.stopWork(),
    detail: ({ id }) => source.detail(id),
    mute: ({ finding }) => source.mute(finding),
    muteEvent: ({ id }) => source.muteEvent(id),
    unmute: ({ finding }) => source.unmute(finding),
    unmuteAll: () => source.unmute(),
    clear: () => source.clear(),
    async export() {
      offered('export');
      await source.export();
    },
    async openPanel() {
      offered('openPanel');
      await source.openPanel();
    },
    async run({ command }, signal) {
      assertOffered(source.current().state, command);
      await source.runCommand(command, signal);
    },
  };
}

/** Milliseconds over which changes of the stream are gathered: ten pictures a second are as many as can be read. */
const gather = 100;

/** Tells of changes at most ten times a second. */
export function gathered(changed: Event<void>, show: () => void): Disposable {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const subscription = changed(
    () =>
      (timer ??= setTimeout(() => {
        timer = undefined;
        show();
      }, gather)),
  );
  return {
    dispose() {
      subscription.dispose();
      clearTimeout(timer);
    },
  };
}
