import { isNothing, isOneOf, isShape, isText } from '../guards';
import type { ViewGuards } from '../view';
import type { Banner, BlockState, Fact, Loaded } from './common';

/** One step of a plan, with the steps it draws rows from. */
export interface PlanNodeModel {
  /** Unique in its plan. */
  readonly id: string;
  /** What it works on or does: "orders", "Sort". */
  readonly title: string;
  /** How rows are reached, in words: "Full scan", "Unique lookup". */
  readonly access?: string;
  readonly tone: 'plain' | 'good' | 'warning' | 'bad';
  /** "480 k rows in, 12 out" */
  readonly rows?: string;
  /** "84 % of plan"; never a time. */
  readonly cost?: string;
  /** Index used. */
  readonly key?: string;
  /** The rest, one fact a line; Extra decoded into sentences. */
  readonly facts: readonly Fact[];
  readonly notes: readonly string[];
  readonly children: readonly PlanNodeModel[];
}

export interface PlanModel {
  readonly nodes: readonly PlanNodeModel[];
  /** What is wrong with it, worst first: "Reads 480 k rows to return 12". */
  readonly warnings: readonly string[];
}

/** What stands in the place of one `?`, and where it comes from. */
export interface ParameterRow {
  /** "orders.user_id": the column it is compared with, where that is known. */
  readonly column?: string;
  readonly value: string;
  /** "from a real call", "the most frequent value of the column", "given by you". */
  readonly provenance: string;
}

/** One table of the statement. */
export interface TableModel {
  readonly name: string;
  readonly facts: readonly Fact[];
  /** Columns of the table below: name, columns, kind, distinct values, reads. */
  readonly indexes: readonly (readonly string[])[];
}

/** How the statement went over time. */
export interface TrendModel {
  /** "orders got slower on 21 Nov 14:10, since a1b2c3d": undefined when nothing is called out. */
  readonly regression?: string;
  /** Oldest first. */
  readonly points: readonly TrendPointModel[];
  readonly marks: readonly TrendMarkModel[];
  /** "12 readings since 21 Nov, by performance_schema" */
  readonly note: string;
}

export interface TrendPointModel {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** "21 Nov 14:10" */
  readonly at: string;
  readonly averageMs: number;
  /** "1.2 s" */
  readonly average: string;
  /** "214 calls an hour" */
  readonly calls: string;
}

/** A commit or deploy on the time axis. */
export interface TrendMarkModel {
  readonly time: number;
  readonly at: string;
  /** "a1b2c3d Show the newest orders first" */
  readonly title: string;
  readonly deployed: boolean;
}

/** A place of the application that may send the statement. */
export interface CodePlaceModel {
  /** Relative to the application, with its line: "app/Http/Controllers/OrderController.php:42". */
  readonly place: string;
  readonly confidence: 'certain' | 'likely' | 'possible';
  /** Why: "recorded by Pulse", "same table, same columns in where and orderBy". */
  readonly why: string;
  /** The code there, one line. */
  readonly excerpt?: string;
}

/** An index that would help this statement. */
export interface SuggestedIndexModel {
  readonly id: string;
  /** "orders (user_id, created_at)" */
  readonly index: string;
  /** "proven: 400,000 → 12 rows read" */
  readonly effect: string;
  readonly tone: 'plain' | 'good' | 'warning';
}

/** What the person can do with the statement; the host refuses what is not offered. */
export const statementActions = ['analyze', 'giveValues', 'findIndexes', 'mute', 'unmute'] as const;
export type StatementAction = (typeof statementActions)[number];

export interface ExplainContent {
  readonly banner: Banner;
  readonly asOf: string;
  readonly digest: string;
  readonly statement: { readonly text: string; readonly schema?: string; readonly provenance: string };
  /** Share of load, calls, average, rows examined to sent. */
  readonly facts: readonly Fact[];
  /** How the plan below is doing. */
  readonly state: BlockState;
  readonly plan?: PlanModel;
  /** What the server answered: EXPLAIN's own columns, and its JSON text when it gave one. */
  readonly raw: {
    readonly json?: string;
    readonly columns: readonly string[];
    readonly rows: readonly (readonly string[])[];
  };
  /** `?` of the statement and what stands in their place; absent when the statement has its own values. */
  readonly parameters?: readonly ParameterRow[];
  /** Real calls that the source kept, newest first; shown here only. */
  readonly examples?: readonly { readonly text: string; readonly note: string }[];
  readonly tables?: readonly TableModel[];
  readonly trend?: TrendModel;
  readonly code?: { readonly state: BlockState; readonly places: readonly CodePlaceModel[] };
  readonly suggestions?: { readonly state: BlockState; readonly indexes: readonly SuggestedIndexModel[] };
  readonly can?: readonly StatementAction[];
  /** Why it is not run to be measured here. */
  readonly notAnalyzed?: string;
}

/** What `copy` can put on the clipboard. */
export const copyables = ['statement', 'json', 'rows'] as const;
export type Copyable = (typeof copyables)[number];

export interface ExplainView {
  readonly state: Loaded<ExplainContent>;
  readonly requests: {
    refresh(): void;
    explain(params: { readonly digest: string }): void;
    copy(params: { readonly what: Copyable }): void;
    run(params: { readonly command: string }): void;
    act(params: { readonly action: StatementAction }): void;
    /** Opens a place of `code`, named as it is there. */
    openPlace(params: { readonly place: string }): void;
    openIndex(params: { readonly id: string }): void;
  };
}

export const explainGuards: ViewGuards<ExplainView> = {
  refresh: isNothing,
  explain: isShape<{ readonly digest: string }>({ digest: isText(500) }),
  copy: isShape<{ readonly what: Copyable }>({ what: isOneOf(copyables) }),
  run: isShape<{ readonly command: string }>({ command: isText(500) }),
  act: isShape<{ readonly action: StatementAction }>({ action: isOneOf(statementActions) }),
  openPlace: isShape<{ readonly place: string }>({ place: isText(4_000) }),
  openIndex: isShape<{ readonly id: string }>({ id: isText(4_000) }),
};

/** What `copy` puts on the clipboard: the statement, the server's JSON, or its rows with tabs between columns. */
export function copyText(what: Copyable, content: ExplainContent): string {
  if (what === 'statement') return content.statement.text;
  if (what === 'json') return content.raw.json ?? '';
  return [content.raw.columns, ...content.raw.rows].map((cells) => cells.join('\t')).join('\n');
}
