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
  };
}

export const explainGuards: ViewGuards<ExplainView> = {
  refresh: isNothing,
  explain: isShape<{ readonly digest: string }>({ digest: isText(500) }),
  copy: isShape<{ readonly what: Copyable }>({ what: isOneOf(copyables) }),
  run: isShape<{ readonly command: string }>({ command: isText(500) }),
};

/** What `copy` puts on the clipboard: the statement, the server's JSON, or its rows with tabs between columns. */
export function copyText(what: Copyable, content: ExplainContent): string {
  if (what === 'statement') return content.statement.text;
  if (what === 'json') return content.raw.json ?? '';
  return [content.raw.columns, ...content.raw.rows].map((cells) => cells.join('\t')).join('\n');
}
