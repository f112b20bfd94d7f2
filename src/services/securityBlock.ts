import { displayRecord } from '../core/security/display';
import { createRecordParser, type LogRecord } from '../core/security/records';
import { logSources } from '../core/security/sources';
import { followFile } from '../node/tail';
import type { SecurityBlock } from '../protocol/views/dashboard';
import type { App } from './app';
import type { Workspace } from './workspace';

/** Hours drawn. */
const hours = 24;
const hourMs = 3_600_000;
/** Milliseconds the end of a log may take to read: it is a quarter of a megabyte. */
const readLimitMs = 3_000;

/** The end of the app's first log file: its last five events, and how many there were in each of the last 24 hours. */
export async function readSecurityBlock(workspace: Workspace, app: App, signal: AbortSignal): Promise<SecurityBlock> {
  const { project } = await app.current(signal);
  const source = logSources(project).find(({ path }) => path !== undefined);
  if (source?.path === undefined)
    return {
      state: { kind: 'off', message: 'No channel of config/logging.php writes to a file that can be known from here.' },
      histogram: [],
      last: [],
    };
  const records = await readEnd(source.path, signal);
  if (records.length === 0)
    return { state: { kind: 'empty', message: `Nothing in ${source.what} yet.` }, histogram: [], last: [] };
  return {
    state: { kind: 'ready', message: `Channel ${source.channel}: ${source.what}` },
    histogram: histogramOf(records, new Date()),
    last: records
      .slice(-5)
      .reverse()
      .map((record) => {
        const shown = displayRecord(record, (text) => workspace.host.redactor.redact(text));
        const who = [shown.user, shown.ip].filter((part) => part !== undefined).join(' ');
        return {
          at: shown.at ?? '',
          level: shown.level ?? 'unknown',
          text: who === '' ? shown.message : `${shown.message} · ${who}`,
        };
      }),
  };
}

/** Reads what followFile reads first, and stops following when that is delivered. */
async function readEnd(path: Parameters<typeof followFile>[0], signal: AbortSignal): Promise<readonly LogRecord[]> {
  const parser = createRecordParser();
  const records: LogRecord[] = [];
  const done = new AbortController();
  await followFile(path, {
    signal: AbortSignal.any([signal, done.signal, AbortSignal.timeout(readLimitMs)]),
    pollMs: 50,
    onLines: ({ lines }) => void records.push(...parser.push(lines)),
    onIdle: () => done.abort(),
    onReset: () => undefined,
    onError(error) {
      throw error;
    },
  });
  signal.throwIfAborted();
  return [...records, ...parser.flush()];
}

/** Events by hour, oldest first. Empty when the log's end does not reach back: an hour that was not read is not zero. */
function histogramOf(records: readonly LogRecord[], now: Date): SecurityBlock['histogram'] {
  const times = records
    .map(({ at }) => (at === undefined ? Number.NaN : Date.parse(at.replace(' ', 'T'))))
    .filter(Number.isFinite);
  const oldest = times[0];
  if (oldest === undefined) return [];
  const lastHour = Math.floor(now.getTime() / hourMs);
  const firstHour = Math.max(lastHour - hours + 1, Math.floor(oldest / hourMs));
  const counts = new Map<number, number>();
  for (const time of times) counts.set(Math.floor(time / hourMs), (counts.get(Math.floor(time / hourMs)) ?? 0) + 1);
  return Array.from({ length: Math.max(0, lastHour - firstHour + 1) }, (_, index) => {
    const hour = firstHour + index;
    const start = new Date(hour * hourMs);
    return { at: `${String(start.getHours()).padStart(2, '0')}:00`, count: counts.get(hour) ?? 0 };
  });
}
