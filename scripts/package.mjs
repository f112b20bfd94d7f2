// npm run package: installs what is missing, builds, and makes the .vsix.
import { relative } from 'node:path';
import { build, ensureDependencies, packageExtension } from './lib/dependencies.mjs';
import { requireNode, root } from './lib/root.mjs';

requireNode();
try {
  await ensureDependencies(console.log);
  console.log((await build()).trimEnd());
  const { file, bytes } = await packageExtension();
  console.log(`${String(Math.round(bytes / 1000)).padStart(6)} kB  ${relative(root, file)}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
