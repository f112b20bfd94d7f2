// The language server as an editor starts it: from starting the process to the first diagnostic it publishes.
import { spawn } from 'node:child_process';
import { copyFileSync, cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { root } from '../lib/root.mjs';
import { bundle } from './bundle.mjs';
import { onMessages } from './lspClient.mjs';
import { alternate } from './measure.mjs';

/** The least that a language server on the same library can do: one diagnostic for what is opened. */
const bareServer = `
import { createConnection, ProposedFeatures, TextDocuments, TextDocumentSyncKind } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

const connection = createConnection(ProposedFeatures.all);
const documents = new TextDocuments(TextDocument);
connection.onInitialize(() => ({ capabilities: { textDocumentSync: TextDocumentSyncKind.Incremental } }));
documents.onDidChangeContent(({ document }) => {
  const range = { start: document.positionAt(0), end: document.positionAt(1) };
  void connection.sendDiagnostics({ uri: document.uri, diagnostics: [{ range, message: 'The first character.', code: 'BARE' }] });
});
documents.listen(connection);
connection.listen();
`;

/** The demo shop's own setting: a file is accused only where it is known to be production's. */
const initializationOptions = {
  environments: [{ id: 'production', role: 'production', envFile: '.env.production' }],
};

/**
 * Starts a server, opens a file and waits for diagnostics of it (LSP 3.17, base protocol with Content-Length headers).
 * @param {string} module @param {string} folder @param {string} file
 * @returns {Promise<{ ms: number, codes: string[] }>}
 */
function firstDiagnostic(module, folder, file) {
  return new Promise((resolve, reject) => {
    const from = performance.now();
    const child = spawn(process.execPath, [module, '--stdio'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      timeout: 30_000,
      killSignal: 'SIGKILL',
    });
    const uri = pathToFileURL(file).href;
    const send = (/** @type {object} */ message) => {
      const body = JSON.stringify({ jsonrpc: '2.0', ...message });
      child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    };
    /** @type {{ ms: number, codes: string[] } | undefined} */
    let found;
    const onMessage = (/** @type {any} */ message) => {
      if (message.id === 1) {
        send({ method: 'initialized', params: {} });
        const text = readFileSync(file, 'utf8');
        send({
          method: 'textDocument/didOpen',
          params: { textDocument: { uri, languageId: 'dotenv', version: 1, text } },
        });
      } else if (message.method === 'textDocument/publishDiagnostics' && message.params.uri === uri) {
        const codes = message.params.diagnostics.map((/** @type {any} */ { code }) => code);
        if (codes.length === 0 || found !== undefined) return;
        found = { ms: performance.now() - from, codes };
        send({ id: 2, method: 'shutdown' });
      } else if (message.id === 2) send({ method: 'exit' });
    };
    onMessages(child.stdout, onMessage);
    child.stdin.on('error', () => undefined); // It ended early: 'exit' says so.
    child.once('error', reject);
    child.once('exit', (code) => {
      if (found === undefined) reject(new Error(`${module} ended with ${code} and no diagnostic`));
      else resolve(found);
    });
    const workspaceFolders = [{ uri: pathToFileURL(folder).href, name: 'shop' }];
    send({
      id: 1,
      method: 'initialize',
      params: { processId: process.pid, rootUri: null, capabilities: {}, workspaceFolders, initializationOptions },
    });
  });
}

/**
 * @param {string} folder for files, removed by the caller
 * @param {string} dist what was built
 * @returns {Promise<import('./measure.mjs').Result>}
 */
export async function server(folder, dist) {
  const bare = await bundle(folder, 'bareServer', bareServer);
  const shop = join(folder, 'shop');
  cpSync(join(root, 'test/fixtures/demo-shop'), shop, { recursive: true });
  for (const name of ['.env', '.env.production']) copyFileSync(join(shop, `${name}.example`), join(shop, name));
  const file = join(shop, '.env.production');
  let codes = '';
  const { ours, peer } = await alternate({
    runs: 11,
    maxMs: 20_000,
    ours: async () => {
      const found = await firstDiagnostic(join(dist, 'server.js'), shop, file);
      codes = found.codes.join(', ');
      return found.ms;
    },
    peer: async () => (await firstDiagnostic(bare, shop, file)).ms,
  });
  return {
    rows: [
      {
        what: 'start of dist/server.js to the first diagnostic of .env.production',
        unit: 'ms',
        values: ours,
        peer: { name: 'a bare vscode-languageserver that publishes one diagnostic', values: peer },
      },
    ],
    without: [],
    notes: [
      `Ours finds ${codes} after reading the demo shop's whole configuration, and waits 100 ms for typing to pause.`,
    ],
  };
}
