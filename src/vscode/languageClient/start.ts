import { type Disposable, type LogOutputChannel, commands, workspace } from 'vscode';
import { LanguageClient, TransportKind, type DocumentSelector } from 'vscode-languageclient/node';
import type { LiveFacts } from '../../core/lint/liveFacts';
import { liveFactsNotification, type LiveFactsParams } from '../../protocol/liveFacts';
import { clientCommands, configurationSection, type ServerOptions } from '../../protocol/server';
import { copyText, turnRuleOff } from './clientCommands';
import { inOrder } from './inOrder';

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
  /** Tells what was read from an application's database; null takes it back. Told again to a server that starts anew. */
  sendLiveFacts(root: string, facts: LiveFacts | null): Promise<void>;
  /** Stops the server and clears its diagnostics. */
  dispose(): Promise<void>;
}

/** By pattern: `.env` files have a language of their own in newer editors only. The server leaves out what is installed. */
const documentSelector: DocumentSelector = [
  { scheme: 'file', pattern: '**/.env*' },
  { scheme: 'file', pattern: '**/*.php' },
];

const stopTimeout = 2000;

/**
 * Starts the language server in a process of its own, over ipc. The server itself asks for the files to be watched,
 * so that every client watches the same ones. Rejects when the server cannot be started.
 */
export async function startLanguageClient(start: StartOptions): Promise<LanguageClientHandle> {
  let { options } = start;
  const live = new Map<string, LiveFacts>();
  const open = async (): Promise<LanguageClient> => {
    const run = { module: start.serverModule, transport: TransportKind.ipc };
    const client = new LanguageClient(
      'laravelOps',
      'Laravel Ops Language Server',
      { run, debug: run },
      { documentSelector, initializationOptions: options, outputChannel: start.outputChannel },
    );
    await client.start();
    for (const [root, facts] of live) await tell(client, { root, facts });
    return client;
  };
  const close = async (client: LanguageClient | undefined): Promise<void> => {
    if (client?.isRunning() === true) await client.dispose(stopTimeout);
  };
  const update = async (next: ServerOptions): Promise<void> => {
    const again = client === undefined || next.diagnostics.scope !== options.diagnostics.scope;
    options = next;
    if (again) {
      const before = client;
      client = undefined;
      await close(before);
      client = await open();
    } else {
      const settings = { [configurationSection]: next };
      await client?.sendNotification('workspace/didChangeConfiguration', { settings });
    }
  };
  let client: LanguageClient | undefined = await open();
  let disposed = false;
  // A setting that changes while the server starts again waits for that: two servers would both show diagnostics.
  const queue = inOrder();
  const registered: Disposable[] = [
    commands.registerCommand(clientCommands.copyText, copyText),
    commands.registerCommand(clientCommands.turnRuleOff, turnRuleOff),
    workspace.onDidGrantWorkspaceTrust(() => {
      queue
        .run(() => update({ ...options, trusted: true }))
        .catch((error: unknown) => start.outputChannel.error('The language server was not told of the trust.', error));
    }),
  ];
  return {
    updateOptions: (next) => queue.run(async () => (disposed ? undefined : update(next))),
    sendLiveFacts: async (root, facts) => {
      if (facts === null) live.delete(root);
      else live.set(root, facts);
      await queue.run(async () => {
        if (client !== undefined) await tell(client, { root, facts });
      });
    },
    dispose: async () => {
      disposed = true;
      for (const each of registered) each.dispose();
      await queue.run(() => close(client));
    },
  };
}

async function tell(client: LanguageClient, params: LiveFactsParams): Promise<void> {
  await client.sendNotification(liveFactsNotification, params);
}
