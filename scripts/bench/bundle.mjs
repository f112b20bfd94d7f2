// The product's own TypeScript as something a script can load: bundled as the extension is, into a folder of the caller.
import { build } from 'esbuild';
import { join } from 'node:path';
import { root } from '../lib/root.mjs';

/**
 * @param {string} folder where the file goes
 * @param {string} name without extension
 * @param {string} source what the bundle is made of; its imports are relative to the project's folder
 * @returns {Promise<string>} path of the CommonJS file
 */
export async function bundle(folder, name, source) {
  const outfile = join(folder, `${name}.cjs`);
  await build({
    stdin: { contents: source, resolveDir: root, sourcefile: `${name}.ts`, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    legalComments: 'none',
    mainFields: ['module', 'main'],
    loader: { '.stub': 'text' },
    logLevel: 'warning',
  });
  return outfile;
}
