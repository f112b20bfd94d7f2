import { isCaptureSetting, type CaptureSetting } from './settings';

/** Who began a capture: that it still runs can be seen on the same machine alone. */
export interface CaptureOwner {
  readonly host: string;
  readonly pid: number;
}

/** Written, and on the disk, before anything is set. Times are ISO 8601, UTC, by this machine's clock. */
export interface CaptureBegun {
  readonly kind: 'begun';
  readonly id: string;
  readonly at: string;
  /** When it is to end by itself. */
  readonly until: string;
  readonly owner: CaptureOwner;
  /** Environment and profile ("production/mysql") whose server it is. */
  readonly environment: string;
  readonly profile: string;
  /** `ServerRun`, to see whether it is the same server and still the same run. */
  readonly server: string;
  readonly serverStartedAt: string;
  readonly settings: readonly CaptureSetting[];
}

/** What became of one setting. `changed`: somebody else set another value meanwhile, which stays. */
export interface SettingOutcome {
  readonly name: string;
  readonly outcome: 'restored' | 'wasBack' | 'changed';
  /** The value that it has now. */
  readonly value: string;
}

/** Nothing of the capture is left to put back. */
export interface CaptureEnded {
  readonly kind: 'ended';
  readonly at: string;
  /**
   * `restarted`: the server began anew meanwhile, and its settings with it · `forgotten`: a person ended it, and nothing was
   * put back.
   */
  readonly outcome: 'reverted' | 'restarted' | 'forgotten';
  readonly settings: readonly SettingOutcome[];
}

export type CaptureRecord = CaptureBegun | CaptureEnded;

/** The journal of one capture. `append` resolves when the record is on the disk, and rejects with OpsError `journalNotWritten`. */
export interface CaptureJournal {
  append(record: CaptureRecord): Promise<void>;
}

/**
 * The capture that a journal's text says is not ended; undefined when it ended, or when it never began: a first line that
 * was cut by a crash announced something that was never done. A capture whose settings are not ones that we set is no capture.
 */
export function openCaptureOf(text: string): CaptureBegun | undefined {
  const records = text.split('\n').flatMap((line): readonly unknown[] => {
    try {
      return line === '' ? [] : [JSON.parse(line)];
    } catch {
      // Cut by a crash.
      return [];
    }
  });
  const begun = records.find(isBegun);
  return records.some((record) => kindOf(record) === 'ended') ? undefined : begun;
}

function kindOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
}

function isBegun(value: unknown): value is CaptureBegun {
  if (kindOf(value) !== 'begun' || typeof value !== 'object' || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  const texts = ['id', 'at', 'until', 'environment', 'profile', 'server', 'serverStartedAt'];
  if (!texts.every((name) => typeof fields.get(name) === 'string')) return false;
  if (!['at', 'until', 'serverStartedAt'].every((name) => !Number.isNaN(Date.parse(String(fields.get(name))))))
    return false;
  const owner = fields.get('owner');
  if (typeof owner !== 'object' || owner === null || !('host' in owner) || !('pid' in owner)) return false;
  if (typeof owner.host !== 'string' || typeof owner.pid !== 'number') return false;
  const settings = fields.get('settings');
  return Array.isArray(settings) && settings.every((each: unknown) => isSetting(each));
}

function isSetting(value: unknown): value is CaptureSetting {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  const kind = fields.get('kind');
  const [name, before, during] = ['name', 'before', 'during'].map((field) => fields.get(field));
  if (kind !== 'variable' && kind !== 'consumer') return false;
  if (typeof name !== 'string' || typeof before !== 'string' || typeof during !== 'string') return false;
  return isCaptureSetting({ kind, name, before, during });
}
