import * as vscode from 'vscode';
import { userInfo } from 'node:os';
import type { Logger } from '../core/base/log';
import type { Redactor } from '../core/base/redact';
import type { Host } from '../services/host';
import { guardPrompts } from './confirm';
import { appSettings, windowSettings } from './settings';

const environmentKey = (root: string): string => `environment:${root}`;

/** VS Code as the services see it. Reads settings and trust anew at every call, so that nothing here can be stale. */
export function createHost(context: vscode.ExtensionContext, logger: Logger, redactor: Redactor): Host {
  const { version }: { version?: unknown } = context.extension.packageJSON;
  return {
    version: typeof version === 'string' ? version : '',
    folders: () =>
      (vscode.workspace.workspaceFolders ?? [])
        .filter(({ uri }) => uri.scheme === 'file')
        .map(({ uri }) => toPosix(uri.fsPath)),
    trusted: () => vscode.workspace.isTrusted,
    discovery: () => windowSettings(),
    settings: (root) => appSettings(root),
    hostPatterns: () => windowSettings().hostPatterns,
    unlockMinutes: () => windowSettings().unlockMinutes,
    secrets: {
      get: async (key) => context.secrets.get(key),
      set: async (key, secret) => context.secrets.store(key, secret),
      delete: async (key) => context.secrets.delete(key),
    },
    prompts: guardPrompts,
    redactor,
    logger,
    storage: toPosix(context.globalStorageUri.fsPath),
    ...actor(),
    ...(vscode.env.remoteName === undefined ? {} : { remoteName: vscode.env.remoteName }),
    memory: {
      get: (root) => context.workspaceState.get<string>(environmentKey(root)),
      set: (root, environment) =>
        void context.workspaceState.update(environmentKey(root), environment).then(undefined, (error: unknown) => {
          logger.error('The environment in use could not be remembered', error);
        }),
    },
  };
}

/** The login name on this machine; none in a container that runs as a user without an entry in passwd. */
function actor(): { actor?: string } {
  try {
    return { actor: userInfo().username };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_SYSTEM_ERROR') return {};
    throw error;
  }
}

/** A path of VS Code's as core knows it: forward slashes. */
export function toPosix(path: string): string {
  return path.replaceAll('\\', '/');
}
