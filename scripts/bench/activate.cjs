// Loads dist/extension.js as VS Code does, with a stand-in for the vscode module, calls activate() and prints what that
// took and which of our output files were loaded: { loadMs, activateMs, loaded }. Run in a fresh process each time.
//   node activate.cjs [FOLDER] [--everything]   --everything: loads at once what the extension loads on first use
// LARAVEL_OPS_DIST names another folder than dist/.
const Module = require('node:module');
const path = require('node:path');
const { performance } = require('node:perf_hooks');

const dist = path.resolve(process.env.LARAVEL_OPS_DIST ?? path.join(__dirname, '../../dist'));
const disposable = { dispose() {} };
const event = () => disposable;

/** Answers every property with something callable that disposes of nothing: enough for registering things. */
function standIn(known) {
  return new Proxy(known, {
    get: (target, key) =>
      key in target ? target[key] : typeof key === 'string' && key.startsWith('on') ? event : () => disposable,
  });
}
/** Whatever class VS Code has: to be constructed and derived from. */
function Plain() {}
class EventEmitter {
  event = event;
  fire() {}
  dispose() {}
}
const uri = (fsPath) => ({ fsPath, path: fsPath, scheme: 'file' });
const channel = standIn({ info() {}, warn() {}, error() {} });
const configuration = { get: (_key, fallback) => fallback };
const vscode = {
  EventEmitter,
  Uri: { file: uri, joinPath: (base, ...parts) => uri([base.path, ...parts].join('/')) },
  ThemeColor: Plain,
  ThemeIcon: Plain,
  MarkdownString: class {
    appendText() {}
    appendMarkdown() {}
  },
  StatusBarAlignment: { Left: 1 },
  ProgressLocation: { Notification: 15 },
  TreeItemCollapsibleState: { None: 0, Collapsed: 1, Expanded: 2 },
  ViewColumn: { Active: -1 },
  l10n: { t: (text) => text },
  env: standIn({ remoteName: undefined }),
  commands: standIn({ executeCommand: async () => undefined }),
  languages: standIn({}),
  tasks: standIn({}),
  workspace: standIn({
    isTrusted: true,
    workspaceFolders:
      process.argv[2] === undefined ? undefined : [{ uri: uri(path.resolve(process.argv[2])), name: 'app', index: 0 }],
    textDocuments: [],
    getConfiguration: () => configuration,
  }),
  window: standIn({
    activeTextEditor: undefined,
    createOutputChannel: () => channel,
    createTreeView: () => standIn({ visible: false }),
    createStatusBarItem: () => standIn({ show() {}, hide() {} }),
  }),
};

const everything = process.argv.includes('--everything');
/** The language client derives classes from VS Code's as soon as it is loaded. */
const withClasses = new Proxy(vscode, { get: (target, key) => (key in target ? target[key] : Plain) });

// oxlint-disable-next-line no-underscore-dangle -- Node has no other way in for CommonJS
const load = Module._load;
// oxlint-disable-next-line no-underscore-dangle
Module._load = function (request, ...rest) {
  if (request === 'vscode') return everything ? withClasses : vscode;
  return load.call(this, request, ...rest);
};

const before = performance.now();
const extension = require(path.join(dist, 'extension.js'));
if (everything) for (const later of ['services.js', 'drivers.js', 'languageClient.js']) require(path.join(dist, later));
const loaded = performance.now();
extension.activate({
  subscriptions: [],
  extension: { packageJSON: require('../../package.json') },
  extensionUri: uri(path.dirname(dist)),
  globalStorageUri: uri(path.join(require('node:os').tmpdir(), 'laravel-ops-bench')),
  workspaceState: { get: () => undefined, update: async () => undefined },
  secrets: {},
  asAbsolutePath: (file) => path.join(path.dirname(dist), file),
});
const activated = performance.now();
// Looking for apps goes on after activate(); what it loads counts as well.
setTimeout(() => {
  const files = Object.keys(require.cache)
    .filter((file) => file.startsWith(dist))
    .map((file) => path.basename(file))
    .sort((a, b) => a.localeCompare(b));
  console.log(JSON.stringify({ loadMs: loaded - before, activateMs: activated - loaded, loaded: files }));
  process.exit(0);
}, 300);
