import { isAbort } from '../core/base/errors';
import { throwIfAborted, withTimeout } from '../core/base/abort';
import type { Logger } from '../core/base/log';
import { lintProject } from '../core/lint/lint';
import type { LiveFacts } from '../core/lint/liveFacts';
import type { AppServerOptions } from '../protocol/server';
import { placeFindings, type Analysis, nothingFound } from './analysis';
import type { Snapshot } from './documents';
import { createGiveWay } from './giveWay';
import { createReader, type Surroundings } from './reader';

/** Milliseconds without a change before an application is read again. */
const quiet = 100;
/** A reading that took less than this follows each change at once; it can be abandoned at any moment. */
const short = 60;
const longest = 60_000;

/** What an application needs around it. */
export interface ApplicationPorts extends Surroundings {
  snapshot(): Snapshot;
  options(root: string): AppServerOptions;
  /** Settles when it is agreed which files the client tells of; a reading before that would keep nothing. */
  readonly watched: Promise<void>;
  /** The analysis is another one than before. */
  changed(): void;
  readonly log: Logger;
}

/** One application and the newest analysis of its files. A change abandons the analysis that is under way. */
export class Application {
  readonly root: string;
  private readonly ports: ApplicationPorts;
  private readonly reader: ReturnType<typeof createReader>;
  private live: LiveFacts | undefined;
  private abort = new AbortController();
  private current: Promise<Analysis> | undefined;
  /** Milliseconds that the last reading took. */
  private took = quiet;
  private shown = '';
  private disposed = false;

  constructor(root: string, ports: ApplicationPorts) {
    this.root = root;
    this.ports = ports;
    this.reader = createReader(root, ports);
  }

  /**
   * Something that was read may have changed. What is read in no time is read at once, everything else when typing pauses.
   */
  invalidate(delay: number = this.took < short ? 0 : quiet): void {
    if (this.disposed) return;
    this.abort.abort();
    this.abort = new AbortController();
    this.current = this.run(this.abort.signal, delay);
    // Nobody may be waiting for it; whoever is, gets the rejection from the promise itself.
    this.current.catch(() => undefined);
  }

  /** Files of it changed on disk. */
  touched(paths: readonly string[]): void {
    this.reader.touched(paths);
    this.invalidate();
  }

  /** What the client read from the application's database; undefined takes it back. */
  setLive(facts: LiveFacts | undefined): void {
    this.live = facts;
    this.invalidate();
  }

  /**
   * The analysis of the files as they are now; waits for one that is under way and for those that replace it.
   *
   * @throws OpsError `cancelled` when the signal aborts
   */
  async analysis(signal: AbortSignal): Promise<Analysis> {
    for (;;) {
      throwIfAborted(signal);
      if (this.disposed) return nothingFound;
      if (this.current === undefined) this.invalidate(0);
      const run = this.current ?? Promise.resolve(nothingFound);
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
    await pause(delay, signal);
    throwIfAborted(signal);
    await this.ports.watched;
    const from = performance.now();
    const result = await this.read(signal);
    throwIfAborted(signal);
    this.took = performance.now() - from;
    const shown = JSON.stringify(
      [...result.files.values()].map(({ uri, findings }) => [uri, findings.map((f) => f.diagnostic)]),
    );
    const differs = shown !== this.shown && !(this.shown === '' && result.files.size === 0);
    this.shown = shown;
    if (differs) this.ports.changed();
    return result;
  }

  private async read(signal: AbortSignal): Promise<Analysis> {
    const options = this.ports.options(this.root);
    const { diagnostics, hovers } = options;
    if (!diagnostics.enabled && !hovers) return nothingFound;
    const snapshot = this.ports.snapshot();
    const { source } = snapshot;
    const giveWay = createGiveWay();
    try {
      const { context, decisions } = await this.reader.read(snapshot, options, this.live, giveWay, signal);
      const { rules, enabled } = diagnostics;
      const findings = enabled ? await lintProject(context, { rules, source, decisions, signal, giveWay }) : [];
      return { files: await placeFindings(findings, snapshot, signal), snapshot, context };
    } catch (error) {
      if (signal.aborted || isAbort(error)) throw error;
      this.ports.log.error(`${this.root} could not be checked.`, error);
      return nothingFound;
    }
  }
}

/** A turn of the event loop even for no time at all: changes that are already there are taken together. */
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
