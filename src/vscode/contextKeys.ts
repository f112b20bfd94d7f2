import * as vscode from 'vscode';
import type { ContextKeys } from '../contributions';

const current = new Map<keyof ContextKeys, unknown>();

/** Sets a context key of our own, telling VS Code only when the value changes. */
export function setContext<K extends keyof ContextKeys>(key: K, value: ContextKeys[K]): void {
  if (current.get(key) === value) return;
  current.set(key, value);
  void vscode.commands.executeCommand('setContext', key, value);
}

/** Forgets what was set: for deactivation, and between tests. */
export function forgetContext(): void {
  current.clear();
}
