import * as vscode from 'vscode';
import { OpsError } from '../../core/base/errors';
import type { TreeNode } from '../../core/tree';
import type { Commands } from '../../contributions';
import { loadSecurity, type LoadServices } from '../services';
import { activeApp } from './activeApp';
import { longWork, showText } from './longWork';

type SecurityCommands = Pick<
  Commands,
  | 'laravelOps.security.refresh'
  | 'laravelOps.security.openStream'
  | 'laravelOps.security.showInStream'
  | 'laravelOps.security.muteFinding'
  | 'laravelOps.security.showMuted'
  | 'laravelOps.security.copyFail2ban'
>;

/** What the commands act on besides the services. */
export interface SecuritySurfaces {
  refresh(): void;
  /** Opens the stream of an application in the editor area. */
  openStream(root: string): Promise<void>;
  /** Shows the stream of the panel with a filter, or of one log. */
  showStream(what: { readonly filter: string } | { readonly source: string }): Promise<void>;
  /** Asks for how long; milliseconds. */
  askMute(title: string): Promise<number | undefined>;
}

/** Commands of the Security view: findings and the stream. */
export function securityCommands(load: LoadServices, surfaces: SecuritySurfaces): SecurityCommands {
  return {
    async 'laravelOps.security.refresh'() {
      surfaces.refresh();
    },

    async 'laravelOps.security.openStream'() {
      const { workspace } = await load();
      await surfaces.openStream(activeApp(workspace).root);
    },

    async 'laravelOps.security.showInStream'(node) {
      const { workspace, security } = await loadSecurity(load);
      if (node?.subject?.kind === 'log') {
        await surfaces.showStream({ source: node.subject.source });
        return;
      }
      const { root, id } = findingOf(node);
      const { filter } = security.knownFinding(workspace.appAt(root), id);
      await surfaces.showStream({ filter });
    },

    async 'laravelOps.security.muteFinding'(node) {
      const { workspace, security } = await loadSecurity(load);
      const { root, id } = findingOf(node);
      const app = workspace.appAt(root);
      const finding = security.knownFinding(app, id);
      const milliseconds = await surfaces.askMute(finding.title);
      if (milliseconds === undefined) return;
      security.mute(workspace.host, root, finding, milliseconds);
      surfaces.refresh();
    },

    async 'laravelOps.security.showMuted'() {
      const { workspace, security } = await loadSecurity(load);
      const app = activeApp(workspace);
      const muted = security.mutesOf(workspace.host, app.root);
      if (muted.length === 0) {
        void vscode.window.showInformationMessage(vscode.l10n.t('No finding is muted.'));
        return;
      }
      const picked = await vscode.window.showQuickPick(
        muted.map((mute) => ({
          label: plainText(mute.reason),
          description: vscode.l10n.t('until {0}', new Date(mute.until).toLocaleString()),
          mute,
        })),
        {
          title: vscode.l10n.t('Muted Findings'),
          placeHolder: vscode.l10n.t('What is to be shown again'),
          canPickMany: true,
        },
      );
      if (picked === undefined || picked.length === 0) return;
      for (const { mute } of picked) security.unmute(workspace.host, app.root, mute.scope);
      surfaces.refresh();
    },

    async 'laravelOps.security.copyFail2ban'(node) {
      const { workspace, security } = await loadSecurity(load);
      const { root, id } = findingOf(node);
      const app = workspace.appAt(root);
      const text = await longWork(vscode.l10n.t('Reading the log'), (signal) =>
        security.fail2banText(workspace, app, id, signal),
      );
      await vscode.env.clipboard.writeText(text);
      const show = vscode.l10n.t('Show');
      void vscode.window
        .showInformationMessage(
          vscode.l10n.t('The filter and the jail are on the clipboard. Try the filter with fail2ban-regex first.'),
          show,
        )
        .then((answer) => (answer === show ? showText(text, 'ini') : undefined));
    },
  };
}

function findingOf(node: TreeNode | undefined): { readonly root: string; readonly id: string } {
  if (node?.subject?.kind === 'finding') return node.subject;
  throw new OpsError('badRequest', vscode.l10n.t('This command works on a finding of the Security view.'));
}

/** Titles of quick picks draw codicons: "$(alert)" of a log is text. */
function plainText(text: string): string {
  return text.replaceAll('$(', '$ (');
}
