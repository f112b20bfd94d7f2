import type { DirectoryEntry, TextRead, TextSource } from '../../../../src/core/laravel/textSource';

/** Files in memory: path → text, or why it cannot be read. */
export function memorySource(
  files: Readonly<Record<string, string | Exclude<TextRead, { kind: 'text' }>>>,
): TextSource {
  return {
    readText: (path) => {
      const file = files[path] ?? { kind: 'missing' };
      return Promise.resolve(typeof file === 'string' ? { kind: 'text', text: file } : file);
    },
    list: (path) => {
      const prefix = path === '/' ? '/' : `${path}/`;
      const entries = new Map<string, DirectoryEntry>();
      for (const file of Object.keys(files).filter((each) => each.startsWith(prefix))) {
        const [name = '', ...deeper] = file.slice(prefix.length).split('/');
        entries.set(name, { name, kind: deeper.length > 0 ? 'directory' : 'file', symbolicLink: false });
      }
      return Promise.resolve([...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1)));
    },
  };
}

/** The same files below another folder. */
export function under(root: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${root}/${path}`, text]));
}
