import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Absolute path of a program on the PATH; undefined when it is not there. Nothing is run. */
export async function findProgram(name: string): Promise<string | undefined> {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  for (const folder of (process.env['PATH'] ?? '').split(delimiter).filter((each) => each !== ''))
    for (const ending of endings) {
      const path = join(folder, `${name}${ending}`);
      if (await isRunnable(path)) return path;
    }
  return undefined;
}

function isRunnable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false, // Not there, or not ours to run: both mean that it is none.
  );
}
