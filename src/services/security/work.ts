import { isAbort } from '../../core/base/errors';
import type { LogWork } from '../../protocol/views/securityLog';

/** Readings of whole files, one at a time, and how far the present one is. */
export interface Work {
  readonly shown: LogWork | undefined;
  /** Runs one; a second one ends the first. Settles when it is over or was stopped. */
  run(title: string, act: (signal: AbortSignal, tell: (work: LogWork) => void) => Promise<void>): Promise<void>;
  /** What is shown then says that it was stopped. */
  stop(): void;
  /** Forgets what is over. */
  clear(): void;
}

/** @param onChange hears of every step */
export function createWork(onChange: () => void): Work {
  let shown: LogWork | undefined;
  let running: AbortController | undefined;

  function stop(): void {
    running?.abort();
    running = undefined;
    if (shown?.running === true) shown = { title: shown.title, text: `stopped: ${shown.text}`, running: false };
  }

  return {
    get shown() {
      return shown;
    },
    async run(title, act) {
      stop();
      const controller = new AbortController();
      running = controller;
      const tell = (next: LogWork): void => {
        if (running !== controller) return;
        shown = next;
        onChange();
      };
      tell({ title, text: 'Opening the files…', running: true });
      try {
        await act(controller.signal, tell);
      } catch (error) {
        if (running === controller) shown = undefined;
        if (!isAbort(error)) throw error;
      } finally {
        if (running === controller) stop();
        onChange();
      }
    },
    stop() {
      stop();
      onChange();
    },
    clear() {
      if (shown?.running !== true) shown = undefined;
    },
  };
}
