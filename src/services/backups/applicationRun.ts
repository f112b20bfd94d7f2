import { messageOf, OpsError } from '../../core/base/errors';
import type { ApplicationStep } from '../../core/backups/application/steps';
import { runArtisan } from '../../node/artisan';

/** Where the steps show what they do. */
export interface StepDisplay {
  begin(title: string): void;
  end(state: 'done' | 'failed', detail?: string): void;
}

/** How long a step's undo may take. Milliseconds. */
const undoMs = 60_000;

/**
 * Runs `work` between the steps and what takes them back: maintenance mode, workers. A step that fails keeps `work` from
 * running; what takes a step back runs however `work` ended, and is told where it fails.
 */
export async function withApplicationSteps<T>(
  root: string,
  steps: readonly ApplicationStep[],
  display: StepDisplay,
  work: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const done: ApplicationStep[] = [];
  try {
    for (const step of steps.filter(({ unavailable }) => unavailable === undefined)) {
      display.begin(step.title);
      // Before it runs: half of it may have been done when it fails.
      done.push(step);
      for (const { args } of step.commands) await runArtisan(root, args, signal);
      display.end('done', step.commands.map(({ shown }) => shown).join(', '));
    }
    return await work();
  } catch (error) {
    display.end('failed', messageOf(error));
    throw error;
  } finally {
    for (const step of done.toReversed()) await takeBack(root, step, display);
  }
}

/** Never rejects: what was done to the data counts, and a person is told what to run. */
async function takeBack(root: string, { title, undo }: ApplicationStep, display: StepDisplay): Promise<void> {
  for (const { args, shown } of undo) {
    display.begin(`${title}: ${shown}`);
    try {
      // Without the caller's signal: an application that stays in maintenance is down.
      await runArtisan(root, args, AbortSignal.timeout(undoMs));
      display.end('done');
    } catch (error) {
      const said = error instanceof OpsError || error instanceof Error ? messageOf(error) : String(error);
      display.end('failed', `${said} Run it yourself: ${shown}`);
    }
  }
}
