import { access } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The nearest folder above a file that holds `artisan` and `composer.json`; undefined when there is none. */
export async function applicationAbove(path: string): Promise<string | undefined> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const here = await Promise.all(['artisan', 'composer.json'].map((name) => isThere(`${folder}/${name}`)));
    if (here.every(Boolean)) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false, // Missing or not ours to see: no application that we could keep anything in.
  );
}
