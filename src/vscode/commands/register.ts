import * as vscode from 'vscode';
import type { Commands } from '../../contributions';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { isAbort, isOpsError, messageOf } from '../../core/base/errors';
import type { Logger } from '../../core/base/log';
import type { TreeNode } from '../../core/tree';

export interface CommandContext {
  readonly logger: Logger;
  readonly showLog: () => void;
  /** Takes secrets out of what people read. */
  readonly redact: (text: string) => string;
}

/**
 * Registers every command once, each wrapped alike: what was cancelled is silent, an expected failure is a message
 * with the log one click away, anything else is a bug whose stack is in the log.
 */
export function registerCommands(commands: Commands, context: CommandContext): Disposable {
  const store = new DisposableStore();
  const entries: [string, (node?: TreeNode) => Promise<void>][] = Object.entries(commands);
  for (const [id, run] of entries) {
    store.add(vscode.commands.registerCommand(id, (node?: TreeNode) => runCommand(id, () => run(node), context)));
  }
  return store;
}

/** Runs one command's work under the common rules. Never rejects. */
export async function runCommand(id: string, work: () => Promise<void>, context: CommandContext): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (isAbort(error)) return;
    const expected = isOpsError(error);
    context.logger.error(`${id} failed`, error);
    const text = expected
      ? context.redact(messageOf(error))
      : vscode.l10n.t('{0} stopped on an error of Laravel Ops itself. The log has the details.', id);
    const showLog = vscode.l10n.t('Show Log');
    // Not awaited: the command has ended, the message stays as long as the user leaves it there.
    void vscode.window
      .showErrorMessage(text, showLog)
      .then((chosen) => (chosen === showLog ? context.showLog() : undefined));
  }
}
