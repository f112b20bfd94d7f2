import * as vscode from 'vscode';
import type { LeftWork } from '../services/leftWork';
import { longWork } from './commands/longWork';
import { loadQueries, type LoadServices, type Services } from './services';

/** What telling of left work is done with. */
export interface TellLeftOptions {
  /** Runs what a button starts as a command of ours is run: what fails is told. Never rejects. */
  readonly run: (id: string, work: () => Promise<void>) => Promise<void>;
  /** The Database view reads anew. */
  readonly refresh: () => void;
}

/**
 * Says once that a capture of statements or the trial of an index was interrupted, each with a button that sets the server
 * back. Reads journals alone; what asks the server is loaded when a button is clicked.
 */
export async function tellLeft(load: LoadServices, { run, refresh }: TellLeftOptions): Promise<void> {
  const { workspace, module } = await load();
  if (!workspace.host.trusted()) return;
  const left = await module.leftWork(workspace, new Date(), new AbortController().signal);
  const capture = left.find(({ captures }) => captures > 0);
  const trial = left.find(({ trials }) => trials > 0);

  async function takeBack({ app }: LeftWork): Promise<void> {
    const { queries } = await loadQueries(load);
    const said = await longWork(vscode.l10n.t('Taking an index trial back'), (signal) =>
      queries.takeBackTrials(workspace, app, signal),
    );
    refresh();
    void vscode.window.showInformationMessage(said);
  }

  async function forget({ app }: LeftWork): Promise<void> {
    const { queries } = await loadQueries(load);
    const said = await queries.forgetCaptures(workspace, app, new AbortController().signal);
    void vscode.window.showInformationMessage(said);
  }

  // Not awaited: each message stays as long as the person leaves it there.
  if (capture !== undefined)
    void tellCapture(workspace, capture, () => run('laravelOps.database.stopCapture', () => forget(capture)));
  if (trial !== undefined) void tellTrial(trial, () => run('laravelOps.database.tryInvisible', () => takeBack(trial)));
}

async function tellCapture(
  workspace: Services['workspace'],
  { app }: LeftWork,
  forget: () => Promise<void>,
): Promise<void> {
  const forgotten = vscode.l10n.t('It Is Set Back Already');
  const setBack = vscode.l10n.t('Set the Server Back');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      '{0}: capturing slow queries was interrupted. The server may still write down more than it did before.',
      app.name,
    ),
    setBack,
    forgotten,
  );
  if (answer === forgotten) await forget();
  if (answer !== setBack) return;
  // The command means the active app.
  workspace.activate(app.root);
  await vscode.commands.executeCommand('laravelOps.database.stopCapture');
}

async function tellTrial({ app }: LeftWork, takeBack: () => Promise<void>): Promise<void> {
  const button = vscode.l10n.t('Take Trial Back…');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      '{0}: trying an index on the real table was interrupted. The index may still be there, or hidden.',
      app.name,
    ),
    button,
  );
  if (answer === button) await takeBack();
}
