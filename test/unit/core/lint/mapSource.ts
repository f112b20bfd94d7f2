import type { DirectoryEntry, TextSource } from '../../../../src/core/laravel/textSource';

/** A Laravel 12 application without framework files on disk, plus what a test adds; paths relative to /shop. */
export function shop(files: Readonly<Record<string, string>>): TextSource {
  return mapSource(shopFiles(files));
}

/** The same as a map from absolute paths, for tests that change files. */
export function shopFiles(files: Readonly<Record<string, string>>, root = '/shop'): Map<string, string> {
  const all = {
    artisan: '#!/usr/bin/env php\n<?php\n',
    'composer.json': JSON.stringify({ require: { 'laravel/framework': '^12.0' } }),
    'bootstrap/app.php': '<?php\nreturn Application::configure(basePath: dirname(__DIR__))->create();\n',
    'config/app.php': appConfig(),
    ...files,
  };
  return new Map(Object.entries(all).map(([path, text]) => [`${root}/${path}`, text]));
}

/** config/app.php as Laravel ships it, as far as the rules look at it. */
export function appConfig(debug = "(bool) env('APP_DEBUG', false)", env = "env('APP_ENV', 'production')"): string {
  return `<?php\n\nreturn [\n    'env' => ${env},\n\n    'debug' => ${debug},\n];\n`;
}

/** The files of a map as a disk; sees later changes of the map. A text with NUL bytes is a binary file. */
export function mapSource(files: ReadonlyMap<string, string>): TextSource {
  return {
    readText: (path) => {
      const text = files.get(path);
      if (text === undefined) return Promise.resolve({ kind: 'missing' });
      if (text.includes('\0'))
        return Promise.resolve({ kind: 'unreadable', reason: 'binary', message: 'A binary file.' });
      return Promise.resolve({ kind: 'text', text });
    },
    list: (folder) => {
      const entries = new Map<string, DirectoryEntry>();
      for (const path of files.keys()) {
        if (!path.startsWith(`${folder}/`)) continue;
        const [name = '', ...below] = path.slice(folder.length + 1).split('/');
        entries.set(name, { name, kind: below.length === 0 ? 'file' : 'directory', symbolicLink: false });
      }
      return Promise.resolve([...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1)));
    },
  };
}
