// The language server's own process: `node dist/server.js --stdio`, or started by an editor with --node-ipc.
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { diskTextSource } from '../node/files';
import { trackedFiles } from '../node/gitIndex';
import { startServer } from './server';

startServer(createConnection(ProposedFeatures.all), { files: diskTextSource(), tracked: trackedFiles });
