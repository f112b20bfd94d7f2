// What a user downloads, and what is in it.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { packageExtension } from '../lib/dependencies.mjs';
import { root } from '../lib/root.mjs';

/** Bytes of all files below a folder, without the node_modules of other packages in it. @param {string} folder @returns {number} */
function bytesBelow(folder) {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += entry.name === 'node_modules' ? 0 : bytesBelow(path);
    else if (entry.isFile()) bytes += statSync(path).size;
  }
  return bytes;
}

/** Bytes of the npm packages the extension is made of, as they are installed. */
function dependencyBytes() {
  const { packages } = JSON.parse(readFileSync(join(root, 'node_modules/.package-lock.json'), 'utf8'));
  let bytes = 0;
  for (const [path, { dev, devOptional, optional }] of Object.entries(packages))
    if (!dev && !devOptional && !optional) bytes += bytesBelow(join(root, path));
  return bytes;
}

/** @param {string} _folder @param {string} dist what was built @returns {Promise<import('./measure.mjs').Result>} */
export async function size(_folder, dist) {
  const { bytes } = await packageExtension();
  const files = readdirSync(dist)
    .filter((name) => !name.endsWith('.map'))
    .map((name) => ({ name, bytes: statSync(join(dist, name)).size }))
    .sort((a, b) => b.bytes - a.bytes);
  const all = files.reduce((sum, file) => sum + file.bytes, 0);
  return {
    rows: [
      { what: 'the .vsix', unit: 'bytes', values: [bytes], budget: 2_300_000 },
      {
        what: 'dist/, unpacked',
        unit: 'bytes',
        values: [all],
        peer: { name: 'its npm packages as installed, not bundled', values: [dependencyBytes()] },
      },
      ...files.map((file) => ({
        what: `dist/${file.name}`,
        unit: /** @type {const} */ ('bytes'),
        values: [file.bytes],
      })),
    ],
    without: [],
    notes: ['No other extension does the same, so the .vsix has no peer.'],
  };
}
