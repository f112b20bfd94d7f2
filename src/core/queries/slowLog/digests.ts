import type { DigestSnapshot, QuerySource } from '../digest';
import { isOwn } from '../sources/ask';
import type { Fingerprint } from '../sql/fingerprint';
import { fingerprintOfLogged } from '../sql/unknownDialect';
import { addCall, createTally, digestOf, type Tally } from './tally';

/** One call of a statement, whichever log it stands in. */
export interface LoggedCall {
  readonly text: string;
  readonly queryMs: number;
  readonly atMs?: number;
  readonly schema?: string;
  readonly rowsExamined?: number;
  readonly rowsSent?: number;
  readonly fullScan?: boolean;
  readonly fullJoin?: boolean;
  readonly tmpDiskTables?: number;
  readonly sortRows?: number;
  readonly errno?: number;
  /** Values of its placeholders, where they were logged apart from it. */
  readonly bindings?: readonly unknown[];
  readonly command?: string;
  readonly cut?: boolean;
  readonly incomplete?: boolean;
}

/** A call with its values: for EXPLAIN where a person asks for it. Never in trees, logs, reports or on disk. */
export interface LoggedSample {
  readonly text: string;
  readonly schema?: string;
  readonly atMs?: number;
  readonly queryMs: number;
  readonly rowsExamined?: number;
  readonly bindings?: readonly unknown[];
}

/** What a log adds up to. */
export interface LogSummary {
  readonly snapshot: DigestSnapshot;
  /** Statements counted. */
  readonly calls: number;
  /** "Prepare", "Quit": commands that are no statements, left out. */
  readonly commands: number;
  /** Entries that the end of the file or a crash cut: left out. */
  readonly incomplete: number;
  /** Entries left out because their schema is not known, when only one schema was asked for. */
  readonly unknownSchema: number;
}

export interface LogDigestsOptions {
  /** Only statements of this schema. */
  readonly schema?: string;
  /** Only calls at or after this moment, milliseconds since 1970; calls without a moment are taken. */
  readonly sinceMs?: number;
  /** Kinds of statements kept apart; calls of others are counted as not captured. 20,000 when absent. */
  readonly maxDigests?: number;
}

/** Adds calls up by kind. */
export interface LogDigests {
  add(call: LoggedCall): void;
  /** The statements that cost most, at most `limit`. */
  summary(limit: number): LogSummary;
  /** A few calls of one kind, the slowest first; empty when none could be kept. */
  samples(digest: string, schema?: string): readonly LoggedSample[];
}

/** Questions about the server and settings of a session: not the application's load (as in performanceSchema.ts). */
const housekeeping = /\b(?:performance_schema|information_schema)\b|^(?:SHOW|USE|SET|FLUSH|EXPLAIN) |^SELECT @@/i;

/** Texts whose kind is remembered: applications send the same ones over and over. */
const rememberedTexts = 4096;

/** Most characters that are shown of a statement, as for digests of performance_schema. */
const longestText = 4096;

/** Most characters of samples in all: 32 MB of memory. */
const sampleBudget = 16 * 1024 * 1024;

/** Collects calls of one log. `source` names it in the snapshot. */
export function createLogDigests(source: QuerySource, options: LogDigestsOptions = {}): LogDigests {
  const tallies = new Map<string, Tally>();
  const kinds = new Map<string, Fingerprint>();
  const most = options.maxDigests ?? 20_000;
  const samples = { left: sampleBudget };
  let commands = 0;
  let incomplete = 0;
  let unknownSchema = 0;
  let calls = 0;
  let totalMs = 0;
  let lostCalls = 0;
  let lostMs = 0;
  let since = Infinity;
  let until = 0;

  const kind = (sql: string): Fingerprint => {
    const known = kinds.get(sql);
    if (known !== undefined) return known;
    const made = fingerprintOfLogged(sql);
    if (kinds.size >= rememberedTexts) kinds.clear();
    if (sql.length <= 1000) kinds.set(sql, made);
    return made;
  };

  return {
    add(call) {
      if (call.atMs !== undefined && call.atMs < (options.sinceMs ?? -Infinity)) return;
      if (call.command !== undefined) commands++;
      else if (call.incomplete === true) incomplete++;
      else if (options.schema !== undefined && call.schema === undefined) unknownSchema++;
      else if (options.schema !== undefined && call.schema !== options.schema) return;
      else if (!isOwn(call.text)) {
        calls++;
        totalMs += call.queryMs;
        if (call.atMs !== undefined) {
          since = Math.min(since, call.atMs);
          until = Math.max(until, call.atMs);
        }
        const { text, id } = kind(call.text);
        const key = keyOf(id, call.schema);
        let tally = tallies.get(key);
        if (tally === undefined) {
          if (tallies.size >= most) {
            lostCalls++;
            lostMs += call.queryMs;
            return;
          }
          tally = createTally(id, text.length > longestText ? `${text.slice(0, longestText)} ...` : text, call.schema);
          tallies.set(key, tally);
        }
        addCall(tally, call, samples);
      }
    },
    summary(limit) {
      const statements = [...tallies.values()]
        .filter(({ text }) => !housekeeping.test(text))
        .sort((a, b) => b.totalMs - a.totalMs)
        .slice(0, limit)
        .map((tally) => digestOf(tally, totalMs));
      const snapshot: DigestSnapshot = {
        source,
        ...(options.schema === undefined ? {} : { schema: options.schema }),
        // The newest entry's moment is the only clock that a log has.
        readAt: until === 0 ? new Date() : new Date(until),
        ...(Number.isFinite(since) ? { since: new Date(since) } : {}),
        digests: tallies.size,
        totalCalls: calls,
        totalMs,
        uncaptured: lostCalls === 0 ? [] : [{ reason: 'tableFull', calls: lostCalls, totalMs: lostMs }],
        statements,
      };
      return { snapshot, calls, commands, incomplete, unknownSchema };
    },
    samples(digest, schema) {
      const tally = tallies.get(keyOf(digest, schema));
      return tally === undefined ? [] : [...tally.samples].sort((a, b) => b.queryMs - a.queryMs);
    },
  };
}

const keyOf = (digest: string, schema: string | undefined): string => `${digest} ${schema ?? ''}`;
