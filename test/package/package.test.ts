import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Entry, fromBuffer } from 'yauzl';
import manifest from '../../package.json';

const root = resolve(import.meta.dirname, '../..');
// `npm run package` makes it; `npm test` does that before this tier.
const vsix = resolve(root, `${manifest.name}-${manifest.version}.vsix`);

/** Uncompressed bytes by path inside the package. */
function readEntries(): Promise<Map<string, number>> {
  return new Promise((done, failed) => {
    const sizes = new Map<string, number>();
    fromBuffer(readFileSync(vsix), { lazyEntries: false }, (error, zip) => {
      if (error) return failed(error);
      zip.on('entry', (entry: Entry) => sizes.set(entry.fileName, entry.uncompressedSize));
      zip.on('end', () => done(sizes));
      zip.on('error', failed);
    });
  });
}

let entries = new Map<string, number>();
beforeAll(async () => {
  entries = await readEntries();
});

/** What vsce writes itself. */
const ofVsce = ['[Content_Types].xml', 'extension.vsixmanifest'];
/** vsce lower-cases the documents it knows. */
const ours = [
  'extension/LICENSE.txt',
  'extension/changelog.md',
  'extension/dist/backups.js',
  'extension/dist/cli.js',
  'extension/dist/codicon.ttf',
  'extension/dist/drivers.js',
  'extension/dist/errors.js',
  'extension/dist/extension.js',
  'extension/dist/languageClient.js',
  'extension/dist/permit.js',
  'extension/dist/phpParser.js',
  'extension/dist/queries.js',
  'extension/dist/s3.js',
  'extension/dist/security.js',
  'extension/dist/server.js',
  'extension/dist/services.js',
  'extension/dist/webview.css',
  'extension/dist/webview.js',
  'extension/dist/zip.js',
  'extension/media/activity-bar.svg',
  'extension/media/icon.png',
  'extension/package.json',
  'extension/package.nls.json',
  'extension/readme.md',
  'extension/schemas/decisions.schema.json',
];

test('the package holds these files and nothing else', () => {
  const found = [...entries.keys()].filter((path) => !path.startsWith('extension/media/walkthrough/')).toSorted();
  expect(found).toEqual([...ofVsce, ...ours].toSorted());
});

describe('sizes stay within their budgets (kB)', () => {
  test.each([
    ['extension.js', 110],
    ['services.js', 950],
    ['phpParser.js', 150],
    ['backups.js', 850],
    ['queries.js', 665],
    ['security.js', 500],
    ['s3.js', 500],
    ['zip.js', 250],
    ['languageClient.js', 450],
    ['drivers.js', 950],
    ['server.js', 850],
    ['cli.js', 810],
    ['webview.js', 500],
  ])('%s: at most %i', (file, budget) => {
    expect((entries.get(`extension/dist/${file}`) ?? Number.NaN) / 1000).toBeLessThanOrEqual(budget);
  });

  test('the whole package: at most 2,300', () => {
    expect(statSync(vsix).size / 1000).toBeLessThanOrEqual(2300);
  });
});

test('what the manifest names is in the package', () => {
  expect(entries.has(`extension/${manifest.main.replace('./', '')}`)).toBe(true);
  expect(entries.has(`extension/${manifest.bin['laravel-ops']}`)).toBe(true);
  expect(entries.has(`extension/${manifest.icon}`)).toBe(true);
});

test('no secret, no path of a developer and no source map went in', () => {
  const readable = [...entries.keys()].filter((path) => /\.map$|\.env|\.pem$|node_modules|test\//.test(path));
  expect(readable).toEqual([]);
});
