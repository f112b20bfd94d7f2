import type { OpsError } from '../../core/base/errors';
import type { Finding } from '../../core/security/findings/finding';
import type { LogPath } from '../../core/security/logPath';
import type { LogReader } from '../../core/security/logs/logReader';
import type { LogRecord } from '../../core/security/records';
import type { SecurityEvent } from '../../core/security/securityEvent';

/** Looks for attacks in one stream of events. */
export interface StreamDetection {
  take(events: readonly SecurityEvent[]): unknown;
  /** Newest last. */
  findings(): readonly Finding[];
}

/** What a stream is made with; a test gives its own. */
export interface StreamParts {
  readonly toEvent: (record: LogRecord, source: string, zone?: string) => SecurityEvent;
  readonly openLog: (
    target: LogPath,
    options: { readonly zone?: string; onTrouble?(error: OpsError): void },
  ) => Promise<LogReader>;
  readonly createDetection: () => StreamDetection;
}
