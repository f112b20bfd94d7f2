import type { LogPosition } from '../logs/logReader';
import type { LogRecord } from '../records';
import type { SecurityEvent } from '../securityEvent';

/** One record of a stream: as it was read, and as the event that it is. Texts are as written: show them through display.ts. */
export interface StreamEntry {
  /** The same however often it is read, followed or by page; no other entry of the window has it. */
  readonly id: string;
  readonly position: LogPosition;
  readonly record: LogRecord;
  /** `event.source` is the id of the source that it was read from. */
  readonly event: SecurityEvent;
}
