import type { Disposable } from '../../core/base/disposable';
import { Emitter, type Event } from '../../core/base/event';
import type { Advice } from '../../core/queries/advisor/advice';
import type { Advisor } from '../../core/queries/advisor/advise';
import type { Workload } from '../../core/queries/advisor/workload';
import type { Catalog } from '../../core/queries/catalog/table';
import type { DigestSnapshot } from '../../core/queries/digest';
import type { Plan } from '../../core/queries/explain/plan';
import type { HealthFact } from '../../core/queries/health/fact';
import type { PartitionAdvice } from '../../core/queries/health/partitioning';
import type { HealthReading } from '../../core/queries/health/reading';
import type { UnneededIndex } from '../../core/queries/indexes/unneeded';
import type { Proof } from '../../core/queries/proof/proof';
import type { App } from '../app';
import type { StatementList } from './statementList';

/** A value and when it was read. */
export interface ReadAt<T> {
  readonly at: Date;
  readonly value: T;
}

/** What is known of the statements of one environment of one app. Values of the application stay in memory. */
export interface KnownQueries {
  /** The list that was shown last. */
  snapshot?: ReadAt<DigestSnapshot>;
  /** The list that was read last: logs are not walked at every look. */
  list?: ReadAt<StatementList>;
  catalog?: ReadAt<Catalog>;
  unneeded?: ReadAt<readonly UnneededIndex[]>;
  health?: ReadAt<HealthReading>;
  /** What was judged of health last, and what it offers. */
  judged?: Judged;
  /** Advice with the workload that it was given for. */
  advice?: ReadAt<GivenAdvice>;
  /** By `Suggestion.id`. */
  readonly proofs: Map<string, Proof>;
  /** Statements that a person gave, by an id of ours: a page names the id, never the text. */
  readonly given: Map<string, GivenStatement>;
  /** Values that a person gave for the placeholders of a statement, by digest. */
  readonly values: Map<string, readonly string[]>;
}

/** What the view shows of health: its rows offer what stands here. */
export interface Judged {
  readonly facts: readonly HealthFact[];
  readonly partitions: readonly PartitionAdvice[];
  /** The files of the application as the edits of remedies know them. */
  readonly textOf: (file: string) => string | undefined;
}

/** What the advisor said, and of what. */
export interface GivenAdvice {
  readonly advice: Advice;
  readonly workload: Workload;
  /** The analysed workload, for refining; absent where a person named the index. */
  readonly model?: Advisor;
}

/** A statement of an editor, with its values. */
export interface GivenStatement {
  readonly sql: string;
  readonly schema?: string;
  /** "lines 12 to 18 of report.sql" */
  readonly from: string;
  /** Its plan, where that was asked for already and cannot be asked for again: of a connection that ran it. */
  readonly plan?: Plan;
}

/** What is known of statements and indexes, by app and environment; forgotten when an app's configuration changes. */
export class QueryState implements Disposable {
  private readonly changed = new Emitter<string>();
  /** Root of the app of which more is known now. */
  readonly onDidChange: Event<string> = this.changed.event;
  private readonly closing = new Emitter<void>();
  /** The window closes: what runs in the background comes to its end. */
  readonly onDidClose: Event<void> = this.closing.event;
  private readonly left = new Emitter<void>();
  /** What changed a server could not set it back: it stands in its journal, and nobody is at it any more. */
  readonly onDidLeave: Event<void> = this.left.event;
  /** Ids of captures and trials that this window is at. Of others with its process nobody is: they could not be taken back. */
  readonly atWork = new Set<string>();
  private readonly running = new Set<Promise<void>>();
  private readonly known = new Map<string, KnownQueries>();

  /** What is known of the environment in use. */
  async of(app: App, signal: AbortSignal): Promise<KnownQueries> {
    const { environment } = await app.current(signal);
    const key = JSON.stringify([app.root, environment.id]);
    const known = this.known.get(key) ?? { proofs: new Map(), given: new Map(), values: new Map() };
    this.known.set(key, known);
    return known;
  }

  /** Something of this app is known better than before. */
  tell(root: string): void {
    this.changed.fire(root);
  }

  /** Forgets all of one app. */
  forget(root: string): void {
    for (const key of this.known.keys())
      if (key.startsWith(`${JSON.stringify([root]).slice(0, -1)},`)) this.known.delete(key);
  }

  /** Something in the background that has to come to its end when the window closes. */
  runs(work: Promise<unknown>): void {
    const ended: Promise<void> = work.then(
      () => undefined,
      () => undefined,
    );
    this.running.add(ended);
    void ended.then(() => this.running.delete(ended));
  }

  /** Something was left as `onDidLeave` says. */
  leave(): void {
    this.left.fire();
  }

  /** Ends what runs in the background; resolves when it ended, or after so many milliseconds. */
  async close(limitMs: number): Promise<void> {
    this.closing.fire();
    if (this.running.size === 0) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, limitMs);
    });
    await Promise.race([Promise.all(this.running), limit]);
    clearTimeout(timer);
  }

  dispose(): void {
    this.closing.fire();
    this.closing.dispose();
    this.left.dispose();
    this.changed.dispose();
    this.known.clear();
  }
}
