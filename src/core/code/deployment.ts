import { joinPath } from '../base/path';
import type { TextSource } from '../laravel/textSource';

/** Files that say how the application is run, by path relative to it: "Procfile" → its text. */
export type DeploymentFiles = ReadonlyMap<string, string>;

const inRoot =
  /^(?:Procfile|Dockerfile[\w.-]*|(?:docker-)?compose[\w.-]*\.ya?ml|supervisord?[\w.-]*\.(?:conf|ini)|crontab|package\.json|deploy\.php|Envoy\.blade\.php|vapor\.yml|fly\.toml|nixpacks\.toml|phpunit\.xml(?:\.dist)?|\.gitignore)$/;
const folders: readonly { readonly path: string; readonly names: RegExp; readonly depth: number }[] = [
  { path: '', names: inRoot, depth: 0 },
  {
    path: 'docker',
    names: /\.(?:conf|ini|sh|ya?ml)$|^(?:Dockerfile|crontab|cron)|^(?:supervisord?|php-fpm)/,
    depth: 3,
  },
  { path: '.docker', names: /\.(?:conf|ini|sh|ya?ml)$|^(?:Dockerfile|crontab)/, depth: 3 },
  { path: 'deploy', names: /\.(?:conf|ini|ya?ml)$/, depth: 2 },
  { path: 'k8s', names: /\.ya?ml$/, depth: 2 },
  { path: '.platform', names: /\.(?:conf|ya?ml)$/, depth: 2 },
];
const mostFiles = 200;

/** Reads the deployment files of an application. Nothing in them is run. Rejects only when the signal aborts. */
export async function readDeployment(
  source: TextSource,
  root: string,
  signal: AbortSignal | undefined,
): Promise<DeploymentFiles> {
  const found = new Map<string, string>();
  const collect = async (folder: string, names: RegExp, depth: number): Promise<void> => {
    for (const entry of await source.list(joinPath(root, folder), signal)) {
      if (found.size >= mostFiles) return;
      const relative = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.kind === 'file' && names.test(entry.name)) {
        const read = await source.readText(joinPath(root, relative), signal);
        if (read.kind === 'text') found.set(relative, read.text);
      }
      if (entry.kind === 'directory' && !entry.symbolicLink && depth > 0) await collect(relative, names, depth - 1);
    }
  };
  for (const { path, names, depth } of folders) await collect(path, names, depth);
  return found;
}
