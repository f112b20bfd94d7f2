import { isAbort } from '../core/base/errors';
import { throwIfAborted, withTimeout } from '../core/base/abort';
import type { Logger } from '../core/base/log';
import { createParseCache, type ParseCache } from '../core/laravel/parseCache';
import { readRuleContext } from '../core/lint/context';
import type { TrackedFiles } from '../core/lint/environmentFiles';
import { lintProject } from '../core/lint/lint';
import type { AppServerOptions } from '../protocol/server';
import { placeFindings, type Analysis } from './analysis';
import type { Snapshot } from './documents';

/** Milliseconds without a change before an application is read again. */
const quiet = 100;
const longest = 60_000;
const nothing: Analysis = new Map();

/** What an application needs of its surroundings. */
export interface ApplicationPorts {
  snapshot(): Snapshot;
  options(root: string): AppServerOptions;
  tracked(root: string, signal: AbortSignal): Promise<TrackedFiles>;
  /** The analysis is another one than before. */
  changed(): void;
  readonly log: Logger;
}

/** One application and the newest analysis of its files. A change abandons the analysis that is under way. */
export class Application {
  readonly root: string;
  private readonly ports: ApplicationPorts;
  private readonly cache: ParseCache = createParseCache();
  private abort = new AbortController();
  private current: Promise<Analysis> | undefined;
  private shown = '';
  private disposed = false;

  constructor(root: string, ports: ApplicationPorts) {
    this.root = root;
    this.ports = ports;
  }

  /** Something that was read may have changed. */
  invalidate(delay: number = quiet): void {
    if (this.disposed) return;
    this.abort.abort();
    this.abort = new AbortController();
    this.current = this.run(this.abort.signal, delay);
    // Nobody may be waiting for it; whoever is, gets the rejection from the promise itself.
    this.current.catch(() => undefined);
  }

  /**
   * The analysis of the files as they are now; waits for one that is under way and for those that replace it.
   *
   * @throws OpsError `cancelled` when the signal aborts
   */
  async analysis(signal: AbortSignal): Promise<Analysis> {
    for (;;) {
      throwIfAborted(signal);
      if (this.disposed) return nothing;
      if (this.current === undefined) this.invalidate(0);
      const run = this.current ?? Promise.resolve(nothing);
      try {
        return await withTimeout('reading the application', longest, signal, () => run);
      } catch (error) {
        if (!isAbort(error) || signal.aborted || this.current === run) throw error;
      }
    }
  }

  dispose(): void {
    this.disposed = true;
    this.abort.abort();
  }

  private async run(signal: AbortSignal, delay: number): Promise<Analysis> {
    if (delay > 0) await pause(delay, signal);
    throwIfAborted(signal);
    const result = await this.read(signal);
    throwIfAborted(signal);
    const shown = JSON.stringify(
      [...result.values()].map(({ uri, findings }) => [uri, findings.map((f) => f.diagnostic)]),
    );
    const differs = shown !== this.shown && !(this.shown === '' && result.size === 0);
    this.shown = shown;
    if (differs) this.ports.changed();
    return result;
  }

  private async read(signal: AbortSignal): Promise<Analysis> {
    const { diagnostics, environments } = this.ports.options(this.root);
    if (!diagnostics.enabled) return nothing;
    const snapshot = this.ports.snapshot();
    try {
      const tracked = await this.ports.tracked(this.root, signal);
      const context = await readRuleContext(snapshot.source, this.root, {
        environments,
        tracked,
        cache: this.cache,
        signal,
      });
      const findings = await lintProject(context, { rules: diagnostics.rules, source: snapshot.source, signal });
      return await placeFindings(findings, snapshot, signal);
    } catch (error) {
      if (signal.aborted || isAbort(error)) throw error;
      this.ports.log.error(`${this.root} could not be checked.`, error);
      return nothing;
    }
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
  });
}
