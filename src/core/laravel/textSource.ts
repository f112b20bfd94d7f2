// Port: how core reads the files of an application. The host gives the disk (or open documents before the disk), the
// language server its documents, tests a map.

export type TextRead =
  | { readonly kind: 'text'; readonly text: string; readonly modifiedAt?: Date }
  | { readonly kind: 'missing' }
  /** It is there and was not read; `message` says so to people. */
  | {
      readonly kind: 'unreadable';
      readonly reason: 'binary' | 'tooLarge' | 'denied' | 'loop' | 'failed';
      readonly message: string;
    };

export interface DirectoryEntry {
  readonly name: string;
  /** What a symbolic link points to; `other` for sockets, devices and broken links. */
  readonly kind: 'file' | 'directory' | 'other';
  readonly symbolicLink: boolean;
}

export interface TextSource {
  /** Never rejects but for an abort. Files over 1 MiB and files with NUL bytes are `unreadable`. */
  readText(path: string, signal?: AbortSignal): Promise<TextRead>;
  /** What `readText` would answer, when it is known without waiting: thousands of promises take time of their own. */
  peek?(path: string): TextRead | undefined;
  /** Entries of a folder, sorted by name; empty when it is missing or cannot be listed. Never rejects but for an abort. */
  list(path: string, signal?: AbortSignal): Promise<readonly DirectoryEntry[]>;
}
