// Type-checks every floor against what it may see: src (Node + vscode), core (nothing), webview (DOM), test.
import { spawnSync } from 'node:child_process';

let failed = false;
for (const project of ['tsconfig.json', 'src/core/tsconfig.json', 'webview/tsconfig.json', 'test/tsconfig.json']) {
  const { status } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', project], {
    stdio: 'inherit',
  });
  if (status !== 0) {
    console.error(`typecheck failed: ${project}`);
    failed = true;
  }
}
process.exit(failed ? 1 : 0);
