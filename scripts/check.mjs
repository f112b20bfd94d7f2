// npm run check: lint, types and format.
import { runChecks } from './lib/checks.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { requireNode } from './lib/root.mjs';

requireNode();
await ensureDependencies(console.log);
const { failed } = await runChecks();
process.exit(failed === 0 ? 0 : 1);
