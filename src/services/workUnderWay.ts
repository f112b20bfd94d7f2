import type { Disposable } from '../core/base/disposable';
import { Emitter, type Event } from '../core/base/event';
import type { RunningWork } from '../core/backups/tree';

/** What is done to backups and databases. */
export type WorkKind = 'backup' | 'verify' | 'restore' | 'switch' | 'drill';

/** One piece of work that runs now. */
export interface Ongoing extends RunningWork {
  readonly kind: WorkKind;
  /** Absolute path of the application. */
  readonly root: string;
  /** 0 to 1 of the whole, where it is known. */
  readonly share?: number;
}

/** Tells how far work is: "orders · 312 MB of 840 MB". */
export type TellProgress = (message: string, share?: number) => void;

/** Between two tellings of progress. Milliseconds. */
const pauseMs = 1_000;

/**
 * The work of one window that is under way, for whoever shows it. It belongs to the workspace and to no module, because the
 * outputs that do the work and those that show it are bundles of their own.
 */
export class WorkUnderWay implements Disposable {
  private readonly progressed = new Emitter<void>();
  /** Something began or went on; at most once a second. */
  readonly onDidProgress: Event<void> = this.progressed.event;
  private readonly ended = new Emitter<void>();
  /** Something ended, however: files, databases and records may be others now. */
  readonly onDidEnd: Event<void> = this.ended.event;
  private readonly ongoing = new Map<object, Ongoing>();
  private told = 0;
  private pending: NodeJS.Timeout | undefined;

  /** In the order in which it began. */
  get all(): readonly Ongoing[] {
    return [...this.ongoing.values()];
  }

  /** Runs work that is known as under way until it ends; its result is the work's own. */
  async run<T>(
    about: Pick<Ongoing, 'kind' | 'root' | 'title' | 'path'>,
    work: (tell: TellProgress) => Promise<T>,
  ): Promise<T> {
    const key = {};
    const begun: Ongoing = { ...about, startedAt: new Date() };
    this.ongoing.set(key, begun);
    this.tell();
    try {
      return await work((progress, share) => {
        // What ended says nothing more.
        if (!this.ongoing.has(key)) return;
        this.ongoing.set(key, { ...begun, progress, ...(share === undefined ? {} : { share }) });
        this.tell();
      });
    } finally {
      this.ongoing.delete(key);
      if (this.ongoing.size === 0) clearTimeout(this.pending);
      this.ended.fire();
    }
  }

  dispose(): void {
    clearTimeout(this.pending);
    this.progressed.dispose();
    this.ended.dispose();
  }

  private tell(): void {
    clearTimeout(this.pending);
    const wait = this.told + pauseMs - Date.now();
    if (wait > 0 && wait <= pauseMs) {
      this.pending = setTimeout(() => this.tell(), wait);
      return;
    }
    this.told = Date.now();
    this.progressed.fire();
  }
}
