// Loads dist/extension.js as VS Code does, with a stand-in for the vscode module, calls activate() and prints what that
// took and which of our output files were loaded: { loadMs, activateMs, loaded }. Run in a fresh process each time.
const Module = require('node:module');
const path = require('node:path');
const { performance } = require('node:perf_hooks');

const dist = path.resolve(__dirname, '../../dist');
const disposable = { dispose() {} };
const event = () => disposable;

/** Answers every property with something callable that disposes of nothing: enough for registering things. */
function standIn(known) {
  return new Proxy(known, {
    get: (target, key) =>
      key in target ? target[key] : typeof key === 'string' && key.startsWith('on') ? event : () => disposable,
  });
}
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
  ThemeColor: class {},
  ThemeIcon: class {},
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

const load = Module._load;
Module._load = function (request, ...rest) {
  return request === 'vscode' ? vscode : load.call(this, request, ...rest);
};

const before = performance.now();
const extension = require(path.join(dist, 'extension.js'));
const loaded = performance.now();
extension.activate({
  subscriptions: [],
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
    .sort();
  console.log(JSON.stringify({ loadMs: loaded - before, activateMs: activated - loaded, loaded: files }));
  process.exit(0);
}, 300);
