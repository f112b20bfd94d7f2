import type { CliIo } from '../io';
import type { BackupCommand } from './arguments';

/** Milliseconds between two lines: on a terminal, where each takes the place of the one before, and in a log. */
const everyMs = { terminal: 250, log: 60_000 } as const;

/** Shows what work in progress is at, on standard error. */
export interface Progress {
  readonly show: (message: string) => void;
  /** Takes the line off the terminal, so that the next output begins on a clean one. */
  readonly clear: () => void;
}

/**
 * Progress for whoever waits: drawn in place on a terminal. In a log it is a line a minute as a sign of life, and none with
 * `--json`: a cron job that takes seconds prints its result alone.
 */
export function progressOf({ json }: Pick<BackupCommand, 'json'>, io: CliIo): Progress {
  const terminal = io.progress === true;
  let last = io.now().getTime();
  let drawn = false;
  return {
    show(message) {
      const now = io.now().getTime();
      if (now - last < (terminal ? everyMs.terminal : everyMs.log)) return;
      if (json && !terminal) return;
      last = now;
      drawn = terminal;
      io.stderr(terminal ? `\r\x1b[K${message.slice(0, 100)}` : `${message}\n`);
    },
    clear() {
      if (drawn) io.stderr('\r\x1b[K');
      drawn = false;
    },
  };
}
