import { ConfigurationTarget, Uri, workspace } from 'vscode';
import { copyText as copy } from '../copyText';

// Commands that stand in code actions of the server. They are not in the manifest: nobody calls them from a menu.

/** Puts a text on the clipboard. What is no text is left alone. */
export async function copyText(text: unknown): Promise<void> {
  if (typeof text === 'string') await copy(text);
}

/** Switches a rule off in the settings of the workspace, or of the folder where that one has rules of its own. */
export async function turnRuleOff(code: unknown, uri: unknown): Promise<void> {
  if (typeof code !== 'string' || typeof uri !== 'string' || !/^[A-Z]{3}\d{3}$/.test(code)) return;
  const settings = workspace.getConfiguration('laravelOps', Uri.parse(uri));
  const written = settings.inspect<unknown>('diagnostics.rules');
  const ofFolder = written?.workspaceFolderValue !== undefined;
  const target = ofFolder ? ConfigurationTarget.WorkspaceFolder : ConfigurationTarget.Workspace;
  const before = ofFolder ? written.workspaceFolderValue : written?.workspaceValue;
  const kept = typeof before === 'object' && before !== null ? before : {};
  await settings.update('diagnostics.rules', { ...kept, [code]: 'off' }, target);
}
