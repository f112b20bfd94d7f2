import { throwIfAborted } from '../base/abort';
import { joinPath } from '../base/path';
import type { TextSource } from '../laravel/textSource';

const named = /(?:runbook|recovery|restore|disaster|incident|playbook)[^/]*\.(?:md|markdown|txt|rst|adoc)$/i;
const folders = ['', 'docs', 'doc', 'documentation', 'ops', 'runbooks', 'docs/runbooks', '.github'];

/** Files of the application that are called a runbook, or speak of recovery in their name. Relative paths. */
export async function findRunbooks(
  source: TextSource,
  root: string,
  signal?: AbortSignal,
): Promise<readonly { readonly file: string }[]> {
  const found: { readonly file: string }[] = [];
  for (const folder of folders) {
    throwIfAborted(signal);
    for (const { name, kind } of await source.list(joinPath(root, folder), signal))
      if (kind === 'file' && named.test(name)) found.push({ file: folder === '' ? name : `${folder}/${name}` });
  }
  return found;
}
