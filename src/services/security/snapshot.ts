import { displayLine } from '../../core/security/display';
import type { Finding, FindingSeverity } from '../../core/security/findings/finding';
import type { StreamEntry } from '../../core/security/stream/entry';
import { createFindingIndex, type FindingIndex } from '../../core/security/stream/findingIndex';
import type { CompiledFilter, StreamFilter } from '../../core/security/stream/filter';
import { clockOf, histogramOf, momentBy } from '../../core/security/stream/histogram';
import type { History } from '../../core/security/stream/history';
import type { BlockState } from '../../protocol/views/common';
import { type LogWork, type SecurityLogRow, type SecurityLogState, severities } from '../../protocol/views/securityLog';
import { findingRow } from './detail';
import { everySource, type Following } from './following';
import type { LiveList } from './liveList';
import type { Mute } from '../../core/security/findings/mute';
import { unmuted } from './mutes';
import { rowOf } from './rows';
import type { ViewList } from './viewList';

/** Searches the files for what matches the filter; offered where nothing in sight does. */
export const searchCommand = 'laravelOps.securityLog.search';

/** Rows of a list that rolls away: several screens. */
const crowdedRows = 150;

/** Findings above the rows. */
const mostFindings = 5;

/** A viewer, as it stands. */
export interface ViewerFacts {
  readonly following: Following | undefined;
  /** Source → what its choice says. */
  readonly titles: ReadonlyMap<string, string>;
  readonly state: BlockState;
  readonly feedStates: readonly BlockState[];
  readonly list: readonly StreamEntry[];
  readonly view: ViewList;
  readonly history: History | undefined;
  readonly searched: boolean;
  readonly live: LiveList;
  readonly filter: StreamFilter;
  readonly compiled: CompiledFilter;
  readonly remarks: readonly string[];
  readonly work: LogWork | undefined;
  readonly findings: readonly Finding[];
  readonly mutes: readonly Mute[];
  readonly can: SecurityLogState['can'];
  readonly redact: (text: string) => string;
}

/** What the page is sent, and the entries that its rows stand for. */
export function snapshotOf(facts: ViewerFacts): {
  readonly state: SecurityLogState;
  readonly entries: readonly StreamEntry[];
} {
  const { following, list, history, searched, live, filter, redact, work } = facts;
  const merged = (following?.feeds.length ?? 0) > 1;
  const titleOf = (id: string): string => following?.sources.find((each) => each.id === id)?.title ?? id;
  const marks = findingMarks(facts);
  const toRow = (entry: StreamEntry): SecurityLogRow => {
    const finding = marks(entry);
    return rowOf(entry, {
      redact,
      ...(merged ? { sourceTitle: titleOf } : {}),
      ...(finding === undefined ? {} : { finding }),
    });
  };
  // What rolls away in a moment nobody scrolls through; it is the page's time to draw the rest.
  const most = live.crowded && !live.paused && !searched && history === undefined ? crowdedRows : undefined;
  const shown = facts.view.shown(list, toRow, most);
  const mode = searched ? 'found' : history === undefined ? 'live' : 'older';
  const told = unmuted(facts.findings, facts.mutes);
  const clock = clockOf(list);
  const state: SecurityLogState = {
    ...(following === undefined ? {} : { banner: following.banner }),
    source: following?.chosen ?? '',
    sources: choices(facts),
    mode,
    rows: shown.rows,
    edges: {
      older: shown.before > 0 || (!searched && (following?.feeds.length ?? 0) > 0 && history?.atStart !== true),
      newer: mode !== 'live' && (shown.after > 0 || history?.atEnd === false),
    },
    remarks: facts.remarks,
    skipped: live.skipped,
    paused: live.paused,
    filter: { text: filter.text, regex: filter.regex, level: filter.level },
    ...rangeOf(filter, clock),
    histogram: bucketsOf(facts, mode, clock),
    ...(work === undefined ? {} : { work }),
    findings: told
      .toSorted((a, b) => b.last - a.last)
      .slice(0, mostFindings)
      .map((finding) => findingRow(finding, redact)),
    muted: facts.findings.length - told.length,
    can: facts.can,
    state: stateOf(facts, mode),
  };
  return { state, entries: shown.entries };
}

/** Bars of what is listed, or of all that matches at any time while a range is chosen: so that another can be. */
function bucketsOf({ list, live, filter, compiled }: ViewerFacts, mode: SecurityLogState['mode'], clock: number) {
  const ranged = filter.from !== undefined || filter.to !== undefined;
  const counted = mode === 'live' && ranged ? live.all().filter((entry) => compiled.matchesAnyTime(entry)) : list;
  const { buckets } = histogramOf(counted);
  const today = buckets.at(-1)?.from;
  return buckets.map((bucket) => ({ ...bucket, at: momentBy(clock, bucket.from, today) }));
}

function rangeOf({ from, to }: StreamFilter, clock: number): Pick<SecurityLogState, 'range'> {
  if (from === undefined && to === undefined) return {};
  const text =
    from !== undefined && to !== undefined
      ? `${momentBy(clock, from)} – ${momentBy(clock, to, from)}`
      : from === undefined
        ? `before ${momentBy(clock, to ?? 0)}`
        : `since ${momentBy(clock, from)}`;
  return { range: { text, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) } };
}

function choices({ following, titles }: ViewerFacts): SecurityLogState['sources'] {
  const sources = following?.sources ?? [];
  const all = sources.map(({ id, title, what }) => ({
    id,
    title: displayLine(titles.get(id) ?? `${title} — ${what}`, 300),
  }));
  return all.length < 2 ? all : [...all, { id: everySource, title: 'All logs, by time' }];
}

function stateOf(
  { following, feedStates, state, list, work }: ViewerFacts,
  mode: SecurityLogState['mode'],
): BlockState {
  if (state.kind !== 'ready' || following === undefined) return state;
  const failed = feedStates.find(({ kind }) => kind === 'error');
  if (failed !== undefined && mode === 'live') return failed;
  if (list.length > 0) return { kind: 'ready' };
  if (mode === 'found')
    return work?.running === true
      ? { kind: 'ready' }
      : { kind: 'empty', message: 'Nothing in the files matches the filter.' };
  if (feedStates.some(({ kind }) => kind === 'ready'))
    return {
      kind: 'empty',
      message: 'No event matches the filter.',
      action: { title: 'Search the Files', command: searchCommand },
    };
  return feedStates[0] ?? { kind: 'loading' };
}

/** The same until findings come or are muted: it is asked for every row, ten times a second. */
const marksOf = new WeakMap<readonly Finding[], { readonly muted: string; readonly index: FindingIndex }>();

function findingMarks(facts: ViewerFacts): (entry: StreamEntry) => FindingSeverity | undefined {
  const { findings, mutes } = facts;
  if (findings.length === 0) return () => undefined;
  const muted = JSON.stringify(mutes);
  let known = marksOf.get(findings);
  if (known?.muted !== muted) {
    const graded = unmuted(findings, mutes).toSorted(
      (a, b) => severities.indexOf(b.severity) - severities.indexOf(a.severity),
    );
    known = { muted, index: createFindingIndex(graded) };
    marksOf.set(findings, known);
  }
  const { index } = known;
  return (entry) => index.of(entry)[0]?.severity;
}
