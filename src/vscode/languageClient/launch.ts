import type { Disposable } from '../../core/base/disposable';
import type { LiveFacts } from '../../core/lint/liveFacts';
import type { LanguageClientHandle, StartOptions } from './start';

/**
 * Starts the language client when `start` of the result is called for the first time; nothing of it is loaded before.
 * Further calls wait for the same start. A start that failed may be tried again.
 */
export function prepareLanguageClient(options: () => StartOptions): LanguageClientLauncher {
  let running: Promise<LanguageClientHandle> | undefined;
  let disposed = false;
  return {
    start: async () => {
      if (disposed) return;
      running ??= import('./start').then(({ startLanguageClient }) => startLanguageClient(options()));
      try {
        const client = await running;
        if (disposed) await client.dispose();
      } catch (error) {
        running = undefined;
        throw error;
      }
    },
    optionsChanged: async () => {
      await (await running)?.updateOptions(options().options);
    },
    liveFacts: async (root, facts) => {
      await (await running)?.sendLiveFacts(root, facts);
    },
    dispose: () => {
      disposed = true;
      // A start that failed has told its caller; here there is nothing left to stop.
      running?.then((client) => client.dispose()).catch(() => undefined);
    },
  };
}

export interface LanguageClientLauncher extends Disposable {
  /** On the first environment or configuration file, or the first view. */
  start(): Promise<void>;
  /** Settings changed: tells a running server, does nothing before. */
  optionsChanged(): Promise<void>;
  /** What was read from an application's database, for a running server; null takes it back. */
  liveFacts(root: string, facts: LiveFacts | null): Promise<void>;
}

/**
 * True for the files that the server has something to say about, by name: language ids differ between editors. Of PHP
 * files those are the application's own; what is installed, and views that Laravel compiled, are not.
 */
export function concernsLanguageServer(fileName: string): boolean {
  if (/[\\/]\.env[^\\/]*$/.test(fileName)) return true;
  return fileName.endsWith('.php') && !/[\\/](?:vendor|node_modules|storage)[\\/]|\.blade\.php$/.test(fileName);
}
