// A language client over stdio (LSP 3.17, base protocol with Content-Length headers), as little as measuring needs.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** What VS Code's client can do, as far as the server asks. */
const capabilities = {
  textDocument: { diagnostic: {} },
  workspace: {
    workspaceFolders: true,
    diagnostics: { refreshSupport: true },
    didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
  },
};

/**
 * @typedef {object} Client
 * @property {number} pid
 * @property {(method: string, params: object) => void} notify
 * @property {(method: string, params: object) => Promise<any>} request
 * @property {() => Promise<void>} stop shuts the server down and waits for its end
 */

/**
 * Starts a server and initialises it for one folder.
 * @param {string} module @param {string} folder @param {object} initializationOptions
 * @returns {Promise<Client>}
 */
export async function startServer(module, folder, initializationOptions) {
  const child = spawn(process.execPath, [module, '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    timeout: 120_000,
    killSignal: 'SIGKILL',
  });
  let nextId = 1;
  /** @type {Map<number, { resolve: (value: any) => void, reject: (error: Error) => void }>} */
  const waiting = new Map();
  const send = (/** @type {object} */ message) => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const onMessage = (/** @type {any} */ message) => {
    // The server's own questions (registrations, refreshes) are all answered with yes.
    if (message.method !== undefined && message.id !== undefined) send({ id: message.id, result: null });
    const waiter = message.method === undefined ? waiting.get(message.id) : undefined;
    if (waiter === undefined) return;
    waiting.delete(message.id);
    if (message.error === undefined) waiter.resolve(message.result);
    else waiter.reject(new Error(message.error.message));
  };
  onMessages(child.stdout, onMessage);
  child.stdin.on('error', () => undefined); // It ended early: 'exit' says so.
  /** @type {Promise<void>} */
  const ended = new Promise((resolve, reject) => {
    const fail = (/** @type {Error} */ error) => {
      for (const { reject: refuse } of waiting.values()) refuse(error);
      reject(error);
    };
    child.once('error', fail);
    child.once('exit', (code) => (code === 0 ? resolve() : fail(new Error(`${module} ended with ${code}`))));
  });
  ended.catch(() => undefined); // Whoever waits for an answer is told.
  const notify = (/** @type {string} */ method, /** @type {object} */ params) => send({ method, params });
  const request = (/** @type {string} */ method, /** @type {object} */ params) =>
    new Promise((resolve, reject) => {
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      send({ id, method, params });
    });
  const workspaceFolders = [{ uri: pathToFileURL(folder).href, name: 'shop' }];
  await request('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities,
    workspaceFolders,
    initializationOptions,
  });
  notify('initialized', {});
  return {
    pid: child.pid ?? 0,
    notify,
    request,
    stop: async () => {
      await request('shutdown', {});
      notify('exit', {});
      await ended;
    },
  };
}

/** Opens a file as it is on disk. @param {Client} client @param {string} file @returns {string} its URI */
export function openFile(client, file) {
  const uri = pathToFileURL(file).href;
  const text = readFileSync(file, 'utf8');
  client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'any', version: 1, text } });
  return uri;
}

/** @param {Client} client @param {string} uri @returns {Promise<string[]>} codes of what is found */
export async function pull(client, uri) {
  const report = await client.request('textDocument/diagnostic', { textDocument: { uri } });
  return report.items.map((/** @type {{ code: string }} */ { code }) => code);
}

/**
 * Takes a stream of LSP messages apart (Language Server Protocol 3.17, "Base Protocol").
 * @param {import('node:stream').Readable} stream
 * @param {(message: any) => void} onMessage
 */
export function onMessages(stream, onMessage) {
  let received = Buffer.alloc(0);
  stream.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    for (;;) {
      const header = received.indexOf('\r\n\r\n');
      if (header === -1) return;
      const length = Number(/Content-Length: (\d+)/i.exec(received.toString('latin1', 0, header))?.[1]);
      if (received.length < header + 4 + length) return;
      const body = received.toString('utf8', header + 4, header + 4 + length);
      received = received.subarray(header + 4 + length);
      onMessage(JSON.parse(body));
    }
  });
}
