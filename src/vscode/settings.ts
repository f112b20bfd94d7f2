import * as vscode from 'vscode';
import type { SettingKey } from '../contributions';
import type { DeclaredFacts } from '../core/lint/declaredFacts';
import { querySources } from '../core/queries/digest';
import type { QuerySettings } from '../services/host';

/** Settings of the window, with the manifest's defaults. */
export interface WindowSettings {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly pollSeconds: number;
  readonly statusBar: 'auto' | 'always' | 'never';
  readonly hostPatterns: readonly string[];
  readonly unlockMinutes: number;
  readonly diagnosticsScope: 'openFiles' | 'workspace';
}

/** Settings of one app's folder. */
export interface AppSettings {
  /** As written; the environments' parser judges it. */
  readonly environments: unknown;
  readonly statementTimeoutMs: number;
  readonly diagnosticsEnabled: boolean;
  readonly diagnosticsRules: unknown;
  readonly topology: DeclaredFacts;
  readonly hovers: boolean;
  /** Further logs of security events, as written. */
  readonly securityLogs: unknown;
  readonly backups: {
    /** Folders that hold backups besides those of the configuration, as written. */
    readonly folders: readonly string[];
    /** Folder of the dump program; empty: looked for. */
    readonly dumpBinaryPath: string;
  };
  readonly queries: QuerySettings;
}

/** The manifest's defaults once more, for a value of the wrong type in settings.json; the manifest test compares both. */
export const defaults: Readonly<Record<SettingKey, unknown>> = {
  'laravelOps.apps.include': [],
  'laravelOps.apps.exclude': [],
  'laravelOps.polling.intervalSeconds': 30,
  'laravelOps.statusBar': 'auto',
  'laravelOps.environments': [],
  'laravelOps.production.hostPatterns': [],
  'laravelOps.production.unlockMinutes': 15,
  'laravelOps.statementTimeoutSeconds': 5,
  'laravelOps.diagnostics.enabled': true,
  'laravelOps.diagnostics.scope': 'openFiles',
  'laravelOps.diagnostics.rules': {},
  'laravelOps.topology.appServers': 'unknown',
  'laravelOps.topology.proxy': 'unknown',
  'laravelOps.topology.apiGateway': false,
  'laravelOps.security.retentionDays': 90,
  'laravelOps.security.logs': [],
  'laravelOps.hovers': true,
  'laravelOps.backups.folders': [],
  'laravelOps.backups.dumpBinaryPath': '',
  'laravelOps.slowQueries.source': 'auto',
  'laravelOps.slowQueries.logPath': '',
  'laravelOps.indexAdvisor.minRows': 1000,
  'laravelOps.indexAdvisor.minCalls': 10,
};

/** Reads the window's settings; values of the wrong type count as not set. */
export function windowSettings(): WindowSettings {
  return {
    include: strings('laravelOps.apps.include'),
    exclude: strings('laravelOps.apps.exclude'),
    pollSeconds: number('laravelOps.polling.intervalSeconds', 0, 3600),
    statusBar: oneOf('laravelOps.statusBar', ['auto', 'always', 'never']),
    hostPatterns: strings('laravelOps.production.hostPatterns'),
    unlockMinutes: number('laravelOps.production.unlockMinutes', 1, 60),
    diagnosticsScope: oneOf('laravelOps.diagnostics.scope', ['openFiles', 'workspace']),
  };
}

/** Reads the settings that may differ between folders of a multi-root window. `root`: absolute path of the app. */
export function appSettings(root: string): AppSettings {
  const uri = vscode.Uri.file(root);
  return {
    environments: read('laravelOps.environments', uri),
    statementTimeoutMs: number('laravelOps.statementTimeoutSeconds', 1, 300, uri) * 1000,
    diagnosticsEnabled: read('laravelOps.diagnostics.enabled', uri) !== false,
    diagnosticsRules: read('laravelOps.diagnostics.rules', uri),
    topology: {
      appServers: serverCounts[oneOf('laravelOps.topology.appServers', ['unknown', '1', '2+'], uri)],
      proxy: oneOf('laravelOps.topology.proxy', ['unknown', 'none', 'loadBalancer', 'cdn'], uri),
      apiGateway: read('laravelOps.topology.apiGateway', uri) === true,
      retentionDays: number('laravelOps.security.retentionDays', 1, 3650, uri),
    },
    hovers: read('laravelOps.hovers', uri) !== false,
    securityLogs: read('laravelOps.security.logs', uri),
    backups: {
      folders: strings('laravelOps.backups.folders', uri),
      dumpBinaryPath: text('laravelOps.backups.dumpBinaryPath', uri),
    },
    queries: {
      source: oneOf('laravelOps.slowQueries.source', ['auto', ...querySources], uri),
      logPath: text('laravelOps.slowQueries.logPath', uri),
      minRows: number('laravelOps.indexAdvisor.minRows', 0, 1_000_000_000, uri),
      minCalls: number('laravelOps.indexAdvisor.minCalls', 0, 1_000_000_000, uri),
    },
  };
}

const serverCounts = { unknown: 'unknown', '1': 1, '2+': 2 } as const;

/** Calls back when any setting of ours changed. */
export function onDidChangeSettings(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration('laravelOps')) listener();
  });
}

function read(key: SettingKey, scope?: vscode.Uri): unknown {
  return vscode.workspace.getConfiguration(undefined, scope ?? null).get(key, defaults[key]);
}

function text(key: SettingKey, scope?: vscode.Uri): string {
  const value = read(key, scope);
  return typeof value === 'string' ? value : '';
}

function strings(key: SettingKey, scope?: vscode.Uri): readonly string[] {
  const value = read(key, scope);
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function number(key: SettingKey, minimum: number, maximum: number, scope?: vscode.Uri): number {
  const value = read(key, scope);
  const usable = typeof value === 'number' && Number.isFinite(value) ? value : Number(defaults[key]);
  // Whole numbers: half a hundredth of a second between two polls would be a flood.
  return Math.min(maximum, Math.max(minimum, Math.ceil(usable)));
}

function oneOf<T extends string>(key: SettingKey, allowed: readonly [T, ...T[]], scope?: vscode.Uri): T {
  const value = read(key, scope);
  return allowed.find((item) => item === value) ?? allowed[0];
}
