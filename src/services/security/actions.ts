import type { ExportFormat } from '../../core/security/stream/exportText';

/** What a person chose to export, and where to. */
export interface ExportChoice {
  /** `shown`: what is in the list · `files`: everything in the files that matches the filter. */
  readonly what: 'shown' | 'files';
  readonly format: ExportFormat;
  /** Absolute path; it may exist, then it was asked for. */
  readonly file: string;
}

/** What the stream asks its surroundings. What is absent is not offered. */
export interface SecurityLogActions {
  readonly runCommand: (id: string) => Promise<void>;
  /** Asks how long a finding is to be muted: milliseconds, undefined when nobody answers. */
  readonly askMute?: (title: string) => Promise<number | undefined>;
  readonly askExport?: (offer: { readonly shown: number }) => Promise<ExportChoice | undefined>;
  /** Opens the stream of an application in the editor area. */
  readonly openPanel?: (root: string) => Promise<void>;
}
