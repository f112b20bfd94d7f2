import { access, constants, readdir } from 'node:fs/promises';
import { isOpsError, OpsError } from '../../core/base/errors';
import { throwIfAborted } from '../../core/base/abort';
import { fileNames, matchesSegment, pathFolders, toolPlaces } from './places';
import type { Environment, ToolPlatform, ToolProgram } from './places';
import { askProcess } from './runProcess';
import { judgeTool, parseToolVersion } from './version';
import type { JudgedServer, ToolJudgement, ToolVersion } from './version';

/** Port: the disk as the doctor sees it; forward slashes. */
export interface ToolFiles {
  /** Names in a folder; empty when it cannot be read. */
  list(folder: string): Promise<readonly string[]>;
  /** True for a file that may be run. */
  isRunnable(path: string): Promise<boolean>;
}

export interface FoundTool {
  readonly program: ToolProgram;
  /** Absolute, forward slashes. */
  readonly path: string;
  /** "laravelOps.tools…", "dump.dump_binary_path", "PATH", "Laragon". */
  readonly source: string;
  /** Undefined when it did not say: see `problem`. */
  readonly version?: ToolVersion;
  /** For dump programs, when the server is known. */
  readonly judgement?: ToolJudgement;
  /** Why it cannot be used. */
  readonly problem?: string;
}

export interface FindToolsOptions {
  readonly signal: AbortSignal;
  readonly programs?: readonly ToolProgram[];
  /** A user's setting: program → path of the file. It comes before everything else. */
  readonly settings?: Readonly<Partial<Record<ToolProgram, string>>>;
  /** `dump.dump_binary_path` of the connection, by the effective configuration: a folder. */
  readonly dumpBinaryPath?: string;
  readonly server?: JudgedServer;
  /** What follows is this machine's when left out. */
  readonly platform?: ToolPlatform;
  readonly env?: Environment;
  readonly files?: ToolFiles;
  /** Runs a program with arguments and gives what it printed. */
  readonly ask?: (path: string, args: readonly string[], signal: AbortSignal) => Promise<string>;
}

const all: readonly ToolProgram[] = ['mysqldump', 'mariadb-dump', 'mysql', 'mariadb', 'php', 'zip'];
/** How long a program may take to say its version. Milliseconds. */
const versionTimeout = 5_000;

/**
 * Finds programs on this machine and asks each for its version; starts nothing else. In the order in which they should be taken:
 * a user's setting, `dump_binary_path`, PATH, then the folders of local development environments. A setting that leads nowhere is
 * listed with its problem.
 */
export async function findTools(options: FindToolsOptions): Promise<readonly FoundTool[]> {
  const { signal } = options;
  const platform = options.platform ?? thisPlatform();
  const env = options.env ?? process.env;
  const files = options.files ?? localToolFiles;
  const ask = options.ask ?? askProcess;
  const programs = options.programs ?? all;
  const found: FoundTool[] = [];
  const seen = new Set<string>();
  const add = async (program: ToolProgram, path: string, source: string): Promise<void> => {
    const key = platform === 'linux' ? path : path.toLowerCase();
    if (seen.has(key) || !(await files.isRunnable(path))) return;
    seen.add(key);
    found.push(await described({ program, path, source }, ask, options));
  };

  for (const program of programs) {
    const setting = options.settings?.[program];
    if (setting === undefined || setting === '') continue;
    const path = setting.replaceAll('\\', '/');
    if (await files.isRunnable(path)) await add(program, path, 'setting');
    else
      found.push({
        program,
        path,
        source: 'setting',
        problem: 'The setting names a file that is not there or may not be run.',
      });
  }
  const folders = [
    ...(options.dumpBinaryPath === undefined
      ? []
      : [
          { source: 'dump.dump_binary_path', folder: options.dumpBinaryPath.replaceAll('\\', '/').replace(/\/+$/, '') },
        ]),
    ...pathFolders(platform, env).map((folder) => ({ source: 'PATH', folder })),
    ...toolPlaces(platform, env),
  ];
  for (const { source, folder } of folders)
    for (const place of await expanded(folder, files)) {
      throwIfAborted(signal);
      for (const program of programs)
        for (const name of fileNames(platform, program)) await add(program, `${place}/${name}`, source);
    }
  return found;
}

/** The folders that a pattern means, newest version first. */
async function expanded(pattern: string, files: ToolFiles): Promise<readonly string[]> {
  if (!pattern.includes('*')) return [pattern];
  let folders: readonly string[] = [''];
  for (const [index, segment] of pattern.split('/').entries()) {
    const next: string[] = [];
    for (const folder of folders) {
      const prefix = index === 0 ? '' : `${folder}/`;
      if (!segment.includes('*')) next.push(`${prefix}${segment}`);
      else {
        const names = (await files.list(folder === '' ? '/' : folder)).filter((name) => matchesSegment(name, segment));
        next.push(...names.sort(newestFirst).map((name) => `${prefix}${name}`));
      }
    }
    folders = next;
  }
  return folders;
}

/** "mysql-8.0.30-winx64" before "mysql-5.7.33-winx64". */
const newestFirst = (a: string, b: string): number => b.localeCompare(a, 'en', { numeric: true });

async function described(
  tool: Pick<FoundTool, 'program' | 'path' | 'source'>,
  ask: NonNullable<FindToolsOptions['ask']>,
  { signal, server }: FindToolsOptions,
): Promise<FoundTool> {
  try {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(versionTimeout)]);
    const version = parseToolVersion(await ask(tool.path, [tool.program === 'zip' ? '-v' : '--version'], limited));
    if (version === undefined) return { ...tool, problem: 'It does not say its version as this program does.' };
    const isDump = tool.program === 'mysqldump' || tool.program === 'mariadb-dump';
    return { ...tool, version, ...(isDump && server !== undefined ? { judgement: judgeTool(version, server) } : {}) };
  } catch (error) {
    if (signal.aborted) throw new OpsError('cancelled', 'Cancelled.');
    if (isOpsError(error, 'cancelled')) return { ...tool, problem: 'It did not say its version within 5 s.' };
    if (isOpsError(error)) return { ...tool, problem: error.message };
    throw error;
  }
}

/** The dump program to take: the first that suits the server, else the first that works at all; none is an answer. */
export function bestDumpTool(tools: readonly FoundTool[]): FoundTool | undefined {
  const usable = tools.filter(
    ({ program, version, problem }) =>
      (program === 'mysqldump' || program === 'mariadb-dump') && version !== undefined && problem === undefined,
  );
  return (
    usable.find(({ source }) => source === 'setting') ??
    usable.find(({ judgement }) => judgement?.fit === 'good') ??
    usable[0]
  );
}

function thisPlatform(): ToolPlatform {
  return process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux';
}

const localToolFiles: ToolFiles = {
  list: (folder) => readdir(folder.endsWith(':') ? `${folder}/` : folder).catch(() => []), // Not there: nothing to find.
  isRunnable: (path) =>
    access(path, constants.X_OK).then(
      () => true,
      () => false, // Not there, or not ours to run: both mean that it is none.
    ),
};
