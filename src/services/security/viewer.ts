import { isAbort, messageOf, OpsError } from '../../core/base/errors';
import { Emitter } from '../../core/base/event';
import type { StreamEntry } from '../../core/security/stream/entry';
import {
  type CompiledFilter,
  compileFilter,
  fieldTerm,
  openFilter,
  type StreamFilter,
} from '../../core/security/stream/filter';
import type { History } from '../../core/security/stream/history';
import { createRing } from '../../core/security/stream/ring';
import { formatCount } from '../../core/base/format';
import type { BlockState } from '../../protocol/views/common';
import type {
  FilterField,
  SecurityLogDetail,
  SecurityLogFilter,
  SecurityLogState,
} from '../../protocol/views/securityLog';
import type { App } from '../app';
import type { Workspace } from '../workspace';
import type { SecurityLogActions } from './actions';
import { detailOf } from './detail';
import { exportTo } from './exporting';
import type { Feeds } from './feeds';
import { type Following, followingOf, sameLogs } from './following';
import { createLiveList } from './liveList';
import { readAll } from './reading';
import { searchCommand, snapshotOf } from './snapshot';
import { sourceTitle } from './sourceInfo';
import { createViewList } from './viewList';
import { openHistory } from './openHistory';
import { createViewerFindings } from './viewerFindings';
import { createWork } from './work';

/** What one viewer of the stream needs. */
export interface ViewerOptions {
  readonly workspace: Workspace;
  readonly feeds: Feeds;
  /** The application whose logs are shown; it may be another one later. */
  readonly app: () => App | undefined;
  readonly actions: SecurityLogActions;
}

/**
 * One viewer of the stream: its own choice of log, filter, range, pause and place, over feeds that it shares with others.
 * It holds them while it is visible, and reads nothing otherwise; what was read stays for the next look.
 */
export function createViewer({ workspace, feeds, app, actions }: ViewerOptions) {
  const { host } = workspace;
  const changed = new Emitter<void>();
  const live = createLiveList(() => (following?.feeds.length ?? 0) > 1);
  const list = createViewList();
  const found = createRing();
  const work = createWork(() => changed.fire());
  const redact = (text: string): string => host.redactor.redact(text);
  const findings = createViewerFindings(
    host,
    actions,
    () => following,
    () => changed.fire(),
  );
  let filter: StreamFilter = openFilter;
  let compiled = compiledOf(openFilter);
  let problem: string | undefined;
  let state: BlockState = { kind: 'loading' };
  let following: Following | undefined;
  let starting: AbortController | undefined;
  let visible = false;
  let wanted: string | undefined;
  let titles: ReadonlyMap<string, string> = new Map();
  let history: History | undefined;
  let searched = false;
  let remark: string | undefined;
  let shown: readonly StreamEntry[] = [];

  const say = (next: BlockState): void => {
    state = next;
    changed.fire();
  };

  function stop(): void {
    starting?.abort();
    starting = undefined;
    following?.held.dispose();
  }

  async function start(): Promise<void> {
    stop();
    const controller = new AbortController();
    starting = controller;
    const chosen = app();
    following = undefined;
    live.resume();
    live.clear();
    toLive();
    try {
      if (chosen === undefined) return say({ kind: 'off', message: 'No Laravel app found in this window.' });
      if (!host.trusted())
        return say({
          kind: 'untrusted',
          message: 'Restricted Mode: file checks only. Trust this folder to read its logs.',
        });
      const next = await followingOf(workspace, chosen, wanted, feeds, controller.signal);
      if (starting !== controller) return undefined;
      follow(next);
    } catch (error) {
      if (isAbort(error) || starting !== controller) return undefined;
      host.logger.error('The security log stopped', error);
      say({ kind: 'error', message: messageOf(error) });
    }
    return undefined;
  }

  function follow(next: Following): void {
    following = next;
    void describe(next);
    if (next.feeds.length === 0)
      return say({
        kind: 'empty',
        message: 'No channel of config/logging.php writes to a file that can be known from here.',
      });
    const { held } = next;
    for (const feed of next.feeds) {
      held.add(feed.onDidAdd((entries) => (live.add(entries), changed.fire())));
      held.add(feed.onDidChangeState(() => changed.fire()));
      held.add(feed.hold());
      live.add(feed.entries());
    }
    return say({ kind: 'ready' });
  }

  /** Sizes and moments of the files, told when they are known. */
  async function describe(next: Following): Promise<void> {
    const all = await Promise.all(next.sources.map(async (source) => [source.id, await sourceTitle(source)] as const));
    if (following?.app !== next.app) return;
    titles = new Map(all);
    changed.fire();
  }

  function toLive(): void {
    history = undefined;
    searched = false;
    found.clear();
    remark = undefined;
    list.toEnd();
    work.clear();
  }

  function listed(): readonly StreamEntry[] {
    if (searched) return found.all();
    if (history !== undefined) return history.entries().filter((entry) => compiled.matches(entry));
    return live.matching();
  }

  function setFilter(next: StreamFilter): void {
    filter = next;
    const made = compileFilter(next);
    problem = 'problem' in made ? made.problem : undefined;
    // While somebody types an expression that is not finished, the last one that could be used holds.
    if (!('problem' in made)) {
      compiled = made;
      live.setFilter((entry) => compiled.matches(entry));
    }
    work.stop();
    toLive();
    changed.fire();
  }

  async function page(back: boolean, signal: AbortSignal): Promise<void> {
    // The end of what arrives is not paged through, it rolls away: older pages are read from the files.
    if ((searched || history !== undefined) && (back ? list.older() : list.newer())) return changed.fire();
    const now = following;
    if (searched || now === undefined) return undefined;
    history ??= await openHistory(now.feeds, shown, filter, (entry) => compiled.matches(entry), signal);
    const mine = history;
    const looked = back ? await mine.older(signal) : await mine.newer(signal);
    if (history !== mine) return undefined;
    if (back && looked.added > 0) list.toStart();
    else if (!back) list.toEnd();
    remark =
      looked.added > 0 || (back ? mine.atStart : mine.atEnd)
        ? undefined
        : `None of ${formatCount(looked.records)} ${back ? 'older' : 'newer'} records matches. Go on, or search the files.`;
    if (!back && mine.atEnd && looked.added === 0) toLive();
    return changed.fire();
  }

  async function search(): Promise<void> {
    const now = following;
    if (now === undefined || now.feeds.length === 0) throw new OpsError('notOffered', 'There is no log to search.');
    toLive();
    searched = true;
    await work.run('Search', async (signal, tell) => {
      await readAll(
        {
          title: 'Search',
          feeds: now.feeds,
          filter: compiled,
          onFound: (entries) => (signal.aborted ? undefined : found.add(entries)),
          onProgress: tell,
        },
        signal,
      );
    });
  }

  async function exportEvents(): Promise<void> {
    const now = following;
    if (actions.askExport === undefined || now === undefined)
      throw new OpsError('notOffered', 'There is nothing to export.');
    const entries = listed();
    const choice = await actions.askExport({ shown: entries.length });
    if (choice === undefined) return;
    await work.run('Export', async (signal, tell) => {
      const count = await exportTo(
        choice,
        redact,
        choice.what === 'shown'
          ? (take) => take(entries)
          : async (take) =>
              void (await readAll(
                { title: 'Export', feeds: now.feeds, filter: compiled, onFound: take, onProgress: tell },
                signal,
              )),
        signal,
      );
      tell({
        title: 'Export',
        text: `${formatCount(count)} ${count === 1 ? 'event' : 'events'} written to ${choice.file}`,
        running: false,
      });
    });
  }

  function entryAt(id: string): StreamEntry {
    const entry = listed().find((each) => each.id === id) ?? live.all().find((each) => each.id === id);
    if (entry === undefined) throw new OpsError('gone', 'That event is not in the window any more.');
    return entry;
  }

  function setPaused(paused: boolean): void {
    if (paused) live.pause();
    else if (visible && starting === undefined) void start();
    else live.resume();
    changed.fire();
  }

  async function bringUpToDate(): Promise<void> {
    const chosen = app();
    const now = following;
    if (now === undefined || chosen === undefined || now.app !== chosen || !host.trusted()) return start();
    if (starting === undefined) return undefined; // paused when it was hidden: nothing is followed until it goes on
    const next = await followingOf(workspace, chosen, wanted, feeds, starting.signal);
    if (following !== now) return undefined;
    if (!sameLogs(next, now)) return start();
    following = { ...next, feeds: now.feeds, held: now.held };
    changed.fire();
    return undefined;
  }

  return {
    onDidChange: changed.event,
    current(): SecurityLogState {
      const made = snapshotOf({
        following,
        titles,
        state,
        feedStates: following?.feeds.map((feed) => feed.state) ?? [],
        list: listed(),
        view: list,
        history,
        searched,
        live,
        filter,
        compiled,
        remarks: [problem, remark, findings.missed()].filter((text) => text !== undefined),
        work: work.shown,
        findings: findings.all(),
        mutes: findings.mutes(),
        can: [
          ...(actions.askExport === undefined ? [] : (['export'] as const)),
          ...(actions.openPanel === undefined ? [] : (['openPanel'] as const)),
        ],
        redact,
      });
      shown = made.entries;
      return made.state;
    },
    setVisible(now: boolean) {
      if (now === visible) return;
      visible = now;
      if (!now) stop();
      // What is paused stands still, and is read anew when it goes on.
      else if (!live.paused || following?.app !== app()) void start();
    },
    setPaused,
    setFilter: ({ text, regex, level }: SecurityLogFilter) => setFilter({ ...filter, text, regex, level }),
    filterBy(id: string, field: FilterField) {
      const value = entryAt(id).record[field];
      if (value !== undefined) setFilter({ ...filter, text: fieldTerm(field, value), regex: false });
    },
    showFinding(id: string) {
      const finding = findings.all().find((each) => each.id === id);
      if (finding !== undefined) setFilter({ ...openFilter, text: finding.filter });
    },
    zoom(from: number, to: number) {
      const next = { ...filter, from, to };
      // A part of what is looked at: what was read stays.
      if (searched || history !== undefined) {
        const made = compileFilter(next);
        if ('problem' in made) return;
        filter = next;
        compiled = made;
        live.setFilter((entry) => compiled.matches(entry));
        list.toEnd();
        changed.fire();
      } else setFilter(next);
    },
    last: (minutes: number) => {
      const { to: _, ...rest } = filter;
      setFilter({ ...rest, from: Date.now() - minutes * 60_000 });
    },
    anyTime() {
      const { from: _, to: __, ...rest } = filter;
      setFilter(rest);
    },
    async chooseSource(id: string) {
      wanted = id;
      if (visible) void start();
    },
    older: (signal: AbortSignal) => page(true, signal),
    newer: (signal: AbortSignal) => page(false, signal),
    live() {
      work.stop();
      toLive();
      setPaused(false);
    },
    search,
    stopWork: () => work.stop(),
    detail(id: string): SecurityLogDetail {
      const entry = entryAt(id);
      return detailOf(entry, {
        redact,
        entries: [...live.all(), ...(history?.entries() ?? []), ...(searched ? found.all() : [])].filter(unique()),
        findings: findings.all(),
        mutes: findings.mutes(),
        sourceTitle:
          following?.sources.find(({ id: source }) => source === entry.event.source)?.what ?? entry.event.source,
        moment: (time) => new Date(time).toLocaleString('sv-SE').slice(0, 16),
      });
    },
    mute: (id: string) => findings.mute(id),
    muteEvent: async (id: string) => findings.muteEvent(entryAt(id)),
    unmute: (id?: string) => findings.unmute(id),
    clear() {
      live.clear();
      toLive();
      changed.fire();
    },
    export: exportEvents,
    async openPanel() {
      if (following !== undefined) await actions.openPanel?.(following.app.root);
    },
    /** Another app or environment is in use now, or its configuration changed: its log is followed instead. */
    appChanged() {
      if (!visible) return;
      if (following !== undefined && following.app !== app()) wanted = undefined;
      bringUpToDate().catch((error: unknown) => {
        if (!isAbort(error)) host.logger.error('The security log could not be brought up to date', error);
      });
    },
    async runCommand(command: string) {
      if (command === searchCommand) await search();
      else await actions.runCommand(command);
    },
  };
}

function compiledOf(filter: StreamFilter): CompiledFilter {
  const made = compileFilter(filter);
  if ('problem' in made) throw new Error(made.problem);
  return made;
}

function unique(): (entry: StreamEntry) => boolean {
  const seen = new Set<string>();
  return ({ id }) => !seen.has(id) && seen.add(id).size > 0;
}
