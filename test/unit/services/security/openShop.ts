import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { App } from '../../../../src/services/app';
import { Workspace } from '../../../../src/services/workspace';
import { type EnvLines, type MemoryHost, memoryHost, type temporary } from '../../../services/host';

/** The demo shop in a folder of its own, opened, with an empty folder of logs. */
export interface OpenedShop {
  readonly root: string;
  readonly host: MemoryHost;
  readonly workspace: Workspace;
  readonly app: App;
  /** Path of a log. */
  readonly log: (name?: string) => string;
  /** Another look at the same files, as a window has it that is opened later. */
  readonly again: () => Promise<Workspace>;
}

/** Its first log is `security`, JSON, one file a day; `single` is laravel.log. */
export async function openShop(
  made: ReturnType<typeof temporary>,
  env: EnvLines = {},
  files: Readonly<Record<string, string>> = {},
): Promise<OpenedShop> {
  const root = await made.shop(env);
  await mkdir(join(root, 'storage/logs'), { recursive: true });
  for (const [path, text] of Object.entries(files)) await writeFile(join(root, path), text);
  const host = memoryHost(await made.folder(), root);
  const open = async (): Promise<Workspace> => {
    const opened = new Workspace(host);
    await opened.discover();
    return opened;
  };
  const workspace = await open();
  return {
    root,
    host,
    workspace,
    app: workspace.appAt(root),
    log: (name = 'laravel.log') => join(root, 'storage/logs', name),
    again: open,
  };
}

/** A line of Monolog's, as Laravel sets it up. @param time milliseconds since 1970 */
export function logLine(time: number, message: string, context: object = {}, level = 'INFO'): string {
  return `[${new Date(time).toISOString().slice(0, 19).replace('T', ' ')}] local.${level}: ${message} ${JSON.stringify(context)} \n`;
}

/** A failed login as the scaffold's listener has Monolog's JsonFormatter write it; PHP escapes slashes. */
export function failedLogin(time: number, ip: string, account: string): string {
  const context = {
    event: 'login_failed',
    guard: 'web',
    account,
    user_id: null,
    ip,
    user_agent: 'Mozilla/5.0 (X11)',
  };
  const record = {
    message: 'login_failed',
    context,
    level: 300,
    level_name: 'WARNING',
    channel: 'security',
    datetime: new Date(time).toISOString().replace('Z', '000+00:00'),
    extra: {},
  };
  return `${JSON.stringify(record).replaceAll('/', '\\/')}\n`;
}
