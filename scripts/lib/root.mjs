// Where this checkout is, and what Node it runs on. Nothing here needs node_modules.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Ends the script with a plain message when Node is older than what the tools need. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 15)) return;
  console.error(
    `This needs Node 20.15 or later; here is ${process.versions.node}. Install a newer one and run it again.`,
  );
  process.exit(1);
}
