import * as vscode from 'vscode';
import { OpsError } from '../../core/base/errors';
import type { Fix } from '../../core/finding';
import type { TreeNode } from '../../core/tree';
import type { Commands } from '../../contributions';
import { copyText } from '../copyText';
import { loadQueries, type LoadServices } from '../services';
import { createMigration } from './indexes';
import { longWork } from './longWork';

type HealthCommands = Pick<Commands, 'laravelOps.database.mendHealth' | 'laravelOps.database.partition'>;

/** Commands of rows of the group "Health". `applyFix` shows an edit of several files before it is made. */
export function healthCommands(
  load: LoadServices,
  { applyFix }: { readonly applyFix: (fix: Fix, textOf: (file: string) => string | undefined) => Promise<void> },
): HealthCommands {
  return {
    async 'laravelOps.database.mendHealth'(node) {
      const { workspace, queries } = await loadQueries(load);
      const { root, id } = rowOf(node);
      const offer = await longWork(vscode.l10n.t('Reading the configuration'), (signal) =>
        queries.healthOffer(workspace, workspace.appAt(root), id, signal),
      );
      const picked = await vscode.window.showQuickPick(
        offer.remedies.map((remedy) => ({
          label: remedy.title,
          description: remedy.fix === undefined ? vscode.l10n.t('to copy') : vscode.l10n.t('edits the configuration'),
          remedy,
        })),
        { title: node?.label ?? vscode.l10n.t('Mend') },
      );
      if (picked === undefined) return;
      const { fix, copies } = picked.remedy;
      if (fix !== undefined) await applyFix(fix, offer.textOf);
      else if (copies !== undefined) await copyText(copies);
    },
    async 'laravelOps.database.partition'(node) {
      const { workspace, queries } = await loadQueries(load);
      const { root, id } = rowOf(node);
      await createMigration(
        await longWork(vscode.l10n.t('Writing the migration'), (signal) =>
          queries.partitionMigration(workspace, workspace.appAt(root), id, signal),
        ),
      );
    },
  };
}

function rowOf(node: TreeNode | undefined): { readonly root: string; readonly id: string } {
  if (node?.subject?.kind === 'health') return node.subject;
  throw new OpsError('badRequest', vscode.l10n.t('This command works on a row of the group “Health”.'));
}
