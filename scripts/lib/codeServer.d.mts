/** Installs code-server once into the git-ignored cache. Throws with npm's last lines. */
export declare function ensureCodeServer(log: (line: string) => void, signal?: AbortSignal): Promise<void>;
/** Settings for a quiet workbench, with more of one's own. */
export declare function quietSettings(more?: Record<string, unknown>): Record<string, unknown>;
export declare function writeSettings(userDataDir: string, settings: Record<string, unknown>): void;
export declare function installExtension(
  vsix: string,
  where: { userDataDir: string; extensionsDir: string },
  signal?: AbortSignal,
): Promise<void>;
/** Starts code-server on 127.0.0.1 without a password. */
export declare function startCodeServer(options: {
  userDataDir: string;
  extensionsDir: string;
  /** Where its log goes. */
  logDir: string;
  /** false opens every folder as trusted. */
  workspaceTrust: boolean;
  /** Taken when it is free. */
  port?: number;
  signal?: AbortSignal;
}): Promise<{ url: string; port: number; stop: () => Promise<void> }>;
