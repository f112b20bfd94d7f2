import * as vscode from 'vscode';
import { parseEnvironments } from '../core/connections/environments';
import { clientCommands, readServerOptions, type ServerOptions } from '../protocol/server';
import { appSettings, windowSettings } from './settings';

/** What the language server is told: the window's settings, and those of each app's folder. `apps`: absolute roots. */
export function serverOptions(apps: readonly string[]): ServerOptions {
  const { include, exclude, diagnosticsScope } = windowSettings();
  const ofApp = (root: string): object => {
    const { environments, diagnosticsEnabled, diagnosticsRules, topology, hovers } = appSettings(root);
    return {
      diagnostics: { enabled: diagnosticsEnabled, rules: diagnosticsRules },
      environments: parseEnvironments(environments).environments.map(
        ({ id, role, envFile, managedBackups, managedSecrets }) => ({
          id,
          role,
          envFile,
          managedBackups,
          managedSecrets,
        }),
      ),
      topology,
      hovers,
    };
  };
  return readServerOptions({
    diagnostics: { scope: diagnosticsScope },
    apps: { include, exclude, maxDepth: 3 },
    trusted: vscode.workspace.isTrusted,
    commands: Object.values(clientCommands),
    folders: Object.fromEntries(apps.map((root) => [root, ofApp(root)])),
  });
}
