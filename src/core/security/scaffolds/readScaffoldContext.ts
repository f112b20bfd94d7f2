import { joinPath } from '../../base/path';
import { classIndex } from '../../code/classes';
import type { Code } from '../../code/collector';
import { routeTable } from '../../code/routes/routeTable';
import { limiterDefinitions } from '../../code/limiters/limiterDefinitions';
import { readManifest, textOf as textIn } from '../../laravel/composer';
import type { TextSource } from '../../laravel/textSource';
import { appStyle } from './appStyle';
import { ownTestFiles } from './ownTestFiles';
import type { ScaffoldContext } from './scaffold';

/**
 * Reads the files that scaffolds may change or would create.
 *
 * @param source open documents before the disk, so that edits fit what the editor shows
 * @param code of the same application, with the shared collectors
 * @throws OpsError `cancelled` when the signal aborts
 */
export async function readScaffoldContext(
  source: TextSource,
  code: Code,
  signal?: AbortSignal,
): Promise<ScaffoldContext> {
  const { project } = code;
  const { root } = project;
  const composer = textIn(await source.readText(joinPath(root, 'composer.json'), signal));
  const manifest = composer === undefined ? undefined : readManifest(composer);
  const texts = new Map<string, string>();
  const base = { root, project, code, ...(manifest === undefined ? {} : { manifest }) };
  const { folder } = appStyle({ ...base, textOf: () => undefined });
  const files = new Set([
    joinPath(project.config.folder, 'logging.php'),
    ...fixed.map((file) => joinPath(root, file)),
    ...inApp.map((file) => joinPath(folder, file)),
    ...ownTestFiles.map((file) => joinPath(root, file)),
    ...routeTable(code).routes.map(({ whole }) => whole.file),
    ...classIndex(code).all.flatMap(({ name, file }) => (/\\(?:App|Event)ServiceProvider$/.test(name) ? [file] : [])),
    ...limiterDefinitions(code).definitions.map(({ location }) => location.file),
  ]);
  if (composer !== undefined) texts.set(joinPath(root, 'composer.json'), composer);
  for (const file of files) {
    const read = await source.readText(file, signal);
    // Not readable is not absent: nothing may be created over it, and nothing parses an empty text.
    if (read.kind !== 'missing') texts.set(file, textIn(read) ?? '');
  }
  return { ...base, textOf: (file) => texts.get(file) };
}

const fixed = ['bootstrap/app.php', 'tests/Pest.php', 'tests/TestCase.php'];
const inApp = [
  'Exceptions/Handler.php',
  'Http/Kernel.php',
  'Listeners/RecordSecurityEvents.php',
  'Logging/SecurityLog.php',
  'Models/User.php',
  'Observers/RecordChanges.php',
  'Providers/AppServiceProvider.php',
  'Providers/EventServiceProvider.php',
  'Providers/RouteServiceProvider.php',
  'User.php',
];
