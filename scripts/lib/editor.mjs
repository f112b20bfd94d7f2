// Opens the demo: in the user's own VS Code when `code` is on the PATH, else in code-server.
import { join } from 'node:path';
import {
  ensureCodeServer,
  installExtension,
  openInBrowser,
  quietSettings,
  startCodeServer,
  writeSettings,
} from './codeServer.mjs';
import { run, tail, which } from './packages.mjs';

/**
 * @param {object} options
 * @param {string} options.vsix
 * @param {string} options.workspace .code-workspace file
 * @param {string} options.demo
 * @param {number | undefined} options.port code-server's of the last start
 * @param {(line: string) => void} options.log
 * @param {AbortSignal} options.signal
 * @returns {Promise<{ stop?: () => Promise<void>, port?: number }>} nothing to stop for the user's own VS Code
 */
export async function openDemo({ vsix, workspace, demo, port, log, signal }) {
  const code = which('code');
  if (code !== undefined) {
    const installed = await run(code, ['--install-extension', vsix, '--force'], { timeoutMs: 90_000, signal });
    if (installed.code === 0) {
      const opened = await run(code, [workspace], { timeoutMs: 60_000, signal });
      if (opened.code === 0) {
        log('opened in your VS Code; the extension stays installed there until you uninstall it');
        return {};
      }
    }
    log(`code did not open it (${tail(installed.output, 2)}); code-server instead`);
  }
  await ensureCodeServer(log, signal);
  const userDataDir = join(demo, 'code-server/user-data');
  const extensionsDir = join(demo, 'code-server/extensions');
  writeSettings(userDataDir, quietSettings());
  await installExtension(vsix, { userDataDir, extensionsDir }, signal);
  const server = await startCodeServer({
    userDataDir,
    extensionsDir,
    logDir: join(demo, 'code-server'),
    workspaceTrust: false, // our own files; in the user's own VS Code it asks as it does for every folder
    signal,
    ...(port === undefined ? {} : { port }),
  });
  const address = `${server.url}?workspace=${encodeURIComponent(workspace)}`;
  log(`open ${address}`);
  await openInBrowser(address);
  return { stop: server.stop, port: server.port };
}
