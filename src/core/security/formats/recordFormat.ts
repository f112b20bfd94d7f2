import type { JsonObject } from '../embeddedJson';
import type { LogLevel } from '../level';
import type { EventFields } from '../securityEvent';

/** What a format reads from the text of one record. Untrusted text. */
export interface ReadRecord extends EventFields {
  readonly at?: string;
  readonly level?: LogLevel;
  readonly channel?: string;
  readonly message: string;
  readonly context?: JsonObject;
  readonly extra?: JsonObject;
  readonly stack?: string;
}

/** What a line says that starts a record. */
export interface RecordStart {
  /**
   * `line`, `json`: Monolog's formatters · `access`: nginx and Apache · `fpm`: PHP-FPM's error log · `phpError`: PHP's own ·
   * `fpmSlow`: PHP-FPM's slow log.
   */
  readonly format: 'line' | 'json' | 'access' | 'fpm' | 'phpError' | 'fpmSlow';
  readonly at?: string;
  readonly channel?: string;
  /** `line`: the record is this line and no more. `more`: lines may follow; the next start ends it. */
  readonly extent: 'line' | 'more';
  /** Reads the record; `raw` is all of its lines. */
  read(raw: string): ReadRecord;
}
