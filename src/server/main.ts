// The language server's own process: `node dist/server.js --stdio`, or started by an editor with --node-ipc.
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { diskTextSource } from '../node/files';
import { filesAhead } from '../node/gitAhead';
import { rememberTrackedFiles } from '../node/gitIndex';
import { readMachineFacts } from '../node/machineFacts';
import { startServer } from './server';

startServer(createConnection(ProposedFeatures.all), {
  files: diskTextSource(),
  tracked: rememberTrackedFiles(),
  machine: readMachineFacts,
  ahead: filesAhead,
});
