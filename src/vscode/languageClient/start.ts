import type { LogOutputChannel } from 'vscode';
import { LanguageClient, TransportKind, type DocumentSelector } from 'vscode-languageclient/node';
import { configurationSection, type ServerOptions } from '../../protocol/server';

/** What a client is started with. */
export interface StartOptions {
  /** Absolute path of the built server: dist/server.js. */
  readonly serverModule: string;
  readonly options: ServerOptions;
  readonly outputChannel: LogOutputChannel;
}

/** A running client. */
export interface LanguageClientHandle {
  /** Sends settings to the server; starts it again when the scope changed, which is agreed on at the start. */
  updateOptions(options: ServerOptions): Promise<void>;
  /** Stops the server and clears its diagnostics. */
  dispose(): Promise<void>;
}

/** By pattern: `.env` files have a language of their own in newer editors only. */
const documentSelector: DocumentSelector = [
  { scheme: 'file', pattern: '**/.env*' },
  { scheme: 'file', pattern: '**/{config,Config}/**/*.php' },
];

const stopTimeout = 2000;

/**
 * Starts the language server in a process of its own, over ipc. The server itself asks for the files to be watched,
 * so that every client watches the same ones. Rejects when the server cannot be started.
 */
export async function startLanguageClient(start: StartOptions): Promise<LanguageClientHandle> {
  let { options } = start;
  const open = async (): Promise<LanguageClient> => {
    const run = { module: start.serverModule, transport: TransportKind.ipc };
    const client = new LanguageClient(
      'laravelOps',
      'Laravel Ops Language Server',
      { run, debug: run },
      { documentSelector, initializationOptions: options, outputChannel: start.outputChannel },
    );
    await client.start();
    return client;
  };
  const close = async (client: LanguageClient): Promise<void> => {
    if (client.isRunning()) await client.dispose(stopTimeout);
  };
  let client = await open();
  return {
    updateOptions: async (next) => {
      const again = next.diagnostics.scope !== options.diagnostics.scope;
      options = next;
      if (again) {
        await close(client);
        client = await open();
      } else {
        const settings = { [configurationSection]: next };
        await client.sendNotification('workspace/didChangeConfiguration', { settings });
      }
    },
    dispose: () => close(client),
  };
}
