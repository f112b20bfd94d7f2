import { isNothing, isOneOf, isShape, isText } from '../guards';
import type { ViewGuards } from '../view';
import type { Banner, Fact, Loaded } from './common';
import type { PlanModel } from './explain';
import type { RunningStep } from './restorePlan';

/** One statement that an index is for. */
export interface HelpedStatement {
  /** The statement's id in the Database view. */
  readonly digest: string;
  /** One line, without values. */
  readonly text: string;
  /** "214 calls an hour" */
  readonly calls: string;
  /** By the model until it is proven: "about 400,000 rows". */
  readonly before: string;
  readonly after: string;
  /** Measured: "412 ms", where it was. */
  readonly timeBefore?: string;
  readonly timeAfter?: string;
  /** "uses it", "leaves it"; absent until somebody looked. */
  readonly verdict?: string;
  readonly tone: 'plain' | 'good' | 'warning';
}

/** The plan of one statement without and with the index. */
export interface ComparedPlans {
  readonly digest: string;
  readonly text: string;
  /** "orders: full scan of about 400,000 rows → lookup by orders_user_id_index, about 12 rows" */
  readonly headline: readonly string[];
  readonly before: PlanModel;
  readonly after: PlanModel;
}

/** A command of another tool that does the same without blocking. */
export interface OnlineTool {
  readonly title: string;
  readonly command: string;
  readonly note: string;
}

export const evidenceActions = [
  'prove',
  'proveInvisible',
  'stop',
  'createMigration',
  'pretend',
  'dismiss',
  'restore',
  'copyDdl',
  'copyMigration',
  'copyReport',
] as const;
export type EvidenceAction = (typeof evidenceActions)[number];

/** One index to add or to drop, with everything that speaks for it and against it. */
export interface EvidenceContent {
  readonly banner: Banner;
  readonly asOf: string;
  readonly id: string;
  readonly kind: 'add' | 'drop';
  /** "orders (user_id, created_at)" */
  readonly index: string;
  /** `suggested`: by the model alone. */
  readonly verdict: 'suggested' | 'proven' | 'notUsed' | 'noGain' | 'needed' | 'notNeeded';
  /** "Proven on a sample of 10 %: reads 400,000 → 12 rows." */
  readonly headline: string;
  readonly facts: readonly Fact[];
  readonly reasons: readonly string[];
  readonly cautions: readonly string[];
  readonly statements: readonly HelpedStatement[];
  readonly plans: readonly ComparedPlans[];
  /** How it was proven; empty until then. */
  readonly proof: readonly Fact[];
  readonly proofRemarks: readonly string[];
  readonly ddl: {
    readonly sql: string;
    /** Class and lock on this server, each a sentence. */
    readonly words: readonly string[];
    readonly tools: readonly OnlineTool[];
  };
  /** Absent where the application has no place for migrations. */
  readonly migration?: { readonly file: string; readonly text: string; readonly pretended?: readonly string[] };
  /** What runs now, or ran last. */
  readonly timeline: readonly RunningStep[];
  readonly problem?: { readonly message: string; readonly safe?: string; readonly next?: string };
  readonly can: readonly EvidenceAction[];
  /** Why something cannot be done here: "Not on production." */
  readonly cannot: readonly string[];
}

export interface EvidenceView {
  readonly state: Loaded<EvidenceContent>;
  readonly requests: {
    refresh(): void;
    run(params: { readonly command: string }): void;
    act(params: { readonly action: EvidenceAction }): void;
    openStatement(params: { readonly digest: string }): void;
    copyTool(params: { readonly title: string }): void;
  };
}

export const evidenceGuards: ViewGuards<EvidenceView> = {
  refresh: isNothing,
  run: isShape<{ readonly command: string }>({ command: isText(500) }),
  act: isShape<{ readonly action: EvidenceAction }>({ action: isOneOf(evidenceActions) }),
  openStatement: isShape<{ readonly digest: string }>({ digest: isText(500) }),
  copyTool: isShape<{ readonly title: string }>({ title: isText(500) }),
};
