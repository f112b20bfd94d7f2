import { Emitter } from '../core/base/event';
import { isAbort, messageOf, type OpsError } from '../core/base/errors';
import { displayRecord } from '../core/security/display';
import { createLogView, type ViewedRecord } from '../core/security/logView';
import { createRecordParser } from '../core/security/records';
import { logSources, type LogSource } from '../core/security/sources';
import { followFile, type TailReset } from '../node/tail';
import type { Banner, BlockState } from '../protocol/views/common';
import type { SecurityLogFilter, SecurityLogRow, SecurityLogState } from '../protocol/views/securityLog';
import type { App } from './app';
import { bannerOf } from './banner';
import type { Workspace } from './workspace';

/** Rows given to the view, which sends what fits of them. */
const rowsGiven = 600;

/** One app's log being followed; `stop` ends it. */
interface Following {
  readonly app: App;
  readonly sources: readonly LogSource[];
  readonly chosen: LogSource | undefined;
  readonly banner: Banner;
  readonly stop: AbortController;
}

/**
 * The stream behind the Security Log view: the active app's log files, security channels first. It follows one file
 * while somebody looks and nothing otherwise; what was read stays for the next look.
 */
export function createSecurityLogSource(workspace: Workspace, actions: { runCommand(id: string): Promise<void> }) {
  const changed = new Emitter<void>();
  let view = createLogView();
  let filter: SecurityLogFilter = { text: '', level: 'debug' };
  let state: BlockState = { kind: 'loading' };
  let following: Following | undefined;
  let visible = false;
  let wanted: string | undefined;
  let starting: AbortController | undefined;

  function say(next: BlockState): void {
    state = next;
    changed.fire();
  }

  async function start(): Promise<void> {
    stop();
    const current = new AbortController();
    starting = current;
    const app = workspace.active;
    following = undefined;
    // Following begins at the end of the file: what was shown would come twice, or is another file's.
    view = createLogView();
    try {
      if (app === undefined) return say({ kind: 'off', message: 'No Laravel app found in this window.' });
      if (!workspace.host.trusted())
        return say({
          kind: 'untrusted',
          message: 'Restricted Mode: file checks only. Trust this folder to read its logs.',
        });
      const read = await app.current(current.signal);
      if (starting !== current) return undefined;
      const sources = logSources(read.project).filter(({ path }) => path !== undefined);
      const chosen = sources.find(({ channel }) => channel === wanted) ?? sources[0];
      following = { app, sources, chosen, banner: bannerOf(workspace, app, read), stop: current };
      if (chosen?.path === undefined)
        return say({
          kind: 'empty',
          message: 'No channel of config/logging.php writes to a file that can be known from here.',
        });
      state = { kind: 'empty', message: `Nothing in ${chosen.what} yet.` };
      changed.fire();
      await follow(chosen, current.signal);
    } catch (error) {
      if (isAbort(error) || starting !== current) return undefined;
      following = undefined;
      workspace.host.logger.error('The security log stopped', error);
      say({ kind: 'error', message: messageOf(error) });
    }
    return undefined;
  }

  async function follow({ path, what }: LogSource, signal: AbortSignal): Promise<void> {
    if (path === undefined) return;
    let parser = createRecordParser();
    const add = (records: ReturnType<typeof parser.push>): void => {
      if (records.length === 0 || signal.aborted) return;
      view.add(records);
      say({ kind: 'ready' });
    };
    await followFile(path, {
      signal,
      onLines: ({ lines }) => add(parser.push(lines)),
      onIdle: () => add(parser.flush()),
      onReset(reason: TailReset) {
        add(parser.flush());
        parser = createRecordParser();
        if (reason === 'removed') say({ kind: 'empty', message: `${what} was removed. It is watched for.` });
      },
      onError: (error: OpsError) => say({ kind: 'error', message: messageOf(error) }),
    });
  }

  /** Changes banner and channels of what is followed; follows anew when that is another file, or could not be known. */
  async function startIfOther(): Promise<void> {
    const { active } = workspace;
    const now = following;
    if (now === undefined || now.app !== active || !workspace.host.trusted()) return start();
    if (now.stop.signal.aborted) return undefined; // paused when it was hidden: nothing is followed until it goes on
    const read = await active.current(now.stop.signal);
    if (following !== now || now.stop.signal.aborted) return undefined;
    const sources = logSources(read.project).filter(({ path }) => path !== undefined);
    const chosen = sources.find(({ channel }) => channel === wanted) ?? sources[0];
    if (pathText(chosen) !== pathText(now.chosen)) return start();
    following = { ...now, sources, chosen, banner: bannerOf(workspace, active, read) };
    changed.fire();
    return undefined;
  }

  function stop(): void {
    starting?.abort();
    starting = undefined;
  }

  return {
    onDidChange: changed.event,
    current(): SecurityLogState {
      const rows = view
        .rows(filter)
        .slice(-rowsGiven)
        .map((viewed) => rowOf(viewed, workspace));
      const hidden = rows.length === 0 && state.kind === 'ready';
      return {
        ...(following === undefined ? {} : { banner: following.banner }),
        source: following?.chosen?.channel ?? '',
        sources: (following?.sources ?? []).map(({ channel, what }) => ({
          id: channel,
          title: `${channel} — ${what}`,
        })),
        rows,
        skipped: view.skipped,
        paused: view.paused,
        filter,
        state: hidden ? { kind: 'empty', message: 'No event matches the filter.' } : state,
      };
    },
    setVisible(now: boolean) {
      if (now === visible) return;
      visible = now;
      if (!now) stop();
      // What is paused stands still, and is read anew when it goes on.
      else if (!view.paused || following?.app !== workspace.active) void start();
    },
    setPaused(paused: boolean) {
      if (paused) view.pause();
      else if (visible && starting === undefined) void start();
      else view.resume();
      changed.fire();
    },
    setFilter(next: SecurityLogFilter) {
      filter = next;
      changed.fire();
    },
    async chooseSource(id: string) {
      wanted = id;
      void start();
    },
    clear() {
      view.clear();
      changed.fire();
    },
    /** Another app or environment is in use now, or its configuration changed: its log is followed instead. */
    appChanged() {
      if (!visible) return;
      if (following !== undefined && following.app !== workspace.active) wanted = undefined;
      startIfOther().catch((error: unknown) => {
        if (!isAbort(error)) workspace.host.logger.error('The security log could not be brought up to date', error);
      });
    },
    runCommand: (command: string) => actions.runCommand(command),
  };
}

function rowOf({ number, record }: ViewedRecord, workspace: Workspace): SecurityLogRow {
  const shown = displayRecord(record, (text) => workspace.host.redactor.redact(text));
  return {
    id: String(number),
    at: shown.at ?? '',
    level: shown.level ?? 'info',
    ...(shown.event === undefined ? {} : { event: shown.event }),
    ...(shown.user === undefined ? {} : { actor: shown.user }),
    ...(shown.ip === undefined ? {} : { ip: shown.ip }),
    ...(shown.route === undefined ? {} : { route: shown.route }),
    message: shown.message,
    ...(shown.details === undefined ? {} : { stack: shown.details }),
  };
}

/** Where a source is, as one text to compare. */
function pathText(source: LogSource | undefined): string {
  return JSON.stringify(source?.path ?? null);
}
